package org.duograph.backend.vector;

import org.duograph.backend.HostKernel;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.graph.Node;

/**
 * Sums of arrays of one shape, and arithmetic of two, in the layout in which they stand. Where the
 * second is stretched it goes by plain rows; other ways of stretching are left to the loops of the
 * host backend.
 */
final class ArithmeticKernels implements KernelFamily {
    @Override
    public boolean supports(Node node) {
        if (!HostKernel.allFloat(node)) {
            return false;
        }
        boolean many = isSum(node);
        return many || node.input(0).shape().equals(node.input(1).shape());
    }

    private static boolean isSum(Node node) {
        String type = node.op().type();
        return type.equals("Sum") || type.equals("WeightedSum");
    }

    @Override
    public void draw(Drawing d) {
        switch (d.node().op().type()) {
            case "Sum" -> sum(d);
            case "WeightedSum" -> weightedSum(d);
            case "Add" -> pair(d, Loops::sum);
            case "Sub" -> pair(d, Loops::difference);
            case "Mul" -> pair(d, Loops::product);
            default -> pair(d, Loops::quotient);
        }
    }

    /** The first layout that is not plain, of inputs {@code 0, step, 2 step...}. */
    private static VectorLayout standing(Drawing d, int step) {
        VectorLayout found = d.standing(0);
        for (int i = step; i < d.node().inputs().size() && found.isPlain(); i += step) {
            found = d.standing(i);
        }
        return found;
    }

    private static void sum(Drawing d) {
        d.all(standing(d, 1));
        d.mayOverwrite(0, 0);
        int count = d.node().inputs().size();
        d.pieces(
                d.outShape(0).intSize(),
                arrays -> {
                    Span[] x = new Span[count];
                    java.util.Arrays.setAll(x, arrays::in);
                    Span y = arrays.out(0);
                    return (from, to) -> {
                        int at = y.start() + from;
                        if (y.array() != x[0].array() || y.start() != x[0].start()) {
                            System.arraycopy(
                                    x[0].array(), x[0].start() + from, y.array(), at, to - from);
                        }
                        for (int i = 1; i < count; i++) {
                            Loops.add(x[i].array(), x[i].start() + from, y.array(), at, to - from);
                        }
                    };
                });
    }

    /** {@code Y = X0 * w0 + X1 * w1 + ...}; the weights are single numbers. */
    private static void weightedSum(Drawing d) {
        d.all(standing(d, 2));
        int count = d.node().inputs().size() / 2;
        if (d.outShape(0).size() > 1) { // else an array and a weight are of one shape
            d.mayOverwrite(0, 0);
        }
        d.pieces(
                d.outShape(0).intSize(),
                arrays -> {
                    Span[] x = new Span[2 * count];
                    java.util.Arrays.setAll(x, arrays::in);
                    Span y = arrays.out(0);
                    return (from, to) -> {
                        for (int i = 0; i < count; i++) {
                            Span w = x[2 * i + 1];
                            float factor = w.array()[w.start()];
                            float[] one = x[2 * i].array();
                            int at = x[2 * i].start() + from;
                            if (i == 0) {
                                Loops.scale(
                                        factor, one, at, y.array(), y.start() + from, to - from);
                            } else {
                                Loops.addScaled(
                                        factor, one, at, y.array(), y.start() + from, to - from);
                            }
                        }
                    };
                });
    }

    /** One operation for {@code count} pairs of numbers. */
    private interface Pair {
        void run(float[] a, int at, float[] b, int from, float[] y, int to, int count);
    }

    private static void pair(Drawing d, Pair pair) {
        d.all(standing(d, 1));
        d.mayOverwrite(0, 0);
        d.pieces(
                d.outShape(0).intSize(),
                arrays -> {
                    Span a = arrays.in(0);
                    Span b = arrays.in(1);
                    Span y = arrays.out(0);
                    return (from, to) ->
                            pair.run(
                                    a.array(),
                                    a.start() + from,
                                    b.array(),
                                    b.start() + from,
                                    y.array(),
                                    y.start() + from,
                                    to - from);
                });
    }
}
