package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.duograph.survey.SurveyServer;
import org.duograph.survey.store.Response;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.Verification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the real server (SIGKILL) at random moments while browsers send answers, starts it on the
 * same folder again, and looks for every answer whose sender was led to a receipt. A few rounds;
 * {@code -Dsurvey.kill.rounds=50} for more.
 */
class KillTest {
    private static final int ROUNDS = Integer.getInteger("survey.kill.rounds", 3);
    private static final int SENDERS = 8;

    @TempDir Path folder;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private Map<String, String> form;
    private HttpClient browser;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES) // waits for answers that might never come
    void everyAnswerWithAReceiptIsFoundExactlyOnceAfterEachKill() throws Exception {
        try (Participation participation = new Participation(folder)) {
            // The form is signed with the time, and the killed server's clock is the real one.
            HandClock clock = participation.clock;
            clock.pass(Duration.between(clock.instant(), Instant.now()));
            form = participation.readyToSend();
            browser = HttpClient.newBuilder().cookieHandler(participation.visitor.cookies).build();
        }
        Random random = new Random();
        for (int round = 1; round <= ROUNDS; round++) {
            killWhileSending(random.nextInt(1500));
            check("round " + round);
        }
        System.out.printf(
                "%d kills of the server: %d answers acknowledged over HTTP; each found once%n",
                ROUNDS, acknowledged.size());
    }

    private void killWhileSending(int millis) throws IOException, InterruptedException {
        Process server = start();
        List<Thread> senders = new ArrayList<>();
        try (BufferedReader said = server.inputReader()) {
            URI send = URI.create(address(said) + Participation.STUDY + "/send");
            for (int i = 0; i < SENDERS; i++) {
                Thread sender = new Thread(() -> sendUntilItDies(send));
                sender.setUncaughtExceptionHandler((thread, e) -> failures.add(e));
                sender.start();
                senders.add(sender);
            }
            int before = acknowledged.size();
            while (acknowledged.size() == before && failures.isEmpty()) Thread.sleep(5);
            Thread.sleep(millis);
        } finally {
            server.destroyForcibly().waitFor();
        }
        for (Thread sender : senders) sender.join();
        assertThat(failures).isEmpty();
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SurveyServer.class.getName(),
                        "--data",
                        folder.toString(),
                        "--port",
                        "0",
                        "--limits",
                        "off")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String address(BufferedReader said) throws IOException {
        String greeting = "Survey server at ";
        for (String line; (line = said.readLine()) != null; ) {
            if (line.startsWith(greeting)) return line.substring(greeting.length());
        }
        throw new AssertionError("The server did not start");
    }

    /** Sends the same form again and again, each time as another submission. */
    private void sendUntilItDies(URI send) {
        try {
            while (true) {
                String id = UUID.randomUUID().toString();
                Map<String, String> fields = new HashMap<>(form);
                fields.put("submission", id);
                HttpResponse<String> response =
                        browser.send(
                                HttpRequest.newBuilder(send)
                                        .header("Content-Type", "application/x-www-form-urlencoded")
                                        .POST(BodyPublishers.ofString(Visitor.encode(fields)))
                                        .build(),
                                BodyHandlers.ofString());
                assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
                acknowledged.add(id);
            }
        } catch (IOException e) {
            // The server died; what it did not answer was not acknowledged.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(String when) {
        try (Store store = Store.open(folder, Clock.systemUTC())) {
            List<String> found = store.responses("framework-usability").map(Response::id).toList();
            assertThat(found).as(when).doesNotHaveDuplicates();
            assertThat(acknowledged).as(when).isNotEmpty().isSubsetOf(found);
            assertThat(store.counts("framework-usability").responses()).isEqualTo(found.size());
        }
        assertThat(Verification.of(folder).problems()).as(when).isEmpty();
    }
}
