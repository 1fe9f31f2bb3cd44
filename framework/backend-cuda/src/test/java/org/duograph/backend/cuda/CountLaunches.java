package org.duograph.backend.cuda;

import java.util.List;
import java.util.Map;
import org.duograph.backend.cuda.library.CudaNatives;
import org.duograph.plan.Plan;
import org.duograph.workspace.Workspace;

/**
 * Counts what a step of training costs a GPU, whatever its speed: launches, nodes of the graph,
 * bytes that are copied. With the stand-ins, from {@code framework/backend-cuda}:
 *
 * <pre>
 * STANDIN_CONTROL=target/standin/control LD_LIBRARY_PATH=target/standin \
 *     java -cp "$(CLASS PATH OF THE TESTS)" org.duograph.backend.cuda.CountLaunches
 * </pre>
 */
final class CountLaunches {
    private static final int STEPS = 4;
    private static final int WARM = 3; // launched one by one, recorded, launched

    private CountLaunches() {}

    /** Prints a table. */
    public static void main(String[] args) {
        CudaNatives.whyUnavailable()
                .ifPresent(
                        why -> {
                            throw new IllegalStateException(why);
                        });
        System.out.println(
                "| net | batch | steps of the plan | calls per step | waits per step | graph nodes |"
                        + " bytes fed | bytes copied on the GPU | bytes read | bytes fed at least |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        for (int batch : List.of(4, 64)) {
            count("LeNet", batch, TrainedNet.leNet(batch));
        }
        count("six layers", 4, TrainedNet.sixLayers(4));
        plan("VGG-16 with batch normalisation", 16, TrainedNet.vgg16(16));
    }

    private static void count(String name, int batch, TrainedNet net) {
        try (Workspace workspace = new Workspace("cuda", 7)) {
            net.prepare(workspace);
            for (int step = 0; step < WARM; step++) {
                net.step(workspace, step);
            }
            workspace.fetchBlob("loss"); // waits
            StandInControl.tell("forget-counts");
            for (int step = 0; step < STEPS; step++) {
                net.step(workspace, WARM + step);
            }
            workspace.fetchBlob("loss");
            Map<String, Long> counts = StandInControl.report();
            Plan plan = workspace.plans(net.name()).get(0);
            System.out.printf(
                    "| %s | %d | %d | %.1f | %.2f | %.1f | %,d | %,d | %,d | %,d |%n",
                    name,
                    batch,
                    plan.steps().size(),
                    calls(counts) / (double) STEPS,
                    counts.getOrDefault("waits", 0L) / (double) STEPS,
                    counts.getOrDefault("run.graph.nodes", 0L) / (double) STEPS,
                    copied(counts, "host-to-device"),
                    copied(counts, "device-to-device"),
                    copied(counts, "device-to-host"),
                    net.bytesFed());
        }
    }

    /** All calls that put work on a GPU. */
    private static long calls(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .filter(
                        e ->
                                e.getKey()
                                        .matches(
                                                "calls\\.(cuLaunchKernel|cuGraphLaunch|cuMemcpy.*"
                                                        + "|cuMemset.*|cudnn.*)"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static long copied(Map<String, Long> counts, String direction) {
        return counts.getOrDefault("run.copy." + direction + ".bytes", 0L) / STEPS;
    }

    /** Only plans: to run it without a GPU would take hours. */
    private static void plan(String name, int batch, TrainedNet net) {
        try (Workspace workspace = new Workspace("cuda", 7)) {
            net.prepare(workspace);
            net.plan(workspace);
            Plan plan = workspace.plans(net.name()).get(0);
            System.out.printf(
                    "| %s | %d | %d | - | - | - | - | - | - | %,d |%n",
                    name, batch, plan.steps().size(), net.bytesFed());
        }
    }
}
