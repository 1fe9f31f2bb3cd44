package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.view.Window;

/**
 * Convolution directly, line by line, without groups or dilation along lines, for images of few
 * channels: {@link ConvRows} would copy each pixel as often as there are cells in the window.
 *
 * <p>The lines of the image under a line of output pixels are brought together column by column:
 * first the pixels of the first column, from above to below, then those of the second. So all that
 * is under a window is one stretch of memory, and the next window begins a step of columns further:
 * it is a matrix as it stands, whose rows overlap, and one product makes a line of output.
 */
final class ConvLines {
    private final Drawing d;
    private final ConvGeometry g;
    private final Window k;
    private final int width = Products.WIDTH;
    private final int columns; // of a line with its ends
    private final int column; // numbers of a column
    private final int size; // numbers under a window
    private final int wide; // output channels, to whole panels

    private ConvLines(Drawing d, ConvGeometry g) {
        this.d = d;
        this.g = g;
        this.k = g.window();
        columns = (g.ow() - 1) * k.strideW() + k.kw();
        column = k.kh() * g.c();
        size = k.kw() * column;
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
        int line = g.ow() * g.m();
        int packed = d.scratch(size * wide);
        int biases = d.scratch(line); // the bias of each pixel of a line
        int each = columns * column + g.ow() * wide;
        int own = d.scratch(each * d.threads());
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span w = arrays.in(1);
                    Span b = d.has(2) ? arrays.in(2) : null;
                    Span y = arrays.out(0);
                    Span u = arrays.scratch(packed);
                    Span bias = arrays.scratch(biases);
                    Span s = arrays.scratch(own);
                    Workers.Task lines =
                            arrays.task(
                                    g.n() * g.oh(),
                                    (row, worker) -> {
                                        line(row, x, u, y, s.array(), s.start() + worker * each);
                                        int at = y.start() + row * line;
                                        if (relu) {
                                            Loops.addRelu(
                                                    bias.array(),
                                                    bias.start(),
                                                    y.array(),
                                                    at,
                                                    line);
                                        } else if (b != null) {
                                            Loops.add(
                                                    bias.array(),
                                                    bias.start(),
                                                    y.array(),
                                                    at,
                                                    line);
                                        }
                                    });
                    return () -> {
                        pack(w, u);
                        repeat(b, bias);
                        lines.run();
                    };
                });
    }

    private void repeat(Span b, Span bias) {
        for (int q = 0; q < g.ow(); q++) {
            int at = bias.start() + q * g.m();
            if (b == null) {
                java.util.Arrays.fill(bias.array(), at, at + g.m(), 0);
            } else {
                System.arraycopy(b.array(), b.start(), bias.array(), at, g.m());
            }
        }
    }

    /** The row of W's matrix that belongs to number {@code i} under a window. */
    private int rowOf(int i) {
        int cell = i / g.c();
        return (cell % k.kh() * k.kw() + cell / k.kh()) * g.c() + i % g.c();
    }

    /** Filters panel by panel, which are few here. */
    private void pack(Span w, Span u) {
        for (int j = 0; j < wide; j += width) {
            int count = Math.min(width, g.m() - j);
            for (int i = 0; i < size; i++) {
                int to = u.start() + j * size + i * width;
                System.arraycopy(w.array(), w.start() + rowOf(i) * g.m() + j, u.array(), to, count);
                java.util.Arrays.fill(u.array(), to + count, to + width, 0);
            }
        }
    }

    /** Brings the lines under a line of output together, with zeros beyond the image. */
    private void bring(int row, Span x, float[] s, int to) {
        int c = g.c();
        for (int i = 0; i < k.kh(); i++) {
            int y = row % g.oh() * k.strideH() - k.padTop() + i * k.dilationH();
            boolean inside = y >= 0 && y < g.h();
            int from = x.start() + (row / g.oh() * g.h() + y) * g.w() * c;
            for (int q = 0; q < columns; q++) {
                int p = q - k.padLeft();
                int at = to + q * column + i * c;
                if (inside && p >= 0 && p < g.w()) {
                    for (int channel = 0; channel < c; channel++) {
                        s[at + channel] = x.array()[from + p * c + channel];
                    }
                } else {
                    for (int channel = 0; channel < c; channel++) {
                        s[at + channel] = 0;
                    }
                }
            }
        }
    }

    private void line(int row, Span x, Span u, Span y, float[] s, int free) {
        boolean whole = g.m() == wide;
        int first = y.start() + row * g.ow() * g.m();
        float[] target = whole ? y.array() : s;
        int out = whole ? first : free + columns * column;
        bring(row, x, s, free);
        for (int j = 0; j < wide; j += width) {
            Products.panel(
                    s,
                    free,
                    k.strideW() * column,
                    1,
                    u.array(),
                    u.start() + j * size,
                    width,
                    target,
                    out + j,
                    wide,
                    g.ow(),
                    size,
                    false);
        }
        for (int q = 0; !whole && q < g.ow(); q++) {
            System.arraycopy(s, out + q * wide, y.array(), first + q * g.m(), g.m());
        }
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
        int all = size * wide;
        int sums = d.scratch(parts * all);
        int each = columns * column + g.ow() * width;
        int own = d.scratch(each * d.threads());
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span dY = arrays.in(1);
                    Span dW = arrays.out(0);
                    Span u = arrays.scratch(sums);
                    Span s = arrays.scratch(own);
                    Workers.Task task =
                            arrays.task(
                                    parts,
                                    (part, worker) -> {
                                        int at = u.start() + part * all;
                                        java.util.Arrays.fill(u.array(), at, at + all, 0);
                                        int first = (int) ((long) lines * part / parts);
                                        int last = (int) ((long) lines * (part + 1) / parts);
                                        for (int row = first; row < last; row++) {
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
                        task.run();
                        for (int part = 1; part < parts; part++) {
                            Loops.add(u.array(), u.start() + part * all, u.array(), u.start(), all);
                        }
                        for (int i = 0; i < size; i++) {
                            int to = dW.start() + rowOf(i) * g.m();
                            System.arraycopy(
                                    u.array(), u.start() + i * wide, dW.array(), to, g.m());
                        }
                    };
                });
    }

    /** Adds what a line of output pixels gives. */
    private void correlate(int row, Span x, Span dY, float[] sum, int at, float[] s, int free) {
        int pack = free + columns * column;
        bring(row, x, s, free);
        for (int j = 0; j < wide; j += width) {
            int from = dY.start() + row * g.ow() * g.m() + j;
            float[] b = dY.array();
            int next = g.m();
            if (j + width > g.m()) {
                for (int q = 0; q < g.ow(); q++) {
                    int to = pack + q * width;
                    System.arraycopy(dY.array(), from + q * g.m(), s, to, g.m() - j);
                    java.util.Arrays.fill(s, to + g.m() - j, to + width, 0);
                }
                b = s;
                from = pack;
                next = width;
            }
            Products.panel(
                    s,
                    free,
                    1,
                    k.strideW() * column,
                    b,
                    from,
                    next,
                    sum,
                    at + j,
                    wide,
                    size,
                    g.ow(),
                    true);
        }
    }
}
