package org.duograph.experiments.serving;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.duograph.serving.Serving;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.batch.Batching;
import org.duograph.serving.versions.ModelConfig;

/** A server in a process of its own, until it is closed. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    /**
     * Starts one.
     *
     * @param model the file of the model
     * @param workers threads that compute
     * @param threads with how many threads each computes
     * @param rows of requests that are computed together at most
     */
    ServerProcess(Path model, int workers, int threads, int rows) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName(),
                        model.toString(),
                        Integer.toString(workers),
                        Integer.toString(rows));
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.environment()
                .putIfAbsent("GOMP_SPINCOUNT", "1000"); // as the program duograph has it
        builder.environment().put("TF_NUM_INTRAOP_THREADS", Integer.toString(threads));
        builder.environment().put("TF_NUM_INTEROP_THREADS", "1");
        builder.environment().put("TF_ENABLE_ONEDNN_OPTS", "1");
        builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
        process = builder.redirectError(Redirect.INHERIT).start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.matches("\\d+")) {
            process.destroy();
            throw new IOException("The server for " + model + " did not start: " + line);
        }
        port = Integer.parseInt(line);
    }

    int port() {
        return port;
    }

    /** How long processors have worked for it, in seconds. */
    double processorSeconds() {
        return process.info().totalCpuDuration().map(d -> d.toNanos() / 1e9).orElse(Double.NaN);
    }

    /** Its process stops when its input ends. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }

    /** The process itself: a model's file, the number of workers, and of rows at a time. */
    public static void main(String[] args) throws IOException {
        int rows = Integer.parseInt(args[2]);
        ServingOptions options =
                ServingOptions.standard()
                        .batching(Batching.upTo(rows, Integer.parseInt(args[1]), 512, 0));
        List<ModelConfig> models = List.of(ModelConfig.of("six", args[0]));
        try (Serving serving =
                Serving.start(
                        models,
                        options,
                        text -> {
                            if (text.contains("END")) {
                                System.err.println(text);
                            }
                        })) {
            System.out.println(serving.restPort());
            System.out.flush();
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }
}
