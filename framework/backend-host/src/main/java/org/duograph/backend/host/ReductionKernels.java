package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.reduce.Reduction;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.Shape;

/** Maxima, sums, and sums of squares. */
final class ReductionKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "ReduceFrontMax" -> HostKernel.ofFloats((node, a) -> max(a, columns(node)));
            case "ReduceBackMax" -> HostKernel.ofFloats((node, a) -> max(a, rows(node)));
            case "ReduceFrontMaxGradX" ->
                    HostKernel.ofFloats((node, a) -> maxGradX(a, columns(node)));
            case "ReduceBackMaxGradX" -> HostKernel.ofFloats((node, a) -> maxGradX(a, rows(node)));
            case "ReduceMax" ->
                    HostKernel.ofFloats((node, a) -> extreme(node, a, Float.NEGATIVE_INFINITY));
            case "ReduceMin" ->
                    HostKernel.ofFloats((node, a) -> extreme(node, a, Float.POSITIVE_INFINITY));
            case "ArgMax" -> places(true);
            case "ArgMin" -> places(false);
            case "SumElements" ->
                    HostKernel.ofFloats(
                            (node, arrays) -> sum(node, arrays, node.attrs().flag("average")));
            case "SumElementsGradX" -> HostKernel.ofFloats(ReductionKernels::spread);
            case "SumSqrElements" -> HostKernel.ofFloats(ReductionKernels::sumOfSquares);
            case "SumSqrElementsGradX" -> HostKernel.ofFloats(ReductionKernels::sumOfSquaresGradX);
            default -> null;
        };
    }

    private static Lines columns(Node node) {
        Shape x = node.input(0).shape();
        int cut = node.attrs().int32("num_reduce_dim");
        int kept = x.sizeOf(cut, x.rank());
        return new Lines(kept, x.sizeOf(0, cut), kept);
    }

    private static Lines rows(Node node) {
        Shape x = node.input(0).shape();
        int cut = x.rank() - node.attrs().int32("num_reduce_dim");
        return new Lines(x.sizeOf(0, cut), x.sizeOf(cut, x.rank()), 1);
    }

    private static Kernel max(HostArrays arrays, Lines lines) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer y = arrays.out(0);
        return () -> {
            for (int line = 0; line < lines.count(); line++) {
                int start = lines.start(line);
                float best = x.get(start);
                for (int i = 1; i < lines.length(); i++) {
                    best = Math.max(best, x.get(start + i * lines.step()));
                }
                y.put(line, best);
            }
        };
    }

    /**
     * The largest or smallest along any axes.
     *
     * @param none what it is of nothing, and so which of the two is asked
     */
    private static Kernel extreme(Node node, HostArrays arrays, float none) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer y = arrays.out(0);
        int size = node.output(0).shape().intSize();
        Broadcast ways = Reduction.LISTED.ways(node.attrs(), node.input(0).shape());
        Broadcast.Visitor visitor =
                none < 0
                        ? (at, from, to) -> y.put(to, Math.max(y.get(to), x.get(from)))
                        : (at, from, to) -> y.put(to, Math.min(y.get(to), x.get(from)));
        return () -> {
            for (int i = 0; i < size; i++) {
                y.put(i, none);
            }
            ways.forEach(visitor);
        };
    }

    private static Kernel maxGradX(HostArrays arrays, Lines lines) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer y = arrays.in(1);
        FloatBuffer dY = arrays.in(2);
        FloatBuffer dX = arrays.out(0);
        return () -> {
            for (int line = 0; line < lines.count(); line++) {
                for (int i = 0; i < lines.length(); i++) {
                    int at = lines.at(line, i);
                    dX.put(at, x.get(at) == y.get(line) ? dY.get(line) : 0);
                }
            }
        };
    }

    /** Where the largest or smallest element of each line stands; the first of equals. */
    private static HostKernel places(boolean largest) {
        return HostKernel.ofAnyType(
                node -> HostKernel.isFloat(node.input(0)),
                (node, arrays) -> {
                    Lines lines = Lines.along(node.attrs().int32("axis"), node.input(0).shape());
                    FloatBuffer x = arrays.in(0);
                    LongBuffer y = arrays.output(0).asLongs();
                    return () -> {
                        for (int line = 0; line < lines.count(); line++) {
                            y.put(line, place(x, lines, line, largest));
                        }
                    };
                });
    }

    private static int place(FloatBuffer x, Lines lines, int line, boolean largest) {
        int best = 0;
        for (int i = 1; i < lines.length(); i++) {
            float one = x.get(lines.at(line, i));
            float other = x.get(lines.at(line, best));
            best = (largest ? one > other : one < other) ? i : best;
        }
        return best;
    }

    private static Kernel sumOfSquares(Node node, HostArrays arrays) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer y = arrays.out(0);
        int size = node.input(0).shape().intSize();
        boolean average = node.attrs().flag("average");
        return () -> {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += (double) x.get(i) * x.get(i);
            }
            y.put(0, (float) (average ? sum / size : sum));
        };
    }

    private static Kernel sumOfSquaresGradX(Node node, HostArrays arrays) {
        FloatBuffer x = arrays.in(0);
        FloatBuffer dY = arrays.in(1);
        FloatBuffer dX = arrays.out(0);
        int size = node.output(0).shape().intSize();
        boolean average = node.attrs().flag("average");
        return () -> {
            double factor = 2.0 * dY.get(0) / (average ? size : 1);
            for (int i = 0; i < size; i++) {
                dX.put(i, (float) (factor * x.get(i)));
            }
        };
    }

    static Kernel sum(Node node, HostArrays arrays, boolean average) {
        int size = node.input(0).shape().intSize();
        FloatBuffer x = arrays.in(0);
        FloatBuffer y = arrays.out(0);
        return () -> {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += x.get(i);
            }
            y.put(0, (float) (average ? sum / size : sum));
        };
    }

    private static Kernel spread(Node node, HostArrays arrays) {
        int size = node.output(0).shape().intSize();
        boolean average = node.attrs().flag("average");
        FloatBuffer dY = arrays.in(0);
        FloatBuffer dX = arrays.out(0);
        return () -> {
            float each = average ? dY.get(0) / size : dY.get(0);
            for (int i = 0; i < size; i++) {
                dX.put(i, each);
            }
        };
    }
}
