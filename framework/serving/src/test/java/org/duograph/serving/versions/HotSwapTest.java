package org.duograph.serving.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.duograph.serving.Client;
import org.duograph.serving.MemoryInUse;
import org.duograph.serving.SavedModels;
import org.duograph.serving.Serving;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.versions.ModelVersion.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions come and go while clients ask; {@code -Dduograph.swaps=201} for 200 times. */
class HotSwapTest {
    private static final int CLIENTS = 4;
    private static final long MORE_HEAP = 16L << 20; // bytes
    private static final long MORE_MEMORY = 256L << 20; // the collector takes and gives back much
    private static final String PREDICT = "/v1/models/half:predict";
    private static final String ONE = "{\"instances\": [2.0]}";

    @TempDir Path folder;

    private Serving serve(ModelConfig config, boolean lazy) {
        ServingOptions standard = ServingOptions.standard();
        ServingOptions options =
                new ServingOptions(
                        "localhost",
                        0,
                        -1,
                        "",
                        lazy,
                        standard.batching(),
                        30_000,
                        1 << 20,
                        0); // the test itself looks
        return Serving.start(List.of(config), options, text -> {});
    }

    private static void delete(Path version) throws IOException {
        try (Stream<Path> all = Files.walk(version)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    private static List<String> states(Serving serving) {
        return serving.catalog().model("half").versions().stream()
                .map(v -> v.number() + " " + v.state())
                .toList();
    }

    @Test
    void noRequestIsLostWhileVersionsComeAndGo() throws Exception {
        SavedModels.halfPlus(folder.resolve("1"), 1);
        try (Serving serving = serve(ModelConfig.of("half", folder.toString()), false)) {
            MemoryInUse before = MemoryInUse.now();
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger asked = new AtomicInteger();
            ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Thread client =
                        new Thread(
                                () -> {
                                    Client mine = new Client(serving);
                                    while (!stop.get()) {
                                        HttpResponse<String> answer = mine.post(PREDICT, ONE);
                                        asked.incrementAndGet();
                                        if (!answer.body().matches("(?s).*\\[\\d+\\.0\\s+\\].*")) {
                                            wrong.add(answer.statusCode() + answer.body());
                                        }
                                    }
                                });
                client.start();
                clients.add(client);
            }
            int last = Integer.getInteger("duograph.swaps", 8);
            for (int version = 2; version <= last; version++) {
                int sofar = asked.get();
                while (asked.get() < sofar + CLIENTS) {
                    Thread.onSpinWait();
                }
                SavedModels.halfPlus(folder.resolve("" + version), version);
                serving.catalog().look();
                delete(folder.resolve("" + (version - 1)));
            }
            stop.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(wrong).isEmpty();
            // An answer may arrive a moment before its version is let go.
            for (int i = 0; i < 100 && MemoryInUse.now().engine() != before.engine(); i++) {
                Thread.sleep(50);
            }
            MemoryInUse after = MemoryInUse.now();
            System.out.println(
                    "%d swaps, %d requests: %s, then %s"
                            .formatted(last - 1, asked.get(), before, after));
            assertThat(after.engine()).as("bytes of the engine").isEqualTo(before.engine());
            assertThat(after.heap() - before.heap()).as("bytes of the heap").isLessThan(MORE_HEAP);
            assertThat(after.resident() - before.resident())
                    .as("bytes of the process")
                    .isLessThan(MORE_MEMORY);
            assertThat(asked.get()).isGreaterThan(CLIENTS * last / 2);
            assertThat(new Client(serving).post(PREDICT, ONE).body())
                    .contains("[" + (last + 1) + ".0");
            assertThat(states(serving)).endsWith((last - 1) + " END", last + " AVAILABLE");
        }
    }

    @Test
    void aVersionThatIsTakenAwayGivesTheOneBeforeItsPlace() throws IOException {
        SavedModels.halfPlus(folder.resolve("1"), 1);
        SavedModels.halfPlus(folder.resolve("2"), 2);
        try (Serving serving = serve(ModelConfig.of("half", folder.toString()), false)) {
            assertThat(states(serving)).containsExactly("2 AVAILABLE");
            assertThat(new Client(serving).post(PREDICT, ONE).body()).contains("[3.0");
            delete(folder.resolve("2"));
            serving.catalog().look();
            assertThat(states(serving)).containsExactly("1 AVAILABLE", "2 END");
            assertThat(new Client(serving).post(PREDICT, ONE).body()).contains("[2.0");
        }
    }

    @Test
    void aVersionThatCanNotBeLoadedLeavesTheOldOne() throws IOException {
        SavedModels.halfPlus(folder.resolve("1"), 1);
        try (Serving serving = serve(ModelConfig.of("half", folder.toString()), false)) {
            Files.writeString(
                    Files.createDirectories(folder.resolve("2")).resolve("saved_model.pb"),
                    "no model");
            serving.catalog().look();
            assertThat(states(serving)).containsExactly("1 AVAILABLE", "2 END");
            assertThat(serving.catalog().model("half").versions().get(1).error()).isNotEmpty();
            Client client = new Client(serving);
            assertThat(client.post(PREDICT, ONE).body()).contains("[2.0");
            assertThat(client.get("/v1/models/half").body())
                    .contains("\"error_code\": \"UNKNOWN\"");
            delete(folder); // all of it: what is served stays
            serving.catalog().look();
            assertThat(client.post(PREDICT, ONE).body()).contains("[2.0");
        }
    }

    @Test
    void labelsAndPoliciesOfAConfigFileAreKept() throws IOException {
        for (int version = 1; version <= 3; version++) {
            SavedModels.halfPlus(folder.resolve("" + version), version);
        }
        Path file = folder.resolve("models.config");
        Files.writeString(
                file,
                """
                model_config_list {
                  config {
                    name: "half"
                    base_path: "%s"
                    model_version_policy { specific { versions: 1 versions: 2 } }
                    version_labels { key: "stable" value: 1 }
                  }
                }
                """
                        .formatted(folder));
        ModelConfig config = ConfigFile.read(file).get(0);
        assertThat(config.labels()).isEqualTo(Map.of("stable", 1L));
        try (Serving serving = serve(config, false)) {
            assertThat(states(serving)).containsExactly("1 AVAILABLE", "2 AVAILABLE");
            Client client = new Client(serving);
            assertThat(client.post("/v1/models/half/labels/stable:predict", ONE).body())
                    .contains("[2.0");
            assertThat(client.post(PREDICT, ONE).body()).contains("[3.0");
            assertThat(client.post("/v1/models/half/versions/3:predict", ONE).statusCode())
                    .isEqualTo(404);
            ModelConfig all =
                    new ModelConfig("half", folder.toString(), VersionPolicy.ALL, Map.of());
            serving.catalog().serve(List.of(all));
            assertThat(client.post(PREDICT, ONE).body()).contains("[4.0");
            assertThat(states(serving)).hasSize(3).allMatch(s -> s.endsWith("AVAILABLE"));
            serving.catalog().serve(List.of());
            assertThat(client.post(PREDICT, ONE).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aLazyModelIsLoadedWhenItIsFirstAsked() {
        SavedModels.halfPlus(folder.resolve("1"), 1);
        try (Serving serving = serve(ModelConfig.of("half", folder.toString()), true)) {
            ModelVersion version = serving.catalog().model("half").versions().get(0);
            assertThat(version.state()).isEqualTo(State.START);
            assertThat(new Client(serving).post(PREDICT, ONE).body()).contains("[2.0");
            assertThat(version.state()).isEqualTo(State.AVAILABLE);
        }
    }
}
