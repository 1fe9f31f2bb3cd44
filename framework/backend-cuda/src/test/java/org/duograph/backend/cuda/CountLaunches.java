package org.duograph.backend.cuda;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duograph.backend.cuda.library.CudaNatives;
import org.duograph.graph.Graph;
import org.duograph.plan.Plan;
import org.duograph.plan.StepFacts;
import org.duograph.workspace.Workspace;

/**
 * Counts what a step of training costs a GPU, whatever its speed: launches and bytes that are
 * moved, beside the fewest that are possible ({@link FewestLaunches}).
 *
 * <pre>
 * ./mvnw -q -Plaunches -pl framework/backend-cuda -am
 * </pre>
 */
final class CountLaunches {
    /** So many images that the stand-ins can train on them. */
    static final int RUN = 2;

    /** So many images that bytes are those of a real step. */
    static final int PLANNED = 64;

    private static final int WARM = 3; // launched one by one, recorded, launched
    private static final int FEEDS = 2; // images and labels

    private CountLaunches() {}

    /** Prints a table. */
    public static void main(String[] args) {
        CudaNatives.whyUnavailable()
                .ifPresent(
                        why -> {
                            throw new IllegalStateException(why);
                        });
        System.out.print(table(counts()));
    }

    /**
     * What a step costs. Copies of what is fed are among the launches.
     *
     * @param ran launches in a step that ran, with {@link #RUN} images
     * @param planned launches of the plan for as many
     * @param launches of the plan for {@link #PLANNED} images
     * @param bytes that those read and write
     * @param fewest possible, of both
     */
    record Count(
            String net, long ran, long planned, long launches, long bytes, FewestLaunches fewest) {
        private String row() {
            return "%-22s %8d %8d %8d %7.1f %9.1f %8.1f %7.1f%n"
                    .formatted(
                            net,
                            ran,
                            launches,
                            fewest.launches(),
                            launches / (double) fewest.launches(),
                            bytes / 1e6,
                            fewest.bytes() / 1e6,
                            bytes / (double) fewest.bytes());
        }
    }

    /** A line for each net. */
    static String table(List<Count> counts) {
        StringBuilder text = new StringBuilder();
        text.append(
                "%-22s %17s %8s %7s %9s %8s %7s%n"
                        .formatted(
                                "", "launches", "fewest", "ratio", "MB moved", "fewest", "ratio"));
        text.append(
                "%-22s %8s %8s %8s %7s %9s %8s%n"
                        .formatted(
                                "images in a step", RUN, PLANNED, PLANNED, "", PLANNED, PLANNED));
        counts.forEach(count -> text.append(count.row()));
        return text.toString();
    }

    /** Counts for all nets. */
    static List<Count> counts() {
        return List.of(
                count("LeNet", TrainedNet::leNet),
                count("6-layer net", TrainedNet::sixLayers),
                count("ResNet-20", TrainedNet::resNet20),
                count("VGG-16 with batch norm", TrainedNet::vgg16));
    }

    private static Count count(String name, IntFunction<TrainedNet> net) {
        Planned large = planned(net.apply(PLANNED));
        return new Count(
                name,
                ran(net.apply(RUN)),
                planned(net.apply(RUN)).launches(),
                large.launches(),
                large.bytes(),
                large.fewest());
    }

    /**
     * What a plan says, which does not run; launches that update parameters are among the others.
     */
    record Planned(long launches, long updates, long bytes, FewestLaunches fewest) {}

    /** Counts without running; each feed is a copy to the GPU and one there, at best only one. */
    static Planned planned(TrainedNet net) {
        try (Workspace workspace = new Workspace("cuda", 7)) {
            net.prepare(workspace);
            net.plan(workspace);
            List<StepFacts> steps = plan(workspace, net).steps();
            Graph[] compiled = new Graph[1];
            workspace.inspect().watchPasses(net.name(), (pass, graph) -> compiled[0] = graph);
            FewestLaunches fewest = FewestLaunches.of(compiled[0]);
            return new Planned(
                    launches(steps) + 2 * FEEDS,
                    begun(steps).filter(CountLaunches::isUpdate).count(),
                    steps.stream().mapToLong(CountLaunches::bytes).sum() + 3 * net.bytesFed(),
                    new FewestLaunches(fewest.launches() + FEEDS, fewest.bytes() + net.bytesFed()));
        }
    }

    private static Plan plan(Workspace workspace, TrainedNet net) {
        List<Plan> plans = workspace.plans(net.name());
        return plans.get(plans.size() - 1);
    }

    /** Runs a step, and counts what the GPU was asked to do. */
    private static long ran(TrainedNet net) {
        try (Workspace workspace = new Workspace("cuda", 7)) {
            net.prepare(workspace);
            for (int step = 0; step < WARM; step++) {
                net.step(workspace, step);
            }
            workspace.fetchBlob("loss"); // waits
            StandInControl.tell("forget-counts");
            net.step(workspace, WARM);
            workspace.fetchBlob("loss");
            Map<String, Long> counts = StandInControl.report();
            return List.of(
                            "run.graph.nodes",
                            "run.fill.times",
                            "run.copy.host-to-device.times",
                            "run.copy.device-to-device.times")
                    .stream()
                    .mapToLong(name -> counts.getOrDefault(name, 0L))
                    .sum();
        }
    }

    private static long launches(List<StepFacts> steps) {
        return begun(steps).mapToInt(CountLaunches::stages).sum();
    }

    /** The steps that are not launched with the one before them; updates in a row are one. */
    private static Stream<StepFacts> begun(List<StepFacts> steps) {
        return IntStream.range(0, steps.size())
                .filter(i -> i == 0 || !isJoined(steps.get(i - 1), steps.get(i)))
                .mapToObj(steps::get);
    }

    private static boolean isJoined(StepFacts before, StepFacts step) {
        return isUpdate(before) && before.implementation().equals(step.implementation());
    }

    private static boolean isUpdate(StepFacts step) {
        return step.label().startsWith("MomentumSGDUpdate ");
    }

    private static int stages(StepFacts step) {
        return step.implementation().equals("in place")
                ? 0
                : step.implementation().split(" \\+ ").length;
    }

    /** What a step reads and writes; a bias goes once more through what a convolution gave. */
    private static long bytes(StepFacts step) {
        long again = step.implementation().contains("add_bias") ? step.cost().bytesWritten() : 0;
        return step.cost().bytesRead() + step.cost().bytesWritten() + 2 * again;
    }
}
