package org.duograph.docs.snippets;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.cluster.ClusterOptions;
import org.duograph.session.cluster.ClusterSpec;
import org.duograph.session.cluster.MonitoredTrainingSession;
import org.duograph.session.cluster.ReplicaDeviceSetter;
import org.duograph.session.cluster.Server;
import org.duograph.session.cluster.SyncReplicasOptimizer;
import org.duograph.session.train.GlobalStep;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** TensorFlow's way, on the page about clusters; what would be processes are threads here. */
@SuppressWarnings("try") // scopes are only to be closed
final class Replicas {
    private Replicas() {}

    private static String freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    static String training(Path folder) throws IOException {
        String[] hosts = {freeAddress(), freeAddress(), freeAddress()};
        // tag::cluster[]
        ClusterSpec cluster = ClusterSpec.of("ps", hosts[0]).and("worker", hosts[1], hosts[2]);
        // end::cluster[]
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Server ps = new Server(cluster, "ps", 0, options())) {
            List<Future<String>> workers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int index = i;
                workers.add(threads.submit(() -> worker(cluster, index, folder)));
            }
            return workers.get(0).get() + workers.get(1).get();
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static ClusterOptions options() {
        // tag::options[]
        return ClusterOptions.DEFAULT.secret("what only we know");
        // end::options[]
    }

    private static String worker(ClusterSpec cluster, int index, Path folder) throws IOException {
        // Worker 0 knows the line at 0 and 1, worker 1 at 2 and 3.
        NDArray known = NDArray.of(Shape.of(2, 1), 2f * index, 2f * index + 1);
        NDArray truth = NDArray.of(Shape.of(2, 1), 4f * index + 1, 4f * index + 3);
        // tag::worker[]
        try (Server server = new Server(cluster, "worker", index, options())) { // <1>
            Graph graph = new Graph();
            Tensor x = graph.placeholder("x", DType.FLOAT32, -1, 1);
            Tensor t = graph.placeholder("t", DType.FLOAT32, -1, 1);
            Variable slope;
            Variable start;
            Tensor loss;
            Operation train;
            try (Scope scope =
                    graph.device(ReplicaDeviceSetter.of(cluster, server.name()))) { // <2>
                slope = graph.variable("slope", Initializers.zeros(), 1, 1);
                start = graph.variable("start", Initializers.zeros(), 1);
                Tensor y = x.matmul(slope.read()).plus(start.read());
                loss = y.minus(t).square().mean();
                train =
                        new SyncReplicasOptimizer(new GradientDescentOptimizer(0.1), 2, 2) // <3>
                                .minimize(loss, GlobalStep.of(graph));
            }
            try (MonitoredTrainingSession training =
                    MonitoredTrainingSession.of(server, graph)
                            .chief(index == 0) // <4>
                            .checkpoints(folder, 100)
                            .lastStep(200)
                            .start()) {
                while (!training.shouldStop()) {
                    training.run(s -> s.feed(x, known).feed(t, truth).run(train, loss)); // <5>
                }
                double a = training.run(s -> s.value(slope)).item();
                double b = training.run(s -> s.value(start)).item();
                return "worker %d, step %d: y = %.3f x + %.3f%n"
                        .formatted(index, training.step(), a, b);
            }
        }
        // end::worker[]
    }
}
