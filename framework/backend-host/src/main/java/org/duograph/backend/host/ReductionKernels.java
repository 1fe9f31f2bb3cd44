package org.duograph.backend.host;

import java.nio.FloatBuffer;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
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
            case "RowwiseMax" -> HostKernel.ofFloats((node, a) -> max(a, matrices(node, 2)));
            case "RowwiseMaxGradX" ->
                    HostKernel.ofFloats((node, a) -> maxGradX(a, matrices(node, 2)));
            case "ColwiseMax" -> HostKernel.ofFloats((node, a) -> max(a, matrices(node, 1)));
            case "ColwiseMaxGradX" ->
                    HostKernel.ofFloats((node, a) -> maxGradX(a, matrices(node, 1)));
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

    private static Lines matrices(Node node, int axis) {
        return Lines.along(axis, node.input(0).shape());
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
