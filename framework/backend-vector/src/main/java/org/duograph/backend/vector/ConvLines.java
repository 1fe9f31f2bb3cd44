package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.view.Window;

/**
 * Convolution directly, line by line, without groups or dilation along lines. With channels last
 * the pixels under a row of the window are one stretch of memory, and the next window begins a step
 * of pixels further: so a line of the image is a matrix as it stands, whose rows overlap, and a
 * line of output pixels is the sum of as many products as the window has rows.
 *
 * <p>Nothing is copied but the lines themselves, with zeros at their ends. That pays where channels
 * are few, and {@link ConvRows} would copy much for little arithmetic.
 */
final class ConvLines {
    private final Drawing d;
    private final ConvGeometry g;
    private final Window k;
    private final int width = Products.WIDTH;
    private final int length; // of a line with its ends
    private final int stretch; // numbers under a row of the window
    private final int wide; // output channels, to whole panels

    private ConvLines(Drawing d, ConvGeometry g) {
        this.d = d;
        this.g = g;
        this.k = g.window();
        length = ((g.ow() - 1) * k.strideW() + k.kw()) * g.c();
        stretch = k.kw() * g.c();
        wide = (g.m() + width - 1) / width * width;
        d.implementation("lines");
    }

    static boolean fits(ConvGeometry g) {
        return g.group() == 1 && g.window().dilationW() == 1;
    }

    /** Draws {@code Y = X * W + b}; with {@code relu} its positive part. */
    static void forward(Drawing d, ConvGeometry g, boolean relu) {
        d.input(0, Drawing.images(d.node().input(0).type(), g.nhwc()));
        d.input(1, ConvKernels.filters(d.node().input(1).type(), g.nhwc()));
        d.output(0, Drawing.images(d.node().output(0).type(), g.nhwc()));
        new ConvLines(d, g).forward(relu);
    }

