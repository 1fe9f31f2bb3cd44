package org.duograph.docs.snippets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.duograph.cluster.Folder;
import org.duograph.cluster.Group;
import org.duograph.cluster.GroupOptions;
import org.duograph.cluster.Meeting;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.parallel.DataParallel;
import org.duograph.workspace.parallel.Rendezvous;

/** The code on the page about clusters; what would be processes are threads here. */
final class Shards {
    private Shards() {}

    /** Lets two of them run at the same time; what each prints, one after the other. */
    private static String both(List<Callable<String>> two) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            StringBuilder printed = new StringBuilder();
            for (Future<String> one : threads.invokeAll(two)) {
                printed.append(one.get());
            }
            return printed.toString().replace(System.lineSeparator(), "\n");
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    static String group(Path folder) throws IOException {
        return both(List.of(() -> peer(folder, 0), () -> peer(folder, 1)));
    }

    private static String peer(Path folder, int rank) throws IOException {
        float[] gradients = {rank + 1, 10 * (rank + 1)};
        // tag::group[]
        Meeting meeting = new Folder(folder, "mnist-7", rank, 2, "127.0.0.1"); // <1>
        String secret = Folder.secret(folder, "mnist-7"); // <2>
        GroupOptions options = GroupOptions.DEFAULT.withRun("mnist-7").withSecret(secret);
        try (Group group = Group.join(meeting, options)) {
            group.allReduce(gradients); // <3>
            return "peer %d of %d has %s%n"
                    .formatted(group.rank(), group.size(), Arrays.toString(gradients));
        }
        // end::group[]
    }

    // tag::build[]
    private static DataParallel build(ModelHelper model, Path folder, int shard) {
        return DataParallel.of(model)
                .onCpu(1)
                .rendezvous(Rendezvous.in(folder, "line-1", shard, 2).at("127.0.0.1"))
                .input(m -> m.input("x", Shape.of(2, 1)))
                .forward(Shards::forward)
                .optimizer(Optimizers.sgd(0.1))
                .build();
    }

    // end::build[]

    private static List<String> forward(ModelHelper model, double lossScale) {
        String y = Brew.fc(model, "x", "y", 1);
        String distance = model.op("SquaredL2Distance", List.of(y, "truth"), "distance");
        String mean = model.op("AveragedLoss", distance, "mean");
        return List.of(model.op("Scale", mean, "loss", Ops.arg("scale", lossScale)));
    }

    static String training(Path folder) throws IOException {
        List<Callable<String>> two = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int shard = i;
            DataParallel parallel = build(new ModelHelper("line"), folder, shard);
            two.add(() -> train(parallel, shard));
        }
        return both(two);
    }

    private static String train(DataParallel parallel, int shard) {
        // The first shard knows the line at 0 and 1, the other one at 2 and 3.
        NDArray x = NDArray.of(Shape.of(2, 1), 2f * shard, 2f * shard + 1);
        NDArray truth = NDArray.of(Shape.of(2, 1), 4f * shard + 1, 4f * shard + 3);
        // tag::training[]
        try (Workspace workspace = new Workspace("java", 1)) {
            parallel.start(workspace); // <1>
            for (int step = 0; step < 200; step++) {
                parallel.feed(workspace, Map.of("x", x, "truth", truth)); // <2>
                parallel.run(workspace);
            }
            double slope = workspace.fetchBlob("cpu_0/y_w").item();
            double start = workspace.fetchBlob("cpu_0/y_b").item();
            return "shard %d: y = %.3f x + %.3f%n".formatted(shard, slope, start);
        }
        // end::training[]
    }
}
