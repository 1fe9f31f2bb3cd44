package org.duograph.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.backend.onednn.OneDnnBackend;

/**
 * What this process holds.
 *
 * @param engine handles and bytes of the engine's native memory
 * @param heap bytes of Java's objects that are in use
 * @param resident bytes of the whole process where Linux tells them, else 0
 */
public record MemoryInUse(long engine, long heap, long resident) {

    /** Collects garbage, and looks. */
    public static MemoryInUse now() throws IOException {
        Runtime runtime = Runtime.getRuntime();
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            heap = Math.min(heap, runtime.totalMemory() - runtime.freeMemory());
        }
        return new MemoryInUse(OneDnnBackend.liveResources(), heap, ofProcess());
    }

    private static long ofProcess() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.notExists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }
}
