package org.duograph.backend.vector;

import java.nio.IntBuffer;
import org.duograph.backend.HostKernel;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.backend.vector.VectorLayout.Numbers;
import org.duograph.graph.Node;
import org.duograph.ops.pool.PoolGeometry;
import org.duograph.tensor.Shape;

/**
 * Max and average pooling of images with channels last, and their gradients.
 *
 * <p>What max pooling saves for its gradient is which cell of its window each maximum came from, as
 * a float beside each float of Y.
 */
final class PoolKernels implements KernelFamily {
    /** Beyond so many cells a float no longer tells all of them apart. */
    private static final int MOST_CELLS = 1 << 22;

    @Override
    public boolean supports(Node node) {
        PoolGeometry g = geometry(node);
        boolean gradient = node.op().type().equals("MaxPoolGradX");
        return HostKernel.isFloat(node.input(gradient ? 1 : 0))
                && (long) g.window().kh() * g.window().kw() < MOST_CELLS;
    }

    /** X comes last, in the gradients too. */
    private static PoolGeometry geometry(Node node) {
        Shape x = node.input(node.inputs().size() - 1).shape();
        return PoolGeometry.of(node.attrs(), x);
    }

    @Override
    public void draw(Drawing d) {
        PoolGeometry g = geometry(d.node());
        d.implementation("loops");
        switch (d.node().op().type()) {
            case "MaxPool" -> max(d, g);
            case "MaxPoolGradX" -> maxGradX(d, g);
            case "AveragePool" -> average(d, g);
            default -> averageGradX(d, g);
        }
    }

    private static VectorLayout images(Drawing d, int input) {
        return Drawing.images(d.node().input(input).type(), d.attrs().flag("channels_last"));
    }

    private static VectorLayout outImages(Drawing d, int output) {
        return Drawing.images(d.node().output(output).type(), d.attrs().flag("channels_last"));
    }

    private static void max(Drawing d, PoolGeometry g) {
        d.input(0, images(d, 0));
        d.output(0, outImages(d, 0));
        boolean saves = d.isUsed(1);
        if (saves) {
            d.output(1, outImages(d, 1).in(Numbers.SAVED));
        }
        PoolRows rows = new PoolRows(g);
        int line = g.w() * g.c();
        int scratch = d.scratch(line * d.threads());
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span y = arrays.out(0);
                    Span cells = saves ? arrays.out(1) : null;
                    Span s = arrays.scratch(scratch);
                    return arrays.task(
                                    g.n() * g.oh(),
                                    (row, worker) -> {
                                        int free = s.start() + worker * line;
                                        if (saves) {
                                            rows.maxAndCells(row, x, y, cells);
                                        } else {
                                            rows.max(row, x, y, s.array(), free);
                                        }
                                    })
                            ::run;
                });
    }

    private static void average(Drawing d, PoolGeometry g) {
        d.input(0, images(d, 0));
        d.output(0, outImages(d, 0));
        PoolRows rows = new PoolRows(g);
        int line = g.w() * g.c();
        int scratch = d.scratch(line * d.threads());
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span y = arrays.out(0);
                    Span s = arrays.scratch(scratch);
                    return arrays.task(
                                    g.n() * g.oh(),
                                    (row, worker) -> {
                                        int free = s.start() + worker * line;
                                        rows.average(row, x, y, s.array(), free);
                                    })
                            ::run;
                });
    }

    private static void averageGradX(Drawing d, PoolGeometry g) {
        d.input(0, images(d, 0));
        d.output(0, outImages(d, 0));
        PoolRows rows = new PoolRows(g);
        int line = g.w() * g.c();
        int scratch = d.scratch(line * d.threads());
        d.loop(
                arrays -> {
                    Span dY = arrays.in(0);
                    Span dX = arrays.out(0);
                    Span s = arrays.scratch(scratch);
                    return arrays.task(
                                    g.n(),
                                    (image, worker) -> {
                                        clear(dX, image, g);
                                        int free = s.start() + worker * line;
                                        for (int i = 0; i < g.oh(); i++) {
                                            int row = image * g.oh() + i;
                                            rows.spread(row, dY, dX, s.array(), free);
                                        }
                                    })
                            ::run;
                });
    }

    private static void maxGradX(Drawing d, PoolGeometry g) {
        VectorLayout saved = d.standing(0);
        if (saved.numbers() != Numbers.SAVED) {
            scatter(d, g);
            return;
        }
        d.input(0, saved);
        d.input(1, images(d, 1));
        d.output(0, outImages(d, 0));
        PoolRows rows = new PoolRows(g);
        d.loop(
                arrays -> {
                    Span cells = arrays.in(0);
                    Span dY = arrays.in(1);
                    Span dX = arrays.out(0);
                    return arrays.task(
                                    g.n(),
                                    (image, worker) -> {
                                        if (!rows.fills()) {
                                            clear(dX, image, g);
                                        }
                                        for (int i = 0; i < g.oh(); i++) {
                                            int row = image * g.oh() + i;
                                            rows.giveBack(row, cells, dY, dX);
                                        }
                                    })
                            ::run;
                });
    }

    private static void clear(Span x, int image, PoolGeometry g) {
        int volume = g.h() * g.w() * g.c();
        int at = x.start() + image * volume;
        java.util.Arrays.fill(x.array(), at, at + volume, 0);
    }

    /** The gradient from the places of maxima as the reference kernel saves them. */
    private static void scatter(Drawing d, PoolGeometry g) {
        int step = g.nhwc() ? g.c() : 1;
        int in = g.h() * g.w();
        int out = g.oh() * g.ow();
        d.implementation("scatter");
        d.loop(
                arrays -> {
                    IntBuffer places = arrays.input(0).asInts();
                    Span dY = arrays.in(1);
                    Span dX = arrays.out(0);
                    return arrays.task(
                                    g.n(),
                                    (image, worker) -> {
                                        clear(dX, image, g);
                                        for (int c = 0; c < g.c(); c++) {
                                            int plane = image * g.c();
                                            int x = plane * in + (g.nhwc() ? c : c * in);
                                            int y = plane * out + (g.nhwc() ? c : c * out);
                                            for (int i = 0; i < out; i++) {
                                                int at = x + places.get(y + i * step) * step;
                                                dX.array()[dX.start() + at] +=
                                                        dY.array()[dY.start() + y + i * step];
                                            }
                                        }
                                    })
                            ::run;
                });
    }
}
