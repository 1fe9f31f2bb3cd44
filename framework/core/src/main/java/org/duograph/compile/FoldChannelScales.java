package org.duograph.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Pass;
import org.duograph.graph.Value;
import org.duograph.ops.conv.Conv;
import org.duograph.ops.conv.ConvTranspose;
import org.duograph.ops.math.Broadcast;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Lets a convolution do what constants do to its channels behind it: a batch normalisation for
 * inference, products with and sums of one number for each channel, or one for all. Scaled filters
 * and another bias give the same, and walks through memory are saved.
 *
 * <p>Only where filters and all these numbers are constants, as in a frozen model, and nothing else
 * reads what is in between. Results differ in the last digits, so this is for those who ask for it:
 * it is not in the {@link Compiler}'s list.
 */
public final class FoldChannelScales implements Pass {
    private static final Set<String> TYPES = Set.of("SpatialBN", "Mul", "Add", "Scale");

    /** What is done to channel c: the number times {@code scale[c]}, plus {@code shift[c]}. */
    private record Line(double[] scale, double[] shift) {
        /** And then times a, plus b. */
        Line then(double[] a, double[] b) {
            double[] scales = new double[scale.length];
            double[] shifts = new double[scale.length];
            for (int c = 0; c < scale.length; c++) {
                scales[c] = scale[c] * a[c];
                shifts[c] = shift[c] * a[c] + b[c];
            }
            return new Line(scales, shifts);
        }
    }

