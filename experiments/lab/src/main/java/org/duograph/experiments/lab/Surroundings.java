package org.duograph.experiments.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duograph.experiments.harness.Programs;

/** What a report must tell of machine and software. */
final class Surroundings {
    /** The name of the fact of which version the source is. */
    static final String COMMIT = "commit";

    /** The name of the fact of which processor the machine has. */
    static final String PROCESSOR = "processor";

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
    private static final int GIB = 1 << 20; // in the kB of /proc/meminfo

    private Surroundings() {}

    /**
     * All of it, in words.
     *
     * @param root the folder with all modules of Duograph
     * @param installations whose environment variables to tell
     */
    static Map<String, String> here(Path root, List<Installation> installations)
            throws InterruptedException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(PROCESSOR, processor());
        facts.put("clock now", line(CPU_INFO, "cpu MHz", "unknown") + " MHz");
        facts.put("widest vectors", vectors());
        String gpus = gpus();
        if (!gpus.isEmpty()) {
            facts.put("GPU and driver", gpus);
        }
        facts.put("cores", "" + Runtime.getRuntime().availableProcessors());
        String kilobytes = line(MEMORY_INFO, "MemTotal", "").replaceAll("\\D", "");
        facts.put(
                "memory",
                kilobytes.isEmpty() ? "unknown" : Long.parseLong(kilobytes) / GIB + " GiB");
        facts.put(
                "system and kernel",
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
        facts.put(
                "environment of each system", "OMP_NUM_THREADS: as many as the processors it uses");
        for (Installation installation : installations) {
            if (!installation.environment().isEmpty()) {
                String variables = new TreeMap<>(installation.environment()).toString();
                facts.put(
                        "environment of " + installation.label(),
                        variables.substring(1, variables.length() - 1));
            }
        }
        facts.put(COMMIT, Programs.commit(root));
        return facts;
    }

    /** Model name, and the numbers by which makers tell models apart that share a name. */
    private static String processor() {
        String name = line(CPU_INFO, "model name", "unknown");
        String family = line(CPU_INFO, "cpu family", "");
        return family.isEmpty()
                ? name
                : "%s (family %s, model %s, stepping %s)"
                        .formatted(
                                name,
                                family,
                                line(CPU_INFO, "model\t", "unknown"),
                                line(CPU_INFO, "stepping", "unknown"));
    }

    private static String vectors() {
        List<String> flags = List.of(line(CPU_INFO, "flags", "").split(" "));
        return Stream.of("avx512f", "avx2", "avx", "sse2")
                .filter(flags::contains)
                .findFirst()
                .orElse("unknown");
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

    /** Names and driver of the NVIDIA GPUs, one a line; empty where there are none. */
    private static String gpus() throws InterruptedException {
        String query = "--query-gpu=name,driver_version";
        return Programs.answer(Path.of(""), "nvidia-smi", query, "--format=csv,noheader")
                .replace("\n", "; ");
    }
}
