package org.duograph.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The machine that something was measured on.
 *
 * @param processor the processor's name
 * @param cores the processors that this process may use
 * @param system operating system and architecture
 * @param jdk the Java runtime
 */
record Machine(String processor, int cores, String system, String jdk) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path STATUS = Path.of("/proc/self/status");

    /** This machine. */
    static Machine here() {
        return new Machine(
                lineOf(CPU_INFO, "model name").orElse("unknown processor"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.vendor")
                        + " "
                        + System.getProperty("java.runtime.version"));
    }

    /**
     * The most memory that this process ever had resident, in bytes, where the system tells
     * (Linux); elsewhere the Java heap's size.
     */
    static long peakBytes() {
        return lineOf(STATUS, "VmHWM")
                .map(text -> Long.parseLong(text.replaceAll("\\D", "")) * 1024)
                .orElse(Runtime.getRuntime().totalMemory());
    }

    /** The memory that this process has resident, in bytes, where the system tells, else 0. */
    static long residentBytes() {
        return lineOf(STATUS, "VmRSS")
                .map(text -> Long.parseLong(text.replaceAll("\\D", "")) * 1024)
                .orElse(0L);
    }

    /** What {@link #peakBytes} measures on this machine. */
    static String peakMeaning() {
        return Files.exists(STATUS) ? "peak resident set" : "Java heap";
    }

    private static java.util.Optional<String> lineOf(Path file, String key) {
        if (!Files.isReadable(file)) {
            return java.util.Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip());
        } catch (IOException e) {
            return java.util.Optional.empty();
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s, %d cores, %s, %s", processor, cores, system, jdk);
    }
}
