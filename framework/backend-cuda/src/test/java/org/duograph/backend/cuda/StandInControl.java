package org.duograph.backend.cuda;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jcuda.driver.JCudaDriver;

/**
 * What a test tells the stand-ins, and what they have counted. {@code src/test/standin/README.md}
 * lists the commands and the names of the counts.
 */
final class StandInControl {
    private static final String FOLDER = System.getenv("STANDIN_CONTROL");

    private StandInControl() {}

    /** Skips the calling test where no stand-ins are loaded, but a GPU's own libraries, or none. */
    static void require() {
        StandIn.require();
        assumeTrue(
                FOLDER != null, "needs the stand-ins, which can be told to fail and which count");
    }

    /** Has commands done, such as {@code fail cuMemAlloc after 3 with 2}. */
    static void tell(String... commands) {
        Path file = Path.of(FOLDER, ProcessHandle.current().pid() + ".control");
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(beside, List.of(commands));
            Files.move(beside, file, ATOMIC_MOVE);
            JCudaDriver.cuDriverGetVersion(new int[1]); // any call takes them
            if (Files.exists(file)) {
                throw new IllegalStateException("the stand-in does not take " + file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes back all that was told, and mends what was broken by it. */
    static void reset() {
        tell("reset");
    }

    /** All counts, by their names. */
    static Map<String, Long> report() {
        Path file = Path.of(FOLDER, ProcessHandle.current().pid() + ".report");
        tell("report " + file);
        Map<String, Long> counts = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                counts.put(words[0], Long.parseLong(words[1]));
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return counts;
    }

    /** What was made and not given back, by its name: bytes, streams, graphs, handles and so on. */
    static Map<String, Long> alive() {
        Map<String, Long> counts = report();
        counts.entrySet().removeIf(e -> !e.getKey().startsWith("live.") || e.getValue() == 0);
        return counts;
    }

    /** One count; 0 where nothing was counted under the name. */
    static long count(String name) {
        return report().getOrDefault(name, 0L);
    }
}
