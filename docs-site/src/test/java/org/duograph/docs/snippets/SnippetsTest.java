package org.duograph.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.cli.ErrorKind;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The outputs shown on the pages are what the code shown on the pages prints.
 *
 * <p>After a wanted change, {@code -Dduograph.record=true} writes them anew.
 */
class SnippetsTest {
    private static final Path RECORDED = Path.of("src/recorded");

    @Test
    void theFirstGraphPrintsWhatTheWelcomePageShows() throws IOException {
        check("first-graph.txt", FirstGraph.run());
    }

    @Test
    void theRecurrentLayerPrintsWhatThePageAboutTheEngineShows() throws IOException {
        check("recurrent.txt", Recurrent.run());
    }

    @Test
    void aFaceForFormulasPrintsWhatThePageAboutChangingTheEngineShows() throws IOException {
        check("small-face.txt", SmallFace.run());
    }

    @Test
    void javaCodeInANetPrintsWhatThePageAboutOperatorsOfYourOwnShows() throws IOException {
        check("host-code.txt", HostCode.run());
    }

    @Test
    void aNetInBothFacesHasThePlansThatThePageAboutBothFacesShows() throws IOException {
        check("both-faces.txt", BothFaces.run());
    }

    @Test
    void aPublishedNetHasAsManyNumbersInBothFacesAsThePageAboutTheZooSays() throws IOException {
        String numbers = String.format(Locale.ROOT, "%,d", PublishedNets.workspace());
        assertThat(PublishedNets.session()).contains("Trainable params: " + numbers);
        assertThat(Path.of("src/docs/zoo.adoc"))
                .content()
                .contains("| MobileNet v1, v2 | 4,231,976; " + numbers + " |");
    }

    @TestFactory
    Stream<DynamicTest> theSessionFacePrintsWhatItsPageShows(@TempDir Path folder) {
        Map<String, Snippet> all = new LinkedHashMap<>();
        all.put("building", SessionFace::building);
        all.put("names", SessionFace::names);
        all.put("variables", SessionFace::variables);
        all.put("sessions", SessionFace::sessions);
        all.put("order", SessionFace::order);
        all.put("gradients", SessionFace::gradients);
        all.put("training", SessionFace::training);
        all.put("files", () -> SessionFace.files(folder));
        all.put("choices", SessionLoops::choices);
        all.put("loops", SessionLoops::loops);
        all.put("growing", SessionLoops::growing);
        all.put("rows", SessionLoops::rows);
        all.put("arrays", SessionLoops::arrays);
        all.put("data", SessionData::data);
        return all.entrySet().stream()
                .map(
                        e ->
                                DynamicTest.dynamicTest(
                                        e.getKey(),
                                        () ->
                                                check(
                                                        "session/" + e.getKey() + ".txt",
                                                        e.getValue().run())));
    }

    @Test
    void theCommandsOnGraphsPrintWhatTheirPageShows(@TempDir Path folder) throws IOException {
        for (Map.Entry<String, String> one : GraphCommands.run(folder).entrySet()) {
            check("session/" + one.getKey(), one.getValue());
        }
        assertThat(folder.resolve("model.svg")).isNotEmptyFile();
        assertThat(folder.resolve("out/classes.npy")).isNotEmptyFile();
    }

    @Test
    void theCommandsOnModelsOfOnnxPrintWhatTheirPageShows(@TempDir Path folder) throws IOException {
        for (Map.Entry<String, String> one : OnnxModels.run(folder).entrySet()) {
            check(one.getKey(), one.getValue());
        }
    }

    @Test
    void mistakesAreAnsweredAsThePageAboutMessagesShows(@TempDir Path folder)
            throws IOException, InterruptedException {
        Mistakes mistakes = new Mistakes(folder);
        ErrorMessages.add(mistakes, folder);
        ErrorKinds.add(mistakes, folder);
        for (Map.Entry<String, String> one : mistakes.messages().entrySet()) {
            check("errors/" + one.getKey() + ".txt", one.getValue() + "\n");
        }
        for (ErrorKind kind : ErrorKind.values()) {
            ErrorKind made = mistakes.kinds().getOrDefault(kind.anchor(), kind);
            assertThat(made).isEqualTo(kind);
        }
    }

    /** Code on a page. */
    private interface Snippet {
        String run() throws IOException;
    }

    @Test
    void choicesAndLoopsPrintWhatTheirPageShows() throws IOException {
        Net.releaseNames();
        check("control-choice.txt", ControlFlow.choice());
        check("control-loop.txt", ControlFlow.loop());
        check("control-gradients.txt", ControlFlow.gradients());
        check("control-training.txt", ControlFlow.training());
        check("control-steps.txt", ControlFlow.steps());
    }

    @Test
    void javaCodeThatIsTrainedThroughPrintsWhatThePageShows() throws IOException {
        check("host-gradient.txt", HostGradient.run());
        check("java-call.txt", JavaCall.run());
    }

    @Test
    void aModelOnSeveralDevicesPrintsWhatItsPageShows() throws IOException {
        Net.releaseNames();
        check("devices-net.txt", SeveralDevices.net());
        check("devices-training.txt", SeveralDevices.training());
        check("devices-towers.txt", SeveralDevices.towers());
    }

    @Test
    void peersAndShardsPrintWhatThePageAboutClustersShows(@TempDir Path folder) throws IOException {
        Net.releaseNames();
        check("cluster-group.txt", Shards.group(folder));
        check("cluster-training.txt", Shards.training(folder));
        check("cluster-replicas.txt", Replicas.training(folder.resolve("checkpoints")));
    }

    @Test
    void scaledLossesPrintWhatThePageAboutGpusShows() throws IOException {
        Net.releaseNames();
        check("half-workspace.txt", HalfPrecision.workspace());
        check("half-session.txt", HalfPrecision.session());
    }

    private static void check(String file, String printed) throws IOException {
        if (Boolean.getBoolean("duograph.record")) {
            Files.writeString(RECORDED.resolve(file), printed);
        }
        assertThat(printed).isEqualTo(Files.readString(RECORDED.resolve(file)));
    }
}
