package org.duograph.session.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.train.GlobalStep;
import org.duograph.session.train.GradientDescentOptimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A parameter server and two workers, as processes of their own. */
class ProcessesTest {
    private static final int STEPS = 5;

    @TempDir private Path folder;

    private Process start(ClusterSpec cluster, String job, int index, String log, String mode)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClusterProgram.class.getName(),
                        cluster.toString(),
                        job,
                        "" + index,
                        "" + STEPS,
                        folder.resolve("checkpoints").toString(),
                        mode)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile())
                .start();
    }

    private static void end(List<Process> processes) throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        }
    }

    private static ClusterSpec cluster() throws IOException {
        return ClusterSpec.of("ps", ClusterSessionTest.freeAddress())
                .and("worker", ClusterSessionTest.freeAddress(), ClusterSessionTest.freeAddress());
    }

    private List<Double> losses(String log) throws IOException {
        return Files.readAllLines(folder.resolve(log)).stream()
                .filter(line -> line.startsWith("loss "))
                .map(line -> Double.parseDouble(line.substring("loss ".length())))
                .toList();
    }

    /** The losses of one process that is given the rows of both workers. */
    private static List<Double> alone() {
        LeNet net = new LeNet();
        GlobalStep.of(net.graph);
        net.convolutions().products();
        Operation train = new GradientDescentOptimizer(ClusterProgram.RATE).minimize(net.loss);
        List<Double> losses = new ArrayList<>();
        try (Session s = new Session(net.graph)) {
            s.initialize();
            for (int step = 0; step < STEPS; step++) {
                losses.add(
                        (double)
                                s.feed(net.images, LeNet.images(step, 0, 2 * LeNet.ROWS))
                                        .feed(net.labels, LeNet.labels(step, 0, 2 * LeNet.ROWS))
                                        .run(net.loss, train)
                                        .toFloat(0));
            }
        }
        return losses;
    }

    @Test
    void twoWorkersAndAParameterServerLearnWhatOneProcessDoes() throws Exception {
        ClusterSpec cluster = cluster();
        List<Process> all = new ArrayList<>();
        try {
            all.add(
                    start(
                            cluster, "worker", 0, "worker0",
                            "sync")); // the last to come is waited for
            all.add(start(cluster, "worker", 1, "worker1", "sync"));
            all.add(start(cluster, "ps", 0, "ps", "sync"));
            for (int i = 0; i < 2; i++) {
                assertThat(all.get(i).waitFor(8, TimeUnit.MINUTES)).isTrue();
            }
        } finally {
            end(all);
        }
        List<Double> first = losses("worker0");
        List<Double> second = losses("worker1");
        List<Double> alone = alone();
        String said = Files.readString(folder.resolve("worker0"));
        assertThat(first).as(said).hasSize(STEPS);
        assertThat(second).hasSize(STEPS);
        for (int i = 0; i < STEPS; i++) {
            assertThat((first.get(i) + second.get(i)) / 2).isCloseTo(alone.get(i), within(1e-5));
        }
        assertThat(Files.readString(folder.resolve("ps")))
                .containsPattern(
                        "/job:ps/task:0 takes part \\d+ of /job:worker/task:1: .*conv1/kernel")
                .contains("AccumulatorTakeGradient")
                .doesNotContain("Conv2D");
        assertThat(Files.readString(folder.resolve("worker1")))
                .containsPattern("/job:worker/task:1 takes part \\d+ of .*Conv2D");
    }

    @Test
    void trainingGoesOnWhenTheParameterServerIsKilledAndComesBack() throws Exception {
        long steps = 24;
        ClusterSpec cluster = cluster();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream log = new PrintStream(printed, true, StandardCharsets.UTF_8);
        List<Process> all = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        AtomicBoolean killed = new AtomicBoolean();
        try {
            all.add(start(cluster, "ps", 0, "ps", "async"));
            List<Future<Long>> workers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int index = i;
                workers.add(
                        threads.submit(
                                () ->
                                        work(
                                                cluster,
                                                index,
                                                steps,
                                                log,
                                                step -> {
                                                    if (step >= 8
                                                            && killed.compareAndSet(false, true)) {
                                                        all.get(0).destroyForcibly().waitFor();
                                                        all.add(
                                                                start(
                                                                        cluster,
                                                                        "ps",
                                                                        0,
                                                                        "ps again",
                                                                        "async"));
                                                    }
                                                })));
            }
            for (Future<Long> worker : workers) {
                assertThat(worker.get(8, TimeUnit.MINUTES)).isGreaterThanOrEqualTo(steps);
            }
        } finally {
            threads.shutdownNow();
            end(all);
        }
        String said = printed.toString(StandardCharsets.UTF_8);
        assertThat(said).contains("makes a new session: ").contains("goes on from model.ckpt-");
        assertThat(new File(folder.toFile(), "checkpoints/checkpoint")).exists();
    }

    /** What is done after a step. */
    @FunctionalInterface
    private interface After {
        void step(long step) throws Exception;
    }

    private long work(ClusterSpec cluster, int index, long steps, PrintStream log, After after)
            throws Exception {
        long[] last = new long[1];
        try (Server server = new Server(cluster, "worker", index, ClusterProgram.options(log))) {
            ClusterProgram.work(
                    server,
                    steps,
                    folder.resolve("checkpoints"),
                    false,
                    step -> {
                        last[0] = step;
                        try {
                            after.step(step);
                        } catch (Exception e) {
                            throw new IllegalStateException(e.toString(), e);
                        }
                    });
        }
        return last[0];
    }
}
