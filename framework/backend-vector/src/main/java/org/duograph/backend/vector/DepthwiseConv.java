package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.view.Window;

/**
 * Convolution where each channel has a filter of its own: no products of matrices, but sums along
 * all channels at once, which stand together.
 */
final class DepthwiseConv {
    private final ConvGeometry g;
    private final Window k;

    private DepthwiseConv(ConvGeometry g) {
        this.g = g;
        this.k = g.window();
    }

    static boolean fits(ConvGeometry g) {
        return g.group() == g.c() && g.m() == g.c() && g.c() > 1;
    }

    static void draw(Drawing d, ConvGeometry g) {
        DepthwiseConv conv = new DepthwiseConv(g);
        d.implementation("depthwise");
        switch (d.node().op().type()) {
            case "Conv" -> conv.forward(d, false);
            case "ConvRelu" -> conv.forward(d, true);
            case "ConvGradX" -> conv.gradX(d);
            default -> conv.gradW(d);
        }
    }

    private void forward(Drawing d, boolean relu) {
        d.input(0, Drawing.images(d.node().input(0).type(), g.nhwc()));
        d.input(1, ConvKernels.filters(d.node().input(1).type(), g.nhwc()));
        d.output(0, Drawing.images(d.node().output(0).type(), g.nhwc()));
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span w = arrays.in(1);
                    Span b = d.has(2) ? arrays.in(2) : null;
                    Span y = arrays.out(0);
                    return arrays.task(
                                    g.n() * g.oh(),
                                    (row, worker) -> {
                                        int from = row * g.ow();
                                        int at = y.start() + from * g.c();
                                        java.util.Arrays.fill(
                                                y.array(), at, at + g.ow() * g.c(), 0);
                                        taps(
                                                row,
                                                (pixel, tap, out) ->
                                                        Loops.addProduct(
                                                                x.array(),
                                                                x.start() + pixel,
                                                                w.array(),
                                                                w.start() + tap,
                                                                y.array(),
                                                                y.start() + out,
                                                                g.c()));
                                        ConvKernels.finish(y, from, from + g.ow(), g.c(), b, relu);
                                    })
                            ::run;
                });
    }

    private void gradX(Drawing d) {
        d.input(0, ConvKernels.filters(d.node().input(0).type(), g.nhwc()));
        d.input(1, Drawing.images(d.node().input(1).type(), g.nhwc()));
        d.output(0, Drawing.images(d.node().output(0).type(), g.nhwc()));
        int volume = g.h() * g.w() * g.c();
        d.loop(
                arrays -> {
                    Span w = arrays.in(0);
                    Span dY = arrays.in(1);
                    Span dX = arrays.out(0);
                    return arrays.task(
                                    g.n(),
                                    (image, worker) -> {
                                        int at = dX.start() + image * volume;
                                        java.util.Arrays.fill(dX.array(), at, at + volume, 0);
                                        for (int row = 0; row < g.oh(); row++) {
                                            taps(
                                                    image * g.oh() + row,
                                                    (pixel, tap, out) ->
                                                            Loops.addProduct(
                                                                    dY.array(),
                                                                    dY.start() + out,
                                                                    w.array(),
                                                                    w.start() + tap,
                                                                    dX.array(),
                                                                    dX.start() + pixel,
                                                                    g.c()));
                                        }
                                    })
                            ::run;
                });
    }

    private void gradW(Drawing d) {
        d.input(0, Drawing.images(d.node().input(0).type(), g.nhwc()));
        d.input(1, Drawing.images(d.node().input(1).type(), g.nhwc()));
        d.output(0, ConvKernels.filters(d.node().output(0).type(), g.nhwc()));
        int size = k.kh() * k.kw() * g.c();
        int parts = Math.min(d.threads(), g.n());
        int sums = d.scratch(parts * size);
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span dY = arrays.in(1);
                    Span dW = arrays.out(0);
                    Span s = arrays.scratch(sums);
                    Workers.Task all =
                            arrays.task(
                                    parts,
                                    (part, worker) -> {
                                        int at = s.start() + part * size;
                                        java.util.Arrays.fill(s.array(), at, at + size, 0);
                                        for (int row = g.n() * part / parts * g.oh();
                                                row < g.n() * (part + 1) / parts * g.oh();
                                                row++) {
                                            taps(
                                                    row,
                                                    (pixel, tap, out) ->
                                                            Loops.addProduct(
                                                                    x.array(),
                                                                    x.start() + pixel,
                                                                    dY.array(),
                                                                    dY.start() + out,
                                                                    s.array(),
                                                                    at + tap,
                                                                    g.c()));
                                        }
                                    });
                    return () -> {
                        all.run();
                        java.util.Arrays.fill(dW.array(), dW.start(), dW.start() + size, 0);
                        for (int part = 0; part < parts; part++) {
                            Loops.add(
                                    s.array(),
                                    s.start() + part * size,
                                    dW.array(),
                                    dW.start(),
                                    size);
                        }
                    };
                });
    }

    /** Takes places of a pixel of X, a cell of W and a pixel of Y that belong together. */
    private interface Tap {
        void at(int pixel, int tap, int out);
    }

    /** All cells of the windows of a row of output pixels that lie inside the image. */
    private void taps(int row, Tap visitor) {
        int image = row / g.oh();
        int top = row % g.oh() * k.strideH() - k.padTop();
        for (int i = 0; i < k.kh(); i++) {
            int y = top + i * k.dilationH();
            if (y < 0 || y >= g.h()) {
                continue;
            }
            for (int q = 0; q < g.ow(); q++) {
                for (int j = 0; j < k.kw(); j++) {
                    int c = q * k.strideW() - k.padLeft() + j * k.dilationW();
                    if (c >= 0 && c < g.w()) {
                        visitor.at(
                                ((image * g.h() + y) * g.w() + c) * g.c(),
                                (i * k.kw() + j) * g.c(),
                                (row * g.ow() + q) * g.c());
                    }
                }
            }
        }
    }
}
