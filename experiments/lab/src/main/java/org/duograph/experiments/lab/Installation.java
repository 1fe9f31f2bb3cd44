package org.duograph.experiments.lab;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.duograph.experiments.harness.PlainArray;
import org.duograph.experiments.harness.Request.Kind;

/**
 * What there is on this machine of a contestant, and how its processes are started.
 *
 * @param framework its name
 * @param variant how it is set up; empty for the only way
 * @param module the folder of its module, whose {@code target/classpath.txt} is written when it is
 *     compiled; empty for what this program's own class path holds
 * @param environment variables that its processes need
 * @param fetch the command that downloads and compiles it; empty if there is nothing to fetch
 */
public record Installation(
        String framework,
        String variant,
        String module,
        Map<String, String> environment,
        String fetch) {

    private static final String OURS = "./mvnw -q -Pexperiments -Dargs=systems";
    private static final String PEERS = "./mvnw -q -Pexperiments,peers -Dargs=systems";

    /**
     * PyTorch's process has two pools of threads, OpenBLAS's and its own, which fight unless one is
     * of one thread; and its memory goes back to the system and comes again in every step unless
     * the allocator keeps it, as PyTorch's tuning guide advises.
     */
    private static final Map<String, String> PYTORCH =
            Map.of(
                    "OPENBLAS_NUM_THREADS", "1",
                    "MALLOC_ARENA_MAX", "1",
                    "MALLOC_MMAP_THRESHOLD_", "33554432",
                    "MALLOC_TRIM_THRESHOLD_", "2147483647",
                    "MALLOC_TOP_PAD_", "67108864");

    /**
     * Slots and variables in large pages, where the system has such: fewer faults, shorter walks.
     */
    private static final Map<String, String> LARGE_PAGES =
            Map.of("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

    /** Java alone, which needs a module that has to be asked for. */
    private static final Map<String, String> VECTOR =
            Map.of(
                    "JDK_JAVA_OPTIONS",
                    "--add-modules=jdk.incubator.vector -Dduograph.backend=vector");

    /** All that take part, whether they are on this machine or not. */
    public static List<Installation> all() {
        return List.of(
                new Installation("duograph", "workspace", "reproduce", LARGE_PAGES, OURS),
                new Installation("duograph", "session", "reproduce", LARGE_PAGES, OURS),
                new Installation("duograph", "vector", "vector", VECTOR, OURS),
                new Installation("tensorflow", "onednn", "peers/tensorflow", tensorFlow(1), PEERS),
                new Installation("tensorflow", "plain", "peers/tensorflow", tensorFlow(0), PEERS),
                new Installation("pytorch", "nchw", "peers/pytorch", PYTORCH, PEERS),
                new Installation("pytorch", "channels-last", "peers/pytorch", PYTORCH, PEERS),
                new Installation(PlainArray.NAME, "", "", Map.of(), ""));
    }

    /** Those that take part on a GPU, on the same terms. */
    public static List<Installation> onGpu() {
        String ours = "./mvnw -q -Pexperiments,gpu -Dargs=\"systems --gpu\"";
        String theirs = "pip install torch, on a machine with a GPU";
        Map<String, String> cuda = Map.of("JAVA_TOOL_OPTIONS", "-Dduograph.backend=cuda");
        return List.of(
                new Installation("duograph", "workspace", "gpu", cuda, ours),
                new Installation("duograph", "session", "gpu", cuda, ours),
                new Installation("pytorch", "eager", "peers/pytorch-gpu", Map.of(), theirs),
                new Installation("pytorch", "compiled", "peers/pytorch-gpu", Map.of(), theirs));
    }

    /** Whether its processes are of Python: then its class path is that of its script. */
    boolean isPython() {
        return module.equals("peers/pytorch-gpu");
    }

    private static Map<String, String> tensorFlow(int oneDnn) {
        return Map.of("TF_ENABLE_ONEDNN_OPTS", "" + oneDnn, "TF_CPP_MIN_LOG_LEVEL", "2");
    }

    /** Framework and variant. */
    public String label() {
        return (framework + " " + variant).strip();
    }

    /** Its name on the command line: framework, a slash and the variant if there are several. */
    String name() {
        return variant.isEmpty() ? framework : framework + "/" + variant;
    }

    /** Whether a name means it, or its framework in all variants. */
    boolean isCalled(String name) {
        return name.equals(framework) || name.equals(name());
    }

    /** Whether it takes part in this kind of measurement. */
    boolean does(Kind kind) {
        return switch (kind) {
            case ARGMAX -> !isPython();
            case LEARNS -> !framework.equals(PlainArray.NAME);
            case DOWNLOAD -> !isPython() && !framework.equals(PlainArray.NAME);
            case PEAK -> framework.equals("duograph") && !variant.equals("vector");
            default -> !framework.equals(PlainArray.NAME);
        };
    }

    /**
     * The class path of its processes, of Python's its script; empty if it has not been fetched.
     *
     * @param root the folder with all modules of Duograph
     */
    Optional<String> classPath(Path root) throws IOException {
        if (isPython()) {
            return script(root);
        }
        String own = System.getProperty("java.class.path");
        boolean packed = module.equals("gpu") && own.contains("duograph-backend-cuda");
        return module.isEmpty() || packed ? Optional.of(own) : listed(root, "classpath.txt");
    }

    /** The script that measures PyTorch, where python3 has one that sees a GPU. */
    private Optional<String> script(Path root) throws IOException {
        Path script = root.resolve("experiments").resolve(module).resolve("measure.py");
        try {
            String sees = "import torch; assert torch.cuda.is_available()";
            Process asked =
                    new ProcessBuilder("python3", "-c", sees)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return asked.waitFor() == 0 ? Optional.of(script.toString()) : Optional.empty();
        } catch (IOException e) { // there is no python3
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * The bytes that its user must download: its own files, without those of the experiments. A
     * folder of classes counts as the jar that it becomes.
     */
    long downloadBytes(Path root) throws IOException {
        long bytes = 0;
        for (String entry : listed(root, "download.txt").orElse("").split(File.pathSeparator)) {
            if (entry.isEmpty()) { // nothing is listed
                continue;
            }
            Path path = Path.of(entry);
            bytes += Files.isDirectory(path) ? packedBytes(path) : Files.size(path);
        }
        return bytes;
    }

    /** How large a folder is as a jar. */
    static long packedBytes(Path folder) throws IOException {
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(jar);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return jar.size();
    }

    private Optional<String> listed(Path root, String file) throws IOException {
        Path target = root.resolve("experiments").resolve(module).resolve("target");
        Path list = target.resolve(file);
        if (!Files.exists(list)) {
            return Optional.empty();
        }
        String others = Files.readString(list).strip();
        boolean there =
                Arrays.stream(others.split(File.pathSeparator))
                        .allMatch(p -> Files.exists(Path.of(p)));
        if (!there) {
            return Optional.empty();
        }
        return Optional.of(
                file.equals("classpath.txt")
                        ? target.resolve("classes") + File.pathSeparator + others
                        : others);
    }

    /** Why it can't be measured, with what to do about it. */
    String whyMissing() {
        return isPython()
                ? "python3 has no PyTorch here that sees a GPU; " + fetch
                : "it is not compiled here yet; run " + fetch;
    }
}