    private void forward(boolean relu) {
        int packed = d.scratch(k.kh() * stretch * wide);
        int each = k.kh() * length + g.ow() * wide;
        int own = d.scratch(each * d.threads());
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span w = arrays.in(1);
                    Span b = d.has(2) ? arrays.in(2) : null;
                    Span y = arrays.out(0);
                    Span u = arrays.scratch(packed);
                    Span s = arrays.scratch(own);
                    Workers.Task lines =
                            arrays.task(
                                    g.n() * g.oh(),
                                    (row, worker) ->
                                            line(
                                                    row,
                                                    x,
                                                    u,
                                                    b,
                                                    y,
                                                    s.array(),
                                                    s.start() + worker * each,
                                                    relu));
                    return () -> {
                        pack(w, u);
                        lines.run();
                    };
                });
    }

    /** Filters panel by panel, which are few here. */
    private void pack(Span w, Span u) {
        int rows = k.kh() * stretch;
        for (int j = 0; j < wide; j += width) {
            int count = Math.min(width, g.m() - j);
            for (int i = 0; i < rows; i++) {
                int to = u.start() + j * rows + i * width;
                System.arraycopy(w.array(), w.start() + i * g.m() + j, u.array(), to, count);
                java.util.Arrays.fill(u.array(), to + count, to + width, 0);
            }
        }
    }

    /** Brings the line under row {@code i} of the window, or says that it is outside the image. */
    private boolean bring(int row, int i, Span x, float[] s, int to) {
        int y = row % g.oh() * k.strideH() - k.padTop() + i * k.dilationH();
        if (y < 0 || y >= g.h()) {
            return false;
        }
        int before = k.padLeft() * g.c();
        int count = Math.min(g.w() * g.c(), length - before);
        int from = x.start() + (row / g.oh() * g.h() + y) * g.w() * g.c();
        java.util.Arrays.fill(s, to, to + before, 0);
        System.arraycopy(x.array(), from, s, to + before, count);
        java.util.Arrays.fill(s, to + before + count, to + length, 0);
        return true;
    }

    private void line(int row, Span x, Span u, Span b, Span y, float[] s, int free, boolean relu) {
        boolean whole = g.m() == wide;
        int first = row * g.ow();
        float[] target = whole ? y.array() : s;
        int out = whole ? y.start() + first * g.m() : free + k.kh() * length;
        boolean add = false;
        for (int i = 0; i < k.kh(); i++) {
            int at = free + i * length;
            if (!bring(row, i, x, s, at)) {
                continue;
            }
            for (int j = 0; j < wide; j += width) {
                int panel = u.start() + j * k.kh() * stretch + i * stretch * width;
                Products.panel(
                        s,
                        at,
                        k.strideW() * g.c(),
                        1,
                        u.array(),
                        panel,
                        width,
                        target,
                        out + j,
                        wide,
                        g.ow(),
                        stretch,
                        add);
            }
            add = true;
        }
        if (!add) { // a line of padding alone
            java.util.Arrays.fill(target, out, out + g.ow() * wide, 0);
        }
        for (int q = 0; !whole && q < g.ow(); q++) {
            System.arraycopy(s, out + q * wide, y.array(), y.start() + (first + q) * g.m(), g.m());
        }
        ConvKernels.finish(y, first, first + g.ow(), g.m(), b, relu);
    }

    /** Draws the gradient of W; each thread sums over lines of its own, added in their order. */
    static void gradW(Drawing d, ConvGeometry g) {
        d.input(0, Drawing.images(d.node().input(0).type(), g.nhwc()));
        d.input(1, Drawing.images(d.node().input(1).type(), g.nhwc()));
        d.output(0, ConvKernels.filters(d.node().output(0).type(), g.nhwc()));
        new ConvLines(d, g).gradW();
    }

    private void gradW() {
        int lines = g.n() * g.oh();
        int parts = Math.min(d.threads(), lines);
        int size = k.kh() * stretch * wide;
        int sums = d.scratch(parts * size);
        int each = length + g.ow() * width;
        int own = d.scratch(each * d.threads());
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span dY = arrays.in(1);
                    Span dW = arrays.out(0);
                    Span u = arrays.scratch(sums);
                    Span s = arrays.scratch(own);
                    Workers.Task all =
                            arrays.task(
                                    parts,
                                    (part, worker) -> {
                                        int at = u.start() + part * size;
                                        java.util.Arrays.fill(u.array(), at, at + size, 0);
                                        int last = (int) ((long) lines * (part + 1) / parts);
                                        for (int row = (int) ((long) lines * part / parts);
                                                row < last;
                                                row++) {
                                            correlate(
                                                    row,
                                                    x,
                                                    dY,
                                                    u.array(),
                                                    at,
                                                    s.array(),
                                                    s.start() + worker * each);
                                        }
                                    });
                    return () -> {
                        all.run();
                        for (int part = 1; part < parts; part++) {
                            Loops.add(
                                    u.array(), u.start() + part * size, u.array(), u.start(), size);
                        }
                        for (int i = 0; i < k.kh() * stretch; i++) {
                            System.arraycopy(
                                    u.array(),
                                    u.start() + i * wide,
                                    dW.array(),
                                    dW.start() + i * g.m(),
                                    g.m());
                        }
                    };
                });
    }

    /** Adds what a line of output pixels gives. */
    private void correlate(int row, Span x, Span dY, float[] sum, int at, float[] s, int free) {
        int pack = free + length;
        for (int i = 0; i < k.kh(); i++) {
            if (!bring(row, i, x, s, free)) {
                continue;
            }
            for (int j = 0; j < wide; j += width) {
                int from = dY.start() + row * g.ow() * g.m() + j;
                float[] b = dY.array();
                int next = g.m();
                if (j + width > g.m()) {
                    for (int q = 0; q < g.ow(); q++) {
                        System.arraycopy(
                                dY.array(), from + q * g.m(), s, pack + q * width, g.m() - j);
                        java.util.Arrays.fill(
                                s, pack + q * width + g.m() - j, pack + (q + 1) * width, 0);
                    }
                    b = s;
                    from = pack;
                    next = width;
                }
                Products.panel(
                        s,
                        free,
                        1,
                        k.strideW() * g.c(),
                        b,
                        from,
                        next,
                        sum,
                        at + i * stretch * wide + j,
                        wide,
                        stretch,
                        g.ow(),
                        true);
            }
        }
    }
}
