package org.duograph.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.duograph.serving.versions.ModelConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many requests, of sizes that vary, leave memory as it was. {@code -Dduograph.requests=1000000}
 * asks more often.
 */
class ManyRequestsTest {
    private static final int CLIENTS = 4;
    private static final int REQUESTS = Integer.getInteger("duograph.requests", 20_000);
    private static final long MORE_HEAP = 16L << 20; // bytes
    private static final long MORE_MEMORY = 256L << 20; // the collector takes and gives back much

    @TempDir Path folder;

    @Test
    void memoryStaysFlat() throws Exception {
        SavedModels.halfPlus(folder.resolve("half"), 2);
        try (Serving serving =
                Serving.start(
                        List.of(
                                ModelConfig.of("half", folder.resolve("half").toString()),
                                ModelConfig.of("clothes", "zoo:lenet-fashion")),
                        ServingOptions.standard(),
                        text -> {})) {
            ask(serving, REQUESTS / 2);
            MemoryInUse half = MemoryInUse.now();
            ask(serving, REQUESTS / 2);
            MemoryInUse all = MemoryInUse.now();
            System.out.println(REQUESTS + " requests: " + half + ", then " + all);
            assertThat(all.engine()).as("bytes of the engine").isEqualTo(half.engine());
            assertThat(all.heap() - half.heap()).as("bytes of the heap").isLessThan(MORE_HEAP);
            assertThat(all.resident() - half.resident())
                    .as("bytes of the process")
                    .isLessThan(MORE_MEMORY);
        }
    }

    private static void ask(Serving serving, int requests) throws InterruptedException {
        String row = "[" + "0.5,".repeat(27) + "0.5]";
        String picture = "[[" + (row + ",").repeat(27) + row + "]]";
        AtomicInteger left = new AtomicInteger(requests);
        AtomicInteger failed = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread client =
                    new Thread(
                            () -> {
                                Client mine = new Client(serving);
                                int n;
                                while ((n = left.getAndDecrement()) > 0) {
                                    boolean half = n % 4 > 0;
                                    String rows =
                                            half
                                                    ? "1,".repeat(n % 20) + "1"
                                                    : picture + ("," + picture).repeat(n % 3);
                                    String path = half ? "half" : "clothes";
                                    int status =
                                            mine.post(
                                                            "/v1/models/" + path + ":predict",
                                                            "{\"instances\": [" + rows + "]}")
                                                    .statusCode();
                                    if (status != 200) {
                                        failed.incrementAndGet();
                                    }
                                }
                            });
            client.start();
            clients.add(client);
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failed).hasValue(0);
    }
}
