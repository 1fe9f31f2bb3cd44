package org.duograph.experiments.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a report must tell of machine and software. */
final class Surroundings {
    /** The name of the fact of which version the source is. */
    static final String COMMIT = "commit";

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
    private static final long GIT_SECONDS = 10;
    private static final int GIB = 1 << 20; // in the kB of /proc/meminfo

    private Surroundings() {}

    /**
     * All of it, in words.
     *
     * @param root the folder with all modules of Duograph
     */
    static Map<String, String> here(Path root) throws InterruptedException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", line(CPU_INFO, "model name", "unknown"));
        facts.put("cores", "" + Runtime.getRuntime().availableProcessors());
        String kilobytes = line(MEMORY_INFO, "MemTotal", "").replaceAll("\\D", "");
        facts.put(
                "memory",
                kilobytes.isEmpty() ? "unknown" : Long.parseLong(kilobytes) / GIB + " GiB");
        facts.put(
                "system",
                Stream.of("os.name", "os.version", "os.arch")
                        .map(System::getProperty)
                        .reduce((a, b) -> a + " " + b)
                        .orElseThrow());
        facts.put(
                "Java",
                System.getProperty("java.vendor")
                        + " "
                        + System.getProperty("java.runtime.version"));
        facts.put("JVM options of each system", String.join(" ", WorkerProcess.JVM_OPTIONS));
        facts.put(COMMIT, commit(root));
        return facts;
    }

    private static String line(Path file, String key, String otherwise) {
        if (!Files.isReadable(file)) {
            return otherwise;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }

    private static String commit(Path root) throws InterruptedException {
        try {
            Process git =
                    new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
                            .directory(root.toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String name = new String(git.getInputStream().readAllBytes()).strip();
            boolean known = git.waitFor(GIT_SECONDS, TimeUnit.SECONDS) && git.exitValue() == 0;
            return known && !name.isEmpty() ? name : "unknown";
        } catch (IOException e) { // no git here
            return "unknown";
        }
    }
}
