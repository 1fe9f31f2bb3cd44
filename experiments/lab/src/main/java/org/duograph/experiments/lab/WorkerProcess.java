package org.duograph.experiments.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Worker;

/** Starts processes that measure, all alike, and waits for what they find. */
final class WorkerProcess {
    /**
     * How the JVM of every system starts: a heap that begins small and may grow; the collector with
     * the least memory and no threads of its own; both compilers, for one contestant computes in
     * Java, though the others, whose kernels are native, pay for the second one with memory; and no
     * limit of JavaCPP's, through which most frameworks here allocate, on native memory.
     */
    static final List<String> JVM_OPTIONS =
            List.of(
                    "-Xms8m",
                    "-Xmx2g",
                    "-XX:+UseSerialGC",
                    "-Xshare:auto",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dorg.bytedeco.javacpp.maxBytes=0",
                    "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");

    private static final long POLL_MILLIS = 100;
    private static final int STDERR_LINES = 12;
    private static final int UNSAFE_ASKS_FROM = 24; // JDKs from here on warn about it

    private final Duration silence;
    private final Map<String, String> environment;

    /**
     * Says how to wait.
     *
     * @param silence a process that shows no progress for so long is ended
     * @param environment variables for all systems
     */
    WorkerProcess(Duration silence, Map<String, String> environment) {
        this.silence = silence;
        this.environment = Map.copyOf(environment);
    }

    /** Measures a request; a process that breaks off gives a failed measurement. */
    Measurement measure(
            Request request, Installation installation, String classPath, Consumer<String> progress)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("duograph-worker");
        Path answer = folder.resolve("measurement.json");
        Path stderr = folder.resolve("stderr.txt");
        String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        try {
            Process process = start(request, installation, classPath, answer, stderr);
            Thread hook = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                String trouble = await(process, progress);
                return trouble.isEmpty() && Files.exists(answer)
                        ? Measurement.read(answer)
                        : Measurement.failed(request, startedAt, 1, trouble + tail(stderr));
            } finally {
                process.destroyForcibly().waitFor();
                removeHook(hook);
            }
        } finally {
            Files.deleteIfExists(answer);
            Files.deleteIfExists(stderr);
            Files.deleteIfExists(folder.resolve("measurement.json.part"));
            Files.deleteIfExists(folder);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // this program is being ended, and the hook with it
        }
    }

    private Process start(
            Request request, Installation installation, String classPath, Path answer, Path stderr)
            throws IOException {
        int all = Runtime.getRuntime().availableProcessors();
        String threads = "" + (request.threads() == 0 ? all : request.threads());
        List<String> command = new ArrayList<>();
        if (installation.isPython()) {
            command.addAll(List.of("python3", classPath, answer.toString()));
        } else {
            command.addAll(java(threads, classPath));
            command.addAll(List.of(Worker.class.getName(), answer.toString()));
        }
        command.addAll(request.words());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(stderr.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("OMP_NUM_THREADS", threads);
        builder.environment().putAll(installation.environment());
        return builder.start();
    }

    private static List<String> java(String threads, String classPath) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        if (Runtime.version().feature() >= UNSAFE_ASKS_FROM) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-XX:ActiveProcessorCount=" + threads);
        command.add("-Djava.library.path=" + System.getProperty("java.library.path"));
        command.addAll(List.of("-cp", classPath));
        return command;
    }

    /** Waits for the end, and returns what went wrong; empty if nothing did. */
    private String await(Process process, Consumer<String> progress) throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Thread listener = new Thread(() -> listen(process, heard), "listener");
        listener.setDaemon(true); // a process may stop in the middle of a line
        listener.start();
        long heardAt = System.nanoTime();
        while (process.isAlive()) {
            String text = heard.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (text != null) {
                heardAt = System.nanoTime();
                progress.accept(text);
            } else if (System.nanoTime() - heardAt > silence.toNanos()) {
                return "it showed no progress for %d s and was ended; "
                        .formatted(silence.toSeconds());
            }
        }
        int status = process.exitValue();
        return status == 0 ? "" : "it ended with status " + status + "; ";
    }

    private static void listen(Process process, BlockingQueue<String> heard) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(Worker.PROGRESS)) {
                    heard.add(line.substring(Worker.PROGRESS.length()));
                }
            }
        } catch (IOException e) {
            // the process has ended
        }
    }

    private static String tail(Path stderr) throws IOException {
        List<String> lines =
                new String(Files.readAllBytes(stderr), StandardCharsets.UTF_8).lines().toList();
        int from = 0; // a stack trace begins with what matters: show it from there
        for (int i = 0; i < lines.size(); i++) {
            from = lines.get(i).startsWith("Exception in thread") ? i : from;
        }
        from = from == 0 ? Math.max(0, lines.size() - STDERR_LINES) : from;
        List<String> last = lines.subList(from, Math.min(lines.size(), from + STDERR_LINES));
        return last.isEmpty() ? "it said nothing" : "it said: " + String.join("\n", last);
    }
}
