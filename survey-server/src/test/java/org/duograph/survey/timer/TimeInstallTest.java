package org.duograph.survey.timer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.duograph.survey.results.Filter;
import org.duograph.survey.results.Report;
import org.duograph.survey.results.Results;
import org.duograph.survey.results.StudyResults;
import org.duograph.survey.store.InstallTime;
import org.duograph.survey.store.Store;
import org.duograph.survey.study.Studies;
import org.duograph.survey.timer.Measurement.Status;
import org.duograph.survey.web.Server;
import org.duograph.survey.web.Setting;
import org.duograph.survey.web.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The timer as a participant runs it: real processes, real commands, a server of a few lines. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands that are measured are of a shell")
class TimeInstallTest {

    @TempDir Path folder;
    private SmallServer server;

    @BeforeEach
    void start() throws IOException {
        server = new SmallServer(0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theCommandsOutputAndExitStatusPassThrough() {
        TimerRun run = measure("", "--yes", "--", "sh", "-c", "echo a; echo b >&2; exit 3");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).isEqualTo("a\n");
        assertThat(run.err()).contains("b\n");
        assertThat(only().json().get("status").asText()).isEqualTo("failed");
    }

    @Test
    void whatIsSentIsWhatWasShownToTheLetter() {
        TimerRun run = measure("y\n", "--token", "secret", "--", "sh", "-c", "true");
        assertThat(run.code()).isZero();
        assertThat(run.err()).contains(only().body()).contains("Send this?").contains("Received");
        assertThat(run.err()).doesNotContain("secret");
        assertThat(only().authorization()).isEqualTo("Bearer secret");
        assertThat(spool()).isEmpty();
    }

    @Test
    void neitherArgumentsNorFoldersOfTheCommandAreSent() {
        measure("", "--yes", "--", "/bin/sh", "-c", "true my-private-name");
        assertThat(only().body()).contains("\"sh\"").doesNotContain("private").doesNotContain("/");
    }

    @Test
    void whoDoesNotAgreeSendsNothing() {
        assertThat(measure("n\n", "--", "true").err()).contains("Not sent");
        assertThat(measure("", "--", "true").err()).contains("Not sent"); // nobody answers
        assertThat(server.posted).isEmpty();
        assertThat(spool()).hasSize(2);
    }

    @Test
    void aFailingCommandIsRunAgainAndEveryAttemptIsCounted() throws IOException {
        Path mark = folder.resolve("mark");
        String untilThird = "echo x >> '%s'; test $(wc -l < '%s') -ge 3".formatted(mark, mark);
        TimerRun run = measure("", "--yes", "--retries", "5", "--", "sh", "-c", untilThird);
        assertThat(run.code()).isZero();
        assertThat(Files.readAllLines(mark)).hasSize(3);
        JsonNode sent = only().json();
        assertThat(sent.get("status").asText()).isEqualTo("finished");
        assertThat(sent.findValuesAsText("exit")).containsExactly("1", "1", "0");
    }

    @Test
    void theUserMayAskForAnotherAttempt() {
        TimerRun run = measure("y\nn\ny\n", "--", "false");
        assertThat(run.code()).isEqualTo(1);
        assertThat(only().json().get("attempts")).hasSize(2);
    }

    @Test
    void aProgramThatIsNotThereIsAnAttemptThatFailed() {
        TimerRun run = measure("", "--yes", "--", "no-such-program");
        assertThat(run.code()).isEqualTo(127);
        assertThat(run.err()).contains("there is no program no-such-program");
        assertThat(only().json().get("attempts").get(0).get("exit").asInt()).isEqualTo(127);
    }

    @Test
    void whatTheStudyDoesNotAskForIsSaidBeforeTheCommandRuns() {
        Path mark = folder.resolve("mark");
        TimerRun run =
                run(
                        "",
                        "--study",
                        link(server.port()),
                        "--framework",
                        "torch",
                        "--environment",
                        "local",
                        "--",
                        "touch",
                        mark.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--framework torch").contains("[tensorflow, caffe2]");
        assertThat(mark).doesNotExist();
    }

    @Test
    void withoutAServerItIsKeptAndDeliveredOnceLater() throws IOException {
        int port = server.port();
        server.close();
        TimerRun run = measure(port, "", "--yes", "--", "sh", "-c", "exit 4");
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("cannot be reached").contains("--send");
        assertThat(spool()).hasSize(1);
        assertThat(run("", "--send", "--yes").code()).isEqualTo(1);

        server = new SmallServer(port);
        assertThat(run("", "--send", "--yes").code()).isZero();
        assertThat(run("", "--send", "--yes").err()).contains("nothing to send");
        assertThat(only().json().get("status").asText()).isEqualTo("failed");
        assertThat(spool()).isEmpty();
    }

    @Test
    void whenTheAnswerIsLostTheSameMeasurementIsDeliveredAgain() {
        server.answerWith(500);
        assertThat(measure("", "--yes", "--", "true").err()).contains("status 500");
        server.answerWith(200);
        assertThat(run("", "--send", "--yes").code()).isZero();
        assertThat(server.posted).hasSize(2);
        assertThat(server.posted.get(0)).isEqualTo(server.posted.get(1));
        assertThat(spool()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsToldAndStaysWhileTheOthersAreSent() throws IOException {
        server.answerWith(500);
        assertThat(measure("", "--yes", "--", "true").err()).contains("status 500");
        server.answerWith(200);
        Path broken = folder.resolve("spool").resolve("broken.json");
        Files.writeString(broken, "{ half");
        TimerRun run = run("", "--send", "--yes");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("broken.json is no measurement", "Delete it", "Received");
        assertThat(spool()).isEmpty();
        assertThat(broken).exists();
        assertThat(run("", "--send", "--yes").err()).contains("broken.json", "nothing to send");
    }

    @Test
    void aRefusalIsTold() {
        server.answerWith(403);
        TimerRun run = measure("", "--yes", "--", "true");
        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("Not taken").contains("as the test wants it");
        assertThat(spool()).hasSize(1);
    }

    @Test
    void whoEndsTheTimerEndsTheCommandAndHasGivenUp() throws Exception {
        Path mark = folder.resolve("mark");
        Process timer = startSlowCommand(mark);
        timer.destroy();
        assertThat(timer.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(kept().status()).isEqualTo(Status.GAVE_UP);
        assertThat(kept().attempts()).hasSize(1);
        long command = Long.parseLong(Files.readString(mark).strip());
        ProcessHandle.of(command).ifPresent(handle -> handle.onExit().join());
        assertThat(run("", "--send", "--yes").code()).isZero();
    }

    @Test
    void aTimerThatWasKilledLeavesAMeasurementThatCanBeEnded() throws Exception {
        Path mark = folder.resolve("mark");
        Process timer = startSlowCommand(mark);
        timer.destroyForcibly().waitFor();
        ProcessHandle.of(Long.parseLong(Files.readString(mark).strip()))
                .ifPresent(ProcessHandle::destroy);
        assertThat(kept().status()).isEqualTo(Status.RUNNING);
        assertThat(run("", "--send", "--yes").err()).contains("Not over");
        assertThat(server.posted).isEmpty();
        assertThat(run("", "--give-up", "--yes").code()).isZero();
        assertThat(only().json().get("status").asText()).isEqualTo("gave_up");
    }

    @Test
    void workByHandIsMeasuredFromOneShellToAnother() {
        assertThat(measure("", "--start").code()).isZero();
        TimerRun again = measure("", "--start");
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains("before another");
        assertThat(run("", "--stop", "--yes").code()).isZero();
        JsonNode attempt = only().json().get("attempts").get(0);
        assertThat(attempt.get("wallSeconds").asDouble()).isPositive();
        assertThat(attempt.get("seconds").isNull()).isTrue();
        TimerRun none = run("", "--stop");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("no such measurement");
    }

    @Test
    void whatWasBegunCanBeDropped() {
        measure("", "--start");
        assertThat(run("", "--discard").err()).contains("Dropped: tensorflow on local");
        assertThat(spool()).isEmpty();
    }

    @Test
    void wrongUsageIsExplained() {
        assertThat(run("").err()).contains("say which COMMAND");
        assertThat(run("", "--", "true").err()).contains("--study, --framework");
        TimerRun link =
                run("", "--study", "host", "--framework", "f", "--environment", "e", "true");
        assertThat(link.code()).isEqualTo(2);
        assertThat(link.err()).contains("--study wants the study's link").contains("host");
    }

    @Test
    void everyRecipeHasItsFrameworkInAStudyThatComesWithTheServer() throws IOException {
        String study = "java-frameworks";
        Path data = folder.resolve("data");
        Settings settings =
                Settings.read(
                        Map.of(Setting.DATA, data.toString(), Setting.PORT, "0"),
                        Map.of(),
                        Optional.empty());
        try (Store store = Store.open(data, Clock.systemUTC());
                Server real = Server.start(settings, store);
                Stream<Path> recipes = Files.list(Path.of("recipes"))) {
            store.publish(Studies.text(study));
            List<String> frameworks =
                    recipes.filter(Files::isDirectory)
                            .map(recipe -> recipe.getFileName().toString())
                            .sorted()
                            .toList();
            assertThat(frameworks).hasSize(3);
            for (String framework : frameworks) {
                TimerRun run =
                        run(
                                "",
                                "--yes",
                                "--study",
                                real.address() + "/s/" + study,
                                "--framework",
                                framework,
                                "--environment",
                                "local",
                                "--",
                                "true");
                assertThat(run.err()).contains("Received", "waits until a researcher approves it");
            }
            List<InstallTime> waiting = store.curation().waiting(study);
            store.curation()
                    .approve("grace", study, waiting.stream().map(InstallTime::id).toList());
            assertThat(store.installTimes(study))
                    .extracting(InstallTime::framework)
                    .containsExactlyElementsOf(frameworks);
            Results results = new StudyResults(store).of(study, Filter.NONE);
            assertThat(Report.html(results, Instant.now()))
                    .contains("3 installations were measured", "PyTorch for Java");
        }
    }

    private Process startSlowCommand(Path mark) throws Exception {
        List<String> arguments = arguments(server.port());
        arguments.addAll(
                List.of("--", "sh", "-c", "echo $$ > '%s'; exec sleep 60".formatted(mark)));
        Process timer = TimerRun.start(arguments);
        while (Files.notExists(mark) || Files.size(mark) == 0) {
            assertThat(timer.isAlive()).isTrue();
            Thread.sleep(20);
        }
        return timer;
    }

    private TimerRun measure(String answers, String... arguments) {
        return measure(server.port(), answers, arguments);
    }

    private TimerRun measure(int port, String answers, String... arguments) {
        List<String> line = arguments(port);
        line.addAll(List.of(arguments));
        return TimerRun.of(answers, line);
    }

    private TimerRun run(String answers, String... arguments) {
        List<String> line = new ArrayList<>(List.of("--spool", folder.resolve("spool").toString()));
        line.addAll(List.of(arguments));
        return TimerRun.of(answers, line);
    }

    private List<String> arguments(int port) {
        return new ArrayList<>(
                List.of(
                        "--spool",
                        folder.resolve("spool").toString(),
                        "--study",
                        link(port),
                        "--framework",
                        "tensorflow",
                        "--environment",
                        "local"));
    }

    private static String link(int port) {
        return "http://localhost:" + port + "/s/study";
    }

    private SmallServer.Posted only() {
        assertThat(server.posted).hasSize(1);
        return server.posted.get(0);
    }

    private List<Envelope> spool() {
        try {
            return new Spool(folder.resolve("spool")).all(file -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Measurement kept() {
        assertThat(spool()).hasSize(1);
        return spool().get(0).measurement();
    }
}
