package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.duograph.survey.SurveyServer;
import org.duograph.survey.store.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup as researchers take it, and the server that is started on what was restored from it. */
class RestoreTest {
    private static final int SENDERS = 4;

    @TempDir Path temp;

    /** Receipt codes by submission, of every answer whose sender has seen the receipt. */
    private final Map<String, String> receipts = new ConcurrentHashMap<>();

    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private Map<String, String> form;

    @Test
    void aBackupDownloadedWhileAnswersArriveIsRestoredToAServerThatKnowsThemAll() throws Exception {
        Path zip = temp.resolve("backup.zip");
        Map<String, String> before;
        Map<String, Response> kept;
        Visitor participant;
        try (Participation here = participation("here")) {
            form = here.readyToSend();
            participant = here.visitor;
            Visitor researcher = new Visitor(here.server);
            Map<String, String> password =
                    Map.of("password", Site.PASSWORD, "again", Site.PASSWORD);
            researcher.submit(here.server.setUpLink(), "/admin/setup", password);
            AtomicBoolean enough = new AtomicBoolean();
            List<Thread> senders = startSending(participant, enough);
            while (receipts.size() < 40 && failures.isEmpty()) Thread.sleep(5);
            before = Map.copyOf(receipts);
            Map<String, String> button = researcher.get("/admin/settings").form("/admin/backup");
            researcher.download("/admin/backup", button, zip);
            enough.set(true);
            for (Thread sender : senders) sender.join();
            assertThat(failures).isEmpty();
            kept = byId(here.responses());
            assertThat(kept).containsOnlyKeys(receipts.keySet());
        }
        Path there = temp.resolve("there");
        assertThat(restore(zip, there)).endsWith("Start the server with --data " + there);

        try (Participation restored = participation("there")) {
            participant.moveTo(restored.server);
            Map<String, Response> found = byId(restored.responses());
            assertThat(found).containsKeys(before.keySet().toArray(String[]::new));
            found.forEach((id, response) -> assertThat(response).isEqualTo(kept.get(id)));
            for (String id : before.keySet()) {
                assertThat(send(participant, id)).isEqualTo(before.get(id));
            }
            assertThat(restored.responses()).as("sent again, kept once").hasSize(found.size());
            String code = before.values().iterator().next();
            Map<String, String> withdrawal = Map.of("code", code, "sure", "1");
            assertThat(participant.submit("/withdraw", "/withdraw", withdrawal).status())
                    .isEqualTo(200);
            assertThat(restored.responses()).hasSize(found.size() - 1);
        }
    }

    private Participation participation(String folder) {
        return new Participation(Site.settings(temp.resolve(folder), Setting.LIMITS, "off"));
    }

    private static Map<String, Response> byId(List<Response> responses) {
        return responses.stream().collect(Collectors.toMap(Response::id, response -> response));
    }

    private List<Thread> startSending(Visitor participant, AtomicBoolean enough) {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            Visitor sender = participant.copy();
            Thread thread =
                    new Thread(
                            () -> {
                                while (!enough.get()) {
                                    String id = UUID.randomUUID().toString();
                                    receipts.put(id, send(sender, id));
                                }
                            });
            thread.setUncaughtExceptionHandler((one, e) -> failures.add(e));
            thread.start();
            senders.add(thread);
        }
        return senders;
    }

    /** Sends the form as a submission of this id; returns the code on the receipt. */
    private String send(Visitor sender, String id) {
        Map<String, String> fields = new HashMap<>(form);
        fields.put("submission", id);
        String receipt = sender.post(Participation.STUDY + "/send", fields).location();
        return sender.get(receipt).page().select("#receipt").text();
    }

    /** Runs the command as users do; returns what it said. */
    private static String restore(Path zip, Path folder) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                SurveyServer.class.getName(),
                                "restore",
                                "--data",
                                folder.toString(),
                                zip.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
