package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.duograph.survey.store.InstallTime;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StudyState;
import org.duograph.survey.timer.TimeInstallCommand;
import org.duograph.survey.web.Visitor.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Measured installations over real HTTP, into a real store. */
class InstallTimeApiTest {
    private static final String STUDY = "framework-usability";
    private static final String PATH = "/api/install-times";

    @TempDir Path folder;
    private Store store;
    private Server server;
    private Visitor timer;

    @BeforeEach
    void start() throws IOException {
        store = Store.open(folder.resolve("data"), Clock.systemUTC());
        store.publish(shipped());
        server = Server.start(Settings.of(folder.resolve("data")), store);
        timer = new Visitor(server);
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    @Test
    void saysWhatMayBeMeasured() {
        Answer answer = timer.get(PATH + "/" + STUDY);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"open\":true", "[\"tensorflow\",\"caffe2\"]", "[\"local\",\"remote\"]");
        store.setState(STUDY, StudyState.CLOSED);
        assertThat(timer.get(PATH + "/" + STUDY).body()).contains("\"open\":false");
        assertThat(timer.get(PATH + "/other").status()).isEqualTo(404);
    }

    @Test
    void keepsAMeasurementOnceHoweverOftenItComes() {
        String body = measurement();
        String token = store.issueInvitations(STUDY, List.of("seat 1")).get(0);
        for (int i = 0; i < 3; i++) {
            Answer answer = post(body, token);
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.body()).contains("\"waiting\":false");
        }
        InstallTime kept = only();
        assertThat(kept.framework()).isEqualTo("tensorflow");
        assertThat(kept.environment()).isEqualTo("local");
        assertThat(kept.status()).isEqualTo("finished");
        assertThat(kept.seconds()).isEqualTo(70.5);
        assertThat(kept.attempts()).isEqualTo(2);
        assertThat(kept.started()).isEqualTo(Instant.parse("2026-11-25T00:00:00Z"));
        assertThat(kept.details())
                .containsEntry("exits", "1 0")
                .containsEntry("commands", "mvn mvn")
                .containsEntry("memory_gb", "8")
                .containsEntry("clocks", "agree");
    }

    @Test
    void whatAnybodyMayHaveSentWaitsForApproval() {
        String body = measurement();
        for (int i = 0; i < 2; i++) {
            assertThat(post(body, null).body()).contains("\"waiting\":true");
        }
        assertThat(store.installTimes(STUDY)).isEmpty();
        String id = store.curation().waiting(STUDY).get(0).id();
        store.curation().approve("grace", STUDY, List.of(id));
        assertThat(only().id()).isEqualTo(id);
        assertThat(post(body, null).body()).contains("\"waiting\":false");
    }

    @Test
    void anAnonymousStudyKeepsNoToken() {
        String token = store.issueInvitations(STUDY, List.of("seat 1")).get(0);
        assertThat(post(measurement(), token).status()).isEqualTo(201);
        assertThat(only().tokenHash()).isEmpty();
    }

    @Test
    void aTokenThatWasNeverIssuedIsRefused() {
        Answer answer = post(measurement(), "guessed");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("\"error\"").doesNotContain("guessed");
        assertThat(store.installTimes(STUDY)).isEmpty();
    }

    @Test
    void aClosedStudyTakesNone() {
        store.setState(STUDY, StudyState.CLOSED);
        assertThat(post(measurement(), null).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource({
        "tensorflow, torch",
        "local, moon",
        "finished, running",
        "finished, done",
        "2026-11-25, 2126-11-25",
        "2026-11-25, yesterday",
        "2026-11-25, -999999999-01-01",
        "2026-11-25, +999999999-12-31",
        "\"2026-11-25\", null",
        "\"2026-11-25\", 20261125",
        "\"framework-usability\", null",
        "\"tensorflow\", null",
        "\"local\", null",
        "\"finished\", null",
        "\"linux\", null",
        "\"cores\":2, \"cores\":null",
        "\"cores\":2, \"cores\":99999999999",
        "10.3, \"x\"",
        "60.25, -3",
        "60.25, 1e300",
        "60.25, NaN",
        "linux, <a\\nb>",
        "\"cores\":2, \"cores\":0",
        "\"mvn\", \"\"",
        "\"machine\", \"address\"",
        "\"attempts\":[, \"attempts\":[null",
        "{, [",
    })
    void whatIsNoMeasurementOfThisStudyIsRefusedWithAReason(String right, String wrong) {
        Answer answer = post(measurement().replace(right, wrong), null);
        assertThat(answer.status()).as(wrong).isEqualTo(422);
        assertThat(answer.body()).contains("easurement").doesNotContain("org.duograph");
        assertThat(store.installTimes(STUDY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "[]",
                "7",
                "\"x\"",
                "{}",
                "{\"study\":null}",
                "[null]",
                "{\"attempts\":null}"
            })
    void aBodyThatIsNothingIsRefusedWithWords(String body) {
        Answer answer = post(body, null);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("This is no measurement");
    }

    @Test
    void aFormOfAnotherSiteCannotSendOne() {
        Answer answer = timer.post(PATH, measurement());
        assertThat(answer.status()).isEqualTo(415);
        assertThat(store.installTimes(STUDY)).isEmpty();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command that is measured is of a shell")
    void theTimerItselfIsUnderstood() {
        int exit =
                new CommandLine(new TimeInstallCommand())
                        .execute(
                                "--spool",
                                folder.resolve("spool").toString(),
                                "--study",
                                timer.uri("/s/" + STUDY).toString(),
                                "--framework",
                                "caffe2",
                                "--environment",
                                "remote",
                                "--yes",
                                "--",
                                "sh",
                                "-c",
                                "exit 3");
        assertThat(exit).isEqualTo(3);
        InstallTime sent = store.curation().waiting(STUDY).get(0);
        assertThat(sent.framework()).isEqualTo("caffe2");
        assertThat(sent.status()).isEqualTo("failed");
        assertThat(sent.details()).containsEntry("exits", "3").containsEntry("commands", "sh");
        assertThat(folder.resolve("spool")).isEmptyDirectory();
    }

    private InstallTime only() {
        assertThat(store.installTimes(STUDY)).hasSize(1);
        return store.installTimes(STUDY).get(0);
    }

    private Answer post(String body, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(timer.uri(PATH))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return timer.send(request);
    }

    private static String measurement() {
        return """
                {"id":"%s","study":"framework-usability","framework":"tensorflow",\
                "environment":"local","status":"finished","day":"2026-11-25",\
                "attempts":[{"command":"mvn","wallSeconds":10.3,"seconds":10.25,"exit":1},\
                {"command":"mvn","wallSeconds":60.2,"seconds":60.25,"exit":0}],\
                "machine":{"os":"linux","cores":2,"memoryGb":8,"jdk":17}}"""
                .formatted(UUID.randomUUID());
    }

    private static String shipped() throws IOException {
        try (var in = Store.class.getResourceAsStream("/studies/framework-usability.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