    @Override
    public Graph apply(Graph graph) {
        Map<Value, List<Node>> readers = Rewriter.readers(graph);
        Set<Value> assigned = Rewriter.assigned(graph);
        Map<Node, Node> last = new LinkedHashMap<>(); // of a convolution, the node it does as well
        Map<Node, Line> lines = new LinkedHashMap<>();
        Set<Node> gone = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (hasConstantFilters(node)) {
                Line line = start(node);
                Node end = node;
                for (Node next = only(end, readers, assigned);
                        next != null && mayJoin(node, next);
                        next = only(end, readers, assigned)) {
                    Line more = behind(line, next, end.output(0), channelAxis(node));
                    if (more == null) {
                        break;
                    }
                    line = more;
                    end = next;
                    gone.add(next);
                }
                if (end != node) {
                    last.put(node, end);
                    lines.put(node, line);
                }
            }
        }
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            if (last.containsKey(node)) {
                Value y = write(rewriter, node, last.get(node), lines.get(node));
                rewriter.replace(last.get(node).output(0), y);
            } else if (!gone.contains(node)) {
                rewriter.copy(node);
            }
        }
        return rewriter.finish();
    }

    private static boolean hasConstantFilters(Node node) {
        return (node.op() == Conv.OP || node.op() == ConvTranspose.OP)
                && node.output(0).type().dtype().isFloating()
                && node.inputs().subList(1, node.inputs().size()).stream()
                        .allMatch(v -> v.node().isConstant());
    }

    private static int channelAxis(Node conv) {
        return conv.attrs().flag("channels_last") ? conv.output(0).shape().rank() - 1 : 1;
    }

    private static Line start(Node conv) {
        double[] ones = new double[conv.output(0).shape().dim(channelAxis(conv))];
        Arrays.fill(ones, 1);
        boolean hasBias = conv.inputs().size() > 2 && !conv.input(2).isAbsent();
        return new Line(
                ones,
                hasBias ? conv.input(2).node().constant().toDoubles() : new double[ones.length]);
    }

    /** Who alone reads a node's output, if that is one of those that can be folded, or null. */
    private static Node only(Node node, Map<Value, List<Node>> readers, Set<Value> assigned) {
        Value y = node.output(0);
        List<Node> reading = readers.getOrDefault(y, List.of());
        boolean alone = reading.size() == 1 && !assigned.contains(y);
        return alone && TYPES.contains(reading.get(0).op().type()) ? reading.get(0) : null;
    }

    private static boolean mayJoin(Node conv, Node next) {
        Device wish = next.settings().device();
        return wish.isAny() || wish.equals(conv.settings().device());
    }

    /** The line with what {@code next} does to y, or null if that is no line of constants. */
    private static Line behind(Line line, Node next, Value y, int axis) {
        int channels = line.scale.length;
        double[] ones = new double[channels];
        Arrays.fill(ones, 1);
        switch (next.op().type()) {
            case "SpatialBN" -> {
                return normalised(line, next, y, axis);
            }
            case "Scale" -> {
                double[] factors = new double[channels];
                Arrays.fill(factors, next.attrs().f("scale"));
                return line.then(factors, new double[channels]);
            }
            default -> {
                double[] numbers = perChannel(next, y, axis);
                if (numbers == null) {
                    return null;
                }
                return next.op().type().equals("Mul")
                        ? line.then(numbers, new double[channels])
                        : line.then(ones, numbers);
            }
        }
    }

    private static Line normalised(Line line, Node norm, Value y, int axis) {
        boolean last = norm.attrs().flag("channels_last");
        boolean constant =
                norm.inputs().subList(1, 5).stream().allMatch(v -> v.node().isConstant());
        if (!norm.attrs().flag("is_test")
                || !constant
                || norm.input(0) != y
                || axis != (last ? y.shape().rank() - 1 : 1)) {
            return null;
        }
        double[] scale = norm.input(1).node().constant().toDoubles();
        double[] bias = norm.input(2).node().constant().toDoubles();
        double[] mean = norm.input(3).node().constant().toDoubles();
        double[] var = norm.input(4).node().constant().toDoubles();
        double[] a = new double[scale.length];
        double[] b = new double[scale.length];
        for (int c = 0; c < a.length; c++) {
            a[c] = scale[c] / Math.sqrt(var[c] + norm.attrs().f("epsilon"));
            b[c] = bias[c] - mean[c] * a[c];
        }
        return line.then(a, b);
    }

    /** The constant that y meets, a number for each channel; null if it is something else. */
    private static double[] perChannel(Node node, Value y, int axis) {
        int other = node.input(0) == y ? 1 : 0;
        boolean block = node.attrs().flag("broadcast");
        if (node.inputs().size() != 2
                || !node.input(other).node().isConstant()
                || !node.output(0).type().equals(y.type())
                || block && other == 0) {
            return null;
        }
        Broadcast over = Broadcast.of(node.attrs(), node.input(0).shape(), node.input(1).shape());
        NDArray constant = node.input(other).node().constant();
        Shape dims = over.stretched(other);
        double[] numbers = new double[y.shape().dim(axis)];
        if (constant.size() == 1) {
            Arrays.fill(numbers, constant.get(0));
            return numbers;
        }
        boolean channels = constant.size() == numbers.length && dims.dim(axis) == numbers.length;
        return channels ? constant.toDoubles() : null;
    }

    private static Value write(Rewriter rewriter, Node conv, Node last, Line line) {
        NDArray filters = conv.input(1).node().constant();
        int axis = conv.op() == Conv.OP ? 0 : channelAxis(conv);
        NDArray scaled = filters.copy();
        int inner = filters.shape().sizeOf(axis + 1, filters.shape().rank());
        int channels = line.scale.length;
        for (int i = 0; i < scaled.size(); i++) {
            scaled.set(i, filters.get(i) * line.scale[i / inner % channels]);
        }
        NDArray bias = NDArray.zeros(filters.type().withShape(channels));
        for (int c = 0; c < channels; c++) {
            bias.set(c, line.shift[c]);
        }
        Graph to = rewriter.to();
        List<Value> inputs = new ArrayList<>(List.of(rewriter.now(conv.input(0))));
        inputs.add(to.constant(conv.input(1).name() + "_scaled", scaled));
        inputs.add(to.constant(conv.name() + "_shift", bias));
        return to.append(last.name(), conv.op(), conv.attrs().given(), conv.settings(), inputs)
                .output(0);
    }
}
