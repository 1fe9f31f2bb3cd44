package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Arrays;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.backend.vector.VectorLayout.Numbers;
import org.duograph.ops.view.Axes;
import org.duograph.tensor.Shape;

/** The fully connected layer and its gradients: products of plain matrices. */
final class FcKernels implements KernelFamily {
    @Override
    public void draw(Drawing d) {
        switch (d.node().op().type()) {
            case "FC" -> forward(d, false);
            case "FCRelu" -> forward(d, true);
            case "FCGradX" -> gradX(d);
            case "FCGradW" -> gradW(d);
            default -> ColumnSums.draw(d);
        }
    }

    /** X is rows x k, W is m x k, Y is rows x m. */
    private record Sizes(int rows, int k, int m) {
        static Sizes of(Drawing d, Shape x, Shape w) {
            int m = w.sizeOf(0, Axes.cut(w, d.attrs().i("axis_w")));
            int k = w.intSize() / m;
            return new Sizes(x.intSize() / k, k, m);
        }
    }

    private static void forward(Drawing d, boolean relu) {
        Sizes s = Sizes.of(d, d.inShape(0), d.inShape(1));
        boolean rounded = d.weights() != Numbers.TYPED && d.inShape(1).dim(0) == s.m;
        if (rounded) {
            d.input(1, VectorLayout.plain(d.node().input(1).type()).in(d.weights()));
            d.implementation("weights in " + d.weights().word());
        }
        Gemm gemm = new Gemm(s.rows, s.m, s.k, false, true, d.threads());
        int scratch = d.scratch(rounded ? 0 : gemm.scratch() * d.threads());
        d.loop(
                arrays -> {
                    Workers.Task product =
                            rounded
                                    ? narrow(d.weights(), arrays, s, d.threads())
                                    : product(arrays, gemm, 0, 1, scratch);
                    Span b = arrays.in(2);
                    Span y = arrays.out(0);
                    Workers.Task rest =
                            arrays.pieces(s.rows, (from, to) -> finish(b, y, s.m, from, to, relu));
                    return () -> {
                        product.run();
                        rest.run();
                    };
                });
    }

    /** Products with rounded weights, whose rows the threads share. */
    private static Workers.Task narrow(Numbers weights, Arrays arrays, Sizes s, int threads) {
        Span x = arrays.in(0);
        VectorMemory w = arrays.input(1);
        Span y = arrays.out(0);
        int parts = Math.max(1, Math.min(4 * threads, s.m / 4));
        float[] scales = weights == Numbers.INT8 ? w.array() : null;
        return arrays.task(
                parts,
                (part, worker) -> {
                    int first = (int) ((long) s.m / 4 * part / parts) * 4;
                    int last =
                            part == parts - 1
                                    ? s.m
                                    : (int) ((long) s.m / 4 * (part + 1) / parts) * 4;
                    int to = y.start() + first;
                    if (weights == Numbers.BFLOAT16) {
                        NarrowWeights.halves(
                                x.array(),
                                x.start(),
                                s.k,
                                w.halves(),
                                first * s.k,
                                s.k,
                                y.array(),
                                to,
                                s.m,
                                s.rows,
                                last - first,
                                s.k);
                    } else {
                        NarrowWeights.bytes(
                                x.array(),
                                x.start(),
                                s.k,
                                w.wholes(),
                                first * s.k,
                                s.k,
                                scales,
                                w.start() + first,
                                y.array(),
                                to,
                                s.m,
                                s.rows,
                                last - first,
                                s.k);
                    }
                });
    }

    /** Adds the bias to rows, and replaces negative numbers by zero if asked to. */
    private static void finish(Span b, Span y, int m, int from, int to, boolean relu) {
        for (int row = from; row < to; row++) {
            int at = y.start() + row * m;
            if (relu) {
                Loops.addRelu(b.array(), b.start(), y.array(), at, m);
            } else {
                Loops.add(b.array(), b.start(), y.array(), at, m);
            }
        }
    }

    private static void gradX(Drawing d) {
        Sizes s = Sizes.of(d, d.inShape(2), d.inShape(0));
        draw(d, new Gemm(s.rows, s.k, s.m, false, false, d.threads()), 1, 0);
    }

    private static void gradW(Drawing d) {
        Sizes s = Sizes.of(d, d.inShape(0), d.inShape(2));
        draw(d, new Gemm(s.m, s.k, s.rows, true, false, d.threads()), 1, 0);
    }

    private static void draw(Drawing d, Gemm gemm, int a, int b) {
        int scratch = d.scratch(gemm.scratch() * d.threads());
        d.loop(arrays -> product(arrays, gemm, a, b, scratch)::run);
    }

    private static Workers.Task product(Arrays arrays, Gemm gemm, int a, int b, int scratch) {
        Span left = arrays.in(a);
        Span right = arrays.in(b);
        Span y = arrays.out(0);
        Span s = arrays.scratch(scratch);
        return arrays.task(
                gemm.parts(),
                (part, worker) ->
                        gemm.run(
                                part,
                                left,
                                0,
                                right,
                                0,
                                y,
                                0,
                                s.array(),
                                s.start() + worker * gemm.scratch(),
                                false));
    }
}
