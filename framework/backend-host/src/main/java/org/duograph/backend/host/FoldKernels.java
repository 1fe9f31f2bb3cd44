package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Function;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.reduce.Reduction;
import org.duograph.tensor.Shape;

/**
 * Sums and means over any axes, and what spreads them again. The last axes that are folded
 * together, or stay together, make rows, which go through a Java array; sums are in double
 * precision.
 */
final class FoldKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "ReduceSum" -> fold(Reduction.LISTED, false);
            case "ReduceSumGradX" -> spread(Reduction.LISTED, false);
            case "ReduceMean" -> fold(Reduction.LISTED, true);
            case "ReduceMeanGradX" -> spread(Reduction.LISTED, true);
            case "ReduceFrontSum" -> fold(Reduction.FRONT, false);
            case "ReduceFrontSumGradX" -> spread(Reduction.FRONT, false);
            case "ReduceFrontMean" -> fold(Reduction.FRONT, true);
            case "ReduceFrontMeanGradX" -> spread(Reduction.FRONT, true);
            case "ReduceBackSum" -> fold(Reduction.BACK, false);
            case "ReduceBackSumGradX" -> spread(Reduction.BACK, false);
            case "ReduceBackMean" -> fold(Reduction.BACK, true);
            case "ReduceBackMeanGradX" -> spread(Reduction.BACK, true);
            case "ReduceTailSum" ->
                    fold(node -> Fold.of(whole(node, 0), tail(whole(node, 0))), false);
            case "ReduceTailSumGradX" ->
                    spread(node -> Fold.of(whole(node, 1), tail(whole(node, 1))), false);
            case "ReduceLogSumExp" -> HostKernel.ofFloats(FoldKernels::logSumExp);
            case "SumReduceLike" -> fold(FoldKernels::like, false);
            default -> null;
        };
    }

    private static Shape whole(Node node, int input) {
        return node.input(input).shape();
    }

    private static boolean[] tail(Shape x) {
        boolean[] folded = new boolean[x.rank()];
        Arrays.fill(folded, 1, folded.length, true);
        return folded;
    }

    private static Fold listed(Reduction axes, Node node, int input) {
        Shape x = whole(node, input);
        return Fold.of(x, axes.folded(node.attrs(), x));
    }

    private static Fold like(Node node) {
        Shape a = whole(node, 0);
        Shape b = Broadcast.block(node.attrs(), a, whole(node, 1)).stretched(1);
        boolean[] folded = new boolean[a.rank()];
        for (int i = 0; i < folded.length; i++) {
            folded[i] = b.dim(i) != a.dim(i);
        }
        return Fold.of(a, folded);
    }

    /**
     * The rows of an array whose axes are folded.
     *
     * @param length numbers of a row
     * @param toOne whether a row becomes one number, or is added to a row of the result
     * @param to where in the result each row begins
     */
    private record Fold(int length, boolean toOne, int[] to) {
        static Fold of(Shape x, boolean[] folded) {
            int split = x.rank();
            int length = 1;
            boolean toOne = split > 0 && folded[split - 1];
            while (split > 0 && folded[split - 1] == toOne) {
                length *= x.dim(--split);
            }
            int[] dims = Arrays.copyOf(x.toArray(), split);
            Shape outer = Shape.of(dims.clone());
            for (int i = 0; i < split; i++) {
                dims[i] = folded[i] ? 1 : dims[i];
            }
            int[] to = new int[outer.intSize()];
            int step = toOne ? 1 : length;
            Broadcast.ones(outer, Shape.of(dims)).forEach((at, row, y) -> to[row] = y * step);
            return new Fold(length, toOne, to);
        }

        /** Adds the rows of {@code x}, by way of {@code row}, to the sums. */
        void add(FloatBuffer x, float[] row, double[] sums) {
            for (int r = 0; r < to.length; r++) {
                x.get(r * length, row);
                if (toOne) {
                    sums[to[r]] += GroupNormKernels.sum(row, 0, length);
                } else {
                    addRow(row, sums, to[r]);
                }
            }
        }
    }

    private static void addRow(float[] row, double[] sums, int to) {
        for (int i = 0; i < row.length; i++) {
            sums[to + i] += row[i];
        }
    }

    private static HostKernel fold(Reduction axes, boolean mean) {
        return fold(node -> listed(axes, node, 0), mean);
    }

    private static HostKernel fold(Function<Node, Fold> folds, boolean mean) {
        return HostKernel.ofFloats(
                (node, arrays) -> {
                    Fold fold = folds.apply(node);
                    FloatBuffer x = arrays.in(0);
                    FloatBuffer y = arrays.out(0);
                    float[] row = new float[fold.length];
                    double[] sums = new double[node.output(0).shape().intSize()];
                    double factor = mean ? (double) sums.length / whole(node, 0).size() : 1;
                    return () -> {
                        Arrays.fill(sums, 0);
                        fold.add(x, row, sums);
                        for (int i = 0; i < sums.length; i++) {
                            y.put(i, (float) (sums[i] * factor));
                        }
                    };
                });
    }

    private static HostKernel spread(Reduction axes, boolean mean) {
        return spread(node -> listed(axes, node, 1), mean);
    }

    private static HostKernel spread(Function<Node, Fold> folds, boolean mean) {
        return HostKernel.ofFloats(
                (node, arrays) -> {
                    Fold fold = folds.apply(node);
                    FloatBuffer dY = arrays.in(0);
                    FloatBuffer dX = arrays.out(0);
                    float[] row = new float[fold.length];
                    float factor = mean ? (float) whole(node, 0).size() / whole(node, 1).size() : 1;
                    return () -> {
                        for (int r = 0; r < fold.to.length; r++) {
                            if (fold.toOne) {
                                Arrays.fill(row, dY.get(fold.to[r]) * factor);
                            } else {
                                dY.get(fold.to[r], row);
                                scale(row, factor);
                            }
                            dX.put(r * row.length, row);
                        }
                    };
                });
    }

    private static void scale(float[] row, float factor) {
        for (int i = 0; i < row.length; i++) {
            row[i] *= factor;
        }
    }

    /** Less the largest number, so that no exponential is too large. */
    private static Kernel logSumExp(Node node, HostArrays arrays) {
        Broadcast ways = Reduction.LISTED.ways(node.attrs(), whole(node, 0));
        FloatBuffer x = arrays.in(0);
        FloatBuffer y = arrays.out(0);
        double[] largest = new double[node.output(0).shape().intSize()];
        double[] sums = new double[largest.length];
        Broadcast.Visitor compare =
                (at, from, to) -> largest[to] = Math.max(largest[to], x.get(from));
        Broadcast.Visitor add = (at, from, to) -> sums[to] += Math.exp(x.get(from) - largest[to]);
        return () -> {
            Arrays.fill(largest, Double.NEGATIVE_INFINITY);
            Arrays.fill(sums, 0);
            ways.forEach(compare);
            for (int i = 0; i < largest.length; i++) {
                largest[i] = Double.isInfinite(largest[i]) ? 0 : largest[i];
            }
            ways.forEach(add);
            for (int i = 0; i < sums.length; i++) {
                y.put(i, (float) (largest[i] + Math.log(sums[i])));
            }
        };
    }
}
