package org.duograph.experiments.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.data.ProgressBar;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Measurement.Origin;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs real processes, with a framework small enough. */
class RunnerTest {
    private static final Origin ORIGIN = new Origin("abc1234", "a processor");

    private static final Scale SCALE = new Scale(2, 4, 2, 1, 256, 64, 1, "shapes-10");
    private static final List<Request> LEARNS =
            List.of(new RequestBuilder(SCALE, Kind.LEARNS, "six", 16).done());
    private static final double NEVER = 1;
    private static final double ALWAYS = -2;

    @TempDir private Path folder;
    private Notebook notebook;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void openNotebook() throws IOException {
        notebook = new Notebook(folder.resolve("measurements"));
    }

    private Runner runner(double disturbed, String... variants) throws IOException {
        List<Installation> installations = Arrays.stream(variants).map(RunnerTest::linear).toList();
        return runner(disturbed, installations, Duration.ofSeconds(60));
    }

    private Runner runner(double disturbed, List<Installation> installations, Duration silence)
            throws IOException {
        Map<String, String> environment =
                Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return new Runner(
                notebook,
                new WorkerProcess(silence, environment),
                new Runner.Settings(folder, installations, disturbed, 3, ORIGIN),
                said::add,
                ProgressBar.on(new StringBuilder(), false));
    }

    private static Installation linear(String variant) {
        return new Installation("linear", variant, "", Map.of(), "");
    }

    private Measurement only() throws IOException {
        assertThat(notebook.all()).hasSize(1);
        return notebook.all().get(0);
    }

    @Test
    void eachRoundBeginsWithAnotherSystemAndMeasuresAll() throws IOException {
        List<Request> turns = runner(NEVER, "a", "b", "c").inTurn(LEARNS, 3);
        assertThat(turns.stream().map(r -> r.round() + r.variant()))
                .containsExactly("1a", "1b", "1c"); // the same each time, so measured once
        List<Request> construct =
                List.of(new RequestBuilder(SCALE, Kind.CONSTRUCT, "six", 16).done());
        assertThat(
                        runner(NEVER, "a", "b", "c").inTurn(construct, 3).stream()
                                .map(r -> r.round() + r.variant()))
                .containsExactly("1a", "1b", "1c", "2b", "2c", "2a", "3c", "3a", "3b");
    }

    @Test
    void eachRoundLearnsFromAnotherSeed() throws IOException {
        List<Request> accuracy =
                List.of(new RequestBuilder(SCALE, Kind.ACCURACY, "six", 16).epochs(1).done());
        Request first = accuracy.get(0).by("linear", "a").inRound(1);
        assertThat(runner(NEVER, "a").inTurn(accuracy, 5))
                .containsExactly(first, first.from(2), first.from(3));
    }

    @Test
    void anEpochOfTrainingIsTimedTestedAndKept() throws Exception {
        Request table2 =
                new RequestBuilder(SCALE, Kind.TABLE2, "six", 64)
                        .timing(0, 4)
                        .epochs(2)
                        .learning(0.1, 0)
                        .threads(1)
                        .done();
        assertThat(runner(NEVER, "a").measure(List.of(table2), 1)).isZero();
        Measurement m = only();
        assertThat(m.failure()).isEmpty();
        assertThat(m.request()).isEqualTo(table2.by("linear", "a").inRound(1));
        assertThat(m.losses()).hasSize(8);
        assertThat(m.losses().get(0)).isCloseTo(Math.log(10), within(1e-5));
        assertThat(m.losses().get(7)).isLessThan(m.losses().get(0));
        assertThat(m.seconds().epochs()).hasSize(2);
        assertThat(m.accuracies()).hasSize(1);
        assertThat(m.accuracies().get(0)).isBetween(0.1, 1.0);
        assertThat(m.description()).isEqualTo("Linear, 1 processors, OMP_NUM_THREADS=1");
        assertThat(m.data()).startsWith("shapes-10 (synthetic), first 256");
        assertThat(m.bytes().planned()).isEqualTo(4L * 10 * 3072);
    }

    private static org.assertj.core.data.Offset<Double> within(double tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance);
    }

    @Test
    void whatIsInTheNotebookIsNotMeasuredAgainButFailuresAre() throws Exception {
        runner(NEVER, "a").measure(LEARNS, 1);
        Measurement first = only();
        Request other = LEARNS.get(0).by("linear", "b").inRound(1);
        notebook.keep(Measurement.failed(other, first.startedAt(), 1, "interrupted"));
        Files.writeString(notebook.file(other.inRound(2)).resolveSibling("x.json.part"), "{");
        assertThat(runner(NEVER, "a", "b").measure(LEARNS, 1)).isZero();
        assertThat(notebook.all()).hasSize(2).allMatch(Measurement::succeeded).contains(first);
    }

    @Test
    void otherSettingsAreMeasuredAnew() throws Exception {
        runner(NEVER, "a").measure(LEARNS, 1);
        Scale otherSeed = new Scale(2, 4, 2, 1, 256, 64, 2, "shapes-10");
        Request other = new RequestBuilder(otherSeed, Kind.LEARNS, "six", 16).done();
        runner(NEVER, "a").measure(List.of(other), 1);
        assertThat(notebook.all()).hasSize(2);
    }

    @Test
    void whatFailsIsKeptWithItsReasonAndTheOthersGoOn() throws Exception {
        assertThat(runner(NEVER, "broken", "crashing", "a").measure(LEARNS, 1)).isEqualTo(2);
        assertThat(notebook.all())
                .extracting(Measurement::failure)
                .anyMatch(text -> text.contains("no such library"))
                .anyMatch(text -> text.contains("ended with status 7"))
                .contains("");
        assertThat(said).hasSize(2).anyMatch(text -> text.contains("linear broken failed"));
    }

    @Test
    void aProcessThatHangsIsEnded() throws Exception {
        List<Installation> hanging = List.of(linear("hanging"));
        assertThat(runner(NEVER, hanging, Duration.ofSeconds(1)).measure(LEARNS, 1)).isOne();
        assertThat(only().failure()).contains("no progress for 1 s");
    }

    @Test
    void disturbedMeasurementsAreRepeatedAndTheLeastDisturbedIsKept() throws Exception {
        runner(ALWAYS, "a").measure(LEARNS, 1);
        assertThat(only().attempts()).isEqualTo(3);
        assertThat(said).anyMatch(text -> text.contains("in the quietest of 3 attempts"));
    }

    @Test
    void aSystemThatIsNotCompiledIsMissingWithTheCommandThatFetchesIt() throws Exception {
        Installation absent = new Installation("absent", "", "absent", Map.of(), "./mvnw -Pabsent");
        Runner runner = runner(NEVER, List.of(absent), Duration.ofSeconds(60));
        assertThat(runner.missing())
                .isEqualTo(Map.of("absent", "it is not compiled here yet; run ./mvnw -Pabsent"));
        assertThat(runner.inTurn(LEARNS, 2)).isEmpty();
    }
}
