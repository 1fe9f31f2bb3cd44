package org.duograph.tensorboard;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.host.HostOperator;

/**
 * Lets the operators Print and Summarize of a workspace write into an event file, in place of the
 * output or a text file: so a net that prints its loss draws its curve.
 *
 * <pre>{@code
 * try (FileWriter writer = new FileWriter(Path.of("runs/first"))) {
 *     BlobWatch.in(workspace, writer);
 *     workspace.runNet("train", 1000);
 * }
 * }</pre>
 *
 * <p>The step is how often an operator has run before for a blob of that name. Print writes one
 * number as a point of a curve, several as a histogram, a text as a text. Summarize writes minimum,
 * maximum, mean and standard deviation as curves, and a histogram.
 */
public final class BlobWatch {
    private final FileWriter writer;
    private final Map<String, Long> runs = new ConcurrentHashMap<>(); // by operator and blob

    private BlobWatch(FileWriter writer) {
        this.writer = writer;
    }

    /**
     * Lets nets that are created from now on write there.
     *
     * @param writer stays the caller's to close, when no such net runs any more
     */
    public static void in(Workspace workspace, FileWriter writer) {
        BlobWatch watch = new BlobWatch(writer);
        workspace.register("Print", watch::print);
        workspace.register("Summarize", watch::summarize);
    }

    private static String name(HostOperator.Call call) {
        String given = call.args().s("name", "");
        return given.isEmpty() ? call.inputs().get(0) : given;
    }

    private long step(String operator, String name) {
        return runs.merge(operator + " " + name, 1L, Long::sum) - 1;
    }

    private void print(HostOperator.Call call) {
        String name = name(call);
        NDArray x = call.input(0);
        long step = step("Print", name);
        if (x.dtype().isText()) {
            writer.addText(name, String.join("\n\n", x.texts()), step);
        } else if (x.size() == 1) {
            writer.addScalar(name, x.get(0), step);
        } else {
            writer.addFinite(name, x, step);
        }
    }

    private void summarize(HostOperator.Call call) {
        String name = name(call);
        NDArray x = call.input(0);
        long step = step("Summarize", name);
        double[] numbers = x.toDoubles();
        double mean = Arrays.stream(numbers).average().orElse(0);
        double squares = Arrays.stream(numbers).map(v -> (v - mean) * (v - mean)).sum();
        writer.addScalar(name + "/min", Arrays.stream(numbers).min().orElse(0), step);
        writer.addScalar(name + "/max", Arrays.stream(numbers).max().orElse(0), step);
        writer.addScalar(name + "/mean", mean, step);
        writer.addScalar(name + "/std", Math.sqrt(squares / Math.max(1, numbers.length - 1)), step);
        writer.addFinite(name, x, step);
    }
}
