package org.duograph.session.cluster;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Variable;
import org.duograph.session.train.GlobalStep;
import org.duograph.session.train.GradientDescentOptimizer;

/** The program of every process: a parameter server that waits, or a worker that trains LeNet. */
@SuppressWarnings("try") // scopes are only to be closed
final class ClusterProgram {
    static final double RATE = 0.1;

    private ClusterProgram() {}

    static ClusterOptions options(PrintStream log) {
        return ClusterOptions.DEFAULT
                .secret("between us")
                .deadline(Duration.ofMinutes(5)) // the machine may be busy
                .log(log);
    }

    /**
     * Arguments: the cluster, a job, a task, steps, a folder for checkpoints, "sync" or "async".
     */
    public static void main(String[] args) throws Exception {
        ClusterSpec cluster = ClusterSpec.parse(args[0]);
        int index = Integer.parseInt(args[2]);
        try (Server server = new Server(cluster, args[1], index, options(System.out))) {
            if (args[1].equals("ps")) {
                server.join();
            }
            boolean sync = args[5].equals("sync");
            work(server, Long.parseLong(args[3]), Path.of(args[4]), sync, step -> {})
                    .forEach(loss -> System.out.println("loss " + loss));
        }
    }

    /** A worker's losses. */
    static List<Float> work(
            Server server, long steps, Path folder, boolean sync, LongConsumer after) {
        LeNet net = new LeNet();
        Operation train;
        try (Scope s = net.graph.device(ReplicaDeviceSetter.of(server.cluster(), server.name()))) {
            Variable globalStep = GlobalStep.of(net.graph);
            net.convolutions().products();
            GradientDescentOptimizer descent = new GradientDescentOptimizer(RATE);
            int workers = server.cluster().tasks("worker");
            train =
                    sync
                            ? new SyncReplicasOptimizer(descent, workers, workers)
                                    .minimize(net.loss, globalStep)
                            : descent.minimize(net.loss, globalStep);
        }
        int first = server.name().index() * LeNet.ROWS;
        List<Float> losses = new ArrayList<>();
        try (MonitoredTrainingSession training =
                MonitoredTrainingSession.of(server, net.graph)
                        .chief(server.name().index() == 0)
                        .checkpoints(folder, 5)
                        .lastStep(steps)
                        .start()) {
            while (!training.shouldStop()) {
                int step = losses.size();
                losses.add(
                        training.run(
                                s ->
                                        s.feed(
                                                        net.images,
                                                        LeNet.images(
                                                                step, first, first + LeNet.ROWS))
                                                .feed(
                                                        net.labels,
                                                        LeNet.labels(
                                                                step, first, first + LeNet.ROWS))
                                                .run(net.loss, train)
                                                .toFloat(0)));
                after.accept(training.step());
            }
        }
        return losses;
    }
}
