package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Arrays;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.conv.ConvGeometry;

/**
 * Convolution as products of matrices, of any window, step, dilation and number of groups: see
 * {@link ImageRows}. A block of rows is made at a time, which stays in the cache until it has been
 * multiplied; the whole matrix never exists.
 *
 * <p>Images stand with channels last, filters as a matrix of kh &middot; kw &middot; C/group rows
 * and M columns.
 */
final class ConvRows {
    /** Numbers of a block of rows: half a megabyte fits into the second cache. */
    private static final int BLOCK = 1 << 16;

    private static final int MOST_ROWS = 96;

    /** Steps of a sum that are taken in one go. */
    private static final int DEPTH = 512;

    private final Drawing d;
    private final ConvGeometry g;
    private final ImageRows images;
    private final int size; // of a row
    private final int columns; // of a group
    private final int width = Products.WIDTH;
    private final int block;

    private ConvRows(Drawing d, ConvGeometry g) {
        this.d = d;
        this.g = g;
        images = new ImageRows(g);
        size = images.size();
        columns = g.m() / g.group();
        int rows = Math.max(8, Math.min(MOST_ROWS, BLOCK / size / 8 * 8));
        block = Math.min(rows, (images.count() + 7) / 8 * 8);
        d.implementation("rows of " + size);
    }

    private static int padded(int columns) {
        return (columns + Products.WIDTH - 1) / Products.WIDTH * Products.WIDTH;
    }

    /** Draws {@code Y = X * W + b}; with {@code relu} its positive part. */
    static void forward(Drawing d, ConvGeometry g, boolean relu) {
        stand(d, g, 0, 1);
        new ConvRows(d, g).forward(0, 1, relu);
    }

    /** Draws {@code Y = X * W}, where X and W are these inputs. */
    static void forward(Drawing d, ConvGeometry g, int images, int filters) {
        stand(d, g, images, filters);
        new ConvRows(d, g).forward(images, filters, false);
    }

    /** Says how images, filters and what is made of them stand. */
    private static void stand(Drawing d, ConvGeometry g, int images, int filters) {
        d.input(images, Drawing.images(d.node().input(images).type(), g.nhwc()));
        d.input(filters, ConvKernels.filters(d.node().input(filters).type(), g.nhwc()));
        d.output(0, Drawing.images(d.node().output(0).type(), g.nhwc()));
    }

    private void forward(int pixels, int filters, boolean relu) {
        boolean biased = filters == 1 && d.has(2);
        int wide = padded(columns);
        int packed = d.scratch(g.group() * size * wide);
        int each = block * size + block * wide;
        int own = d.scratch(each * d.threads());
        int blocks = (images.count() + block - 1) / block;
        d.loop(
                arrays -> {
                    Span x = arrays.in(pixels);
                    Span w = arrays.in(filters);
                    Span b = biased ? arrays.in(2) : null;
                    Span y = arrays.out(0);
                    Span u = arrays.scratch(packed);
                    Span s = arrays.scratch(own);
                    Workers.Task pack = pack(arrays, w, u, wide);
                    Workers.Task products =
                            arrays.task(
                                    blocks,
                                    (part, worker) ->
                                            block(
                                                    part,
                                                    x,
                                                    u,
                                                    wide,
                                                    b,
                                                    y,
                                                    s.array(),
                                                    s.start() + worker * each,
                                                    relu));
                    return () -> {
                        pack.run();
                        products.run();
                    };
                });
    }

    /** Filters panel by panel, of each group by itself: size rows of {@link Products#WIDTH}. */
    private Workers.Task pack(Arrays arrays, Span w, Span u, int wide) {
        int panels = wide / width;
        return arrays.task(
                g.group() * panels,
                (part, worker) -> {
                    int group = part / panels;
                    int j = part % panels * width;
                    int count = Math.min(width, columns - j);
                    int to = u.start() + part * size * width;
                    for (int i = 0; i < size; i++) {
                        int from = w.start() + i * g.m() + group * columns + j;
                        System.arraycopy(w.array(), from, u.array(), to + i * width, count);
                        java.util.Arrays.fill(
                                u.array(), to + i * width + count, to + (i + 1) * width, 0);
                    }
                });
    }

    private void block(
            int part, Span x, Span u, int wide, Span b, Span y, float[] s, int free, boolean relu) {
        int first = part * block;
        int last = Math.min(images.count(), first + block);
        int rows = last - first;
        int out = free + block * size;
        for (int group = 0; group < g.group(); group++) {
            float[] a = x.array();
            int at = x.start() + first * size;
            if (!images.isPlain()) {
                images.gather(x.array(), x.start(), group, first, last, s, free);
                a = s;
                at = free;
            }
            boolean whole = columns % width == 0;
            float[] target = whole ? y.array() : s;
            int to = whole ? y.start() + first * g.m() + group * columns : out;
            int line = whole ? g.m() : wide;
            for (int l = 0; l < size; l += DEPTH) {
                int depth = Math.min(DEPTH, size - l);
                for (int j = 0; j < wide; j += width) {
                    int panel = u.start() + (group * wide + j) * size + l * width;
                    Products.panel(
                            a, at + l, size, 1, u.array(), panel, width, target, to + j, line, rows,
                            depth, l > 0);
                }
            }
            if (!whole) {
                for (int r = 0; r < rows; r++) {
                    int row = y.start() + (first + r) * g.m() + group * columns;
                    System.arraycopy(s, out + r * wide, y.array(), row, columns);
                }
            }
        }
        ConvKernels.finish(y, first, last, g.m(), b, relu);
    }

    /**
     * Draws the gradient of X, from W and dY: products give rows, which are added to the pixels.
     */
    static void gradX(Drawing d, ConvGeometry g) {
        stand(d, g, 1, 0);
        new ConvRows(d, g).gradX(0, 1, false);
    }

    /**
     * Draws a transposed convolution of X with W, and adds b if there is one: what would be the
     * gradient of a convolution's images if X were that of its result.
     */
    static void transposed(Drawing d, ConvGeometry g) {
        stand(d, g, 0, 1);
        new ConvRows(d, g).gradX(1, 0, d.has(2));
    }

    private void gradX(int filters, int gradient, boolean biased) {
        int wide = padded(size);
        int packed = d.scratch(g.group() * columns * wide);
        int each = block * wide;
        int own = d.scratch(each * d.threads());
        int pixels = g.oh() * g.ow();
        d.loop(
                arrays -> {
                    Span w = arrays.in(filters);
                    Span dY = arrays.in(gradient);
                    Span dX = arrays.out(0);
                    Span b = biased ? arrays.in(2) : null;
                    Span u = arrays.scratch(packed);
                    Span s = arrays.scratch(own);
                    Workers.Task pack = packTurned(arrays, w, u, wide);
                    Workers.Task products =
                            arrays.task(
                                    g.n(),
                                    (image, worker) -> {
                                        int volume = g.h() * g.w() * g.c();
                                        int at = dX.start() + image * volume;
                                        java.util.Arrays.fill(dX.array(), at, at + volume, 0);
                                        for (int p = 0; p < pixels; p += block) {
                                            int first = image * pixels + p;
                                            int last = image * pixels + Math.min(pixels, p + block);
                                            spread(
                                                    first,
                                                    last,
                                                    dY,
                                                    u,
                                                    wide,
                                                    dX,
                                                    s.array(),
                                                    s.start() + worker * each);
                                        }
                                        int area = g.h() * g.w();
                                        int from = image * area;
                                        ConvKernels.finish(dX, from, from + area, g.c(), b, false);
                                    });
                    return () -> {
                        pack.run();
                        products.run();
                    };
                });
    }

    private void spread(
            int first, int last, Span dY, Span u, int wide, Span dX, float[] s, int free) {
        for (int group = 0; group < g.group(); group++) {
            int at = dY.start() + first * g.m() + group * columns;
            for (int l = 0; l < columns; l += DEPTH) {
                int depth = Math.min(DEPTH, columns - l);
                for (int j = 0; j < wide; j += width) {
                    int panel = u.start() + (group * wide + j) * columns + l * width;
                    Products.panel(
                            dY.array(),
                            at + l,
                            g.m(),
                            1,
                            u.array(),
                            panel,
                            width,
                            s,
                            free + j,
                            wide,
                            last - first,
                            depth,
                            l > 0);
                }
            }
            images.scatter(s, free, wide, group, first, last, dX.array(), dX.start());
        }
    }

    /** The transposed filters panel by panel: columns rows of {@link Products#WIDTH} cells. */
    private Workers.Task packTurned(Arrays arrays, Span w, Span u, int wide) {
        int panels = wide / width;
        return arrays.task(
                g.group() * panels,
                (part, worker) -> {
                    int group = part / panels;
                    int j = part % panels * width;
                    int to = u.start() + part * columns * width;
                    for (int c = 0; c < width; c++) {
                        int from = w.start() + (j + c) * g.m() + group * columns;
                        for (int i = 0; i < columns; i++) {
                            u.array()[to + i * width + c] = j + c < size ? w.array()[from + i] : 0;
                        }
                    }
                });
    }

    /**
     * Draws the gradient of W, from X and dY. Where there are panels enough, threads share those;
     * else each sums over blocks of its own, and the sums are added in their order.
     */
    static void gradW(Drawing d, ConvGeometry g) {
        gradW(d, g, 0, 1);
    }

    /** The same, where X and dY are these inputs. */
    static void gradW(Drawing d, ConvGeometry g, int pixels, int gradient) {
        d.input(0, Drawing.images(d.node().input(0).type(), g.nhwc()));
        d.input(1, Drawing.images(d.node().input(1).type(), g.nhwc()));
        d.output(0, ConvKernels.filters(d.node().output(0).type(), g.nhwc()));
        new ConvRows(d, g).gradW(pixels, gradient);
    }

    private void gradW(int pixels, int gradient) {
        int wide = padded(columns);
        int panels = wide / width;
        boolean byPanels = panels >= d.threads();
        int blocks = (images.count() + block - 1) / block;
        int parts = byPanels ? d.threads() : Math.max(1, Math.min(d.threads(), blocks));
        int sums = g.group() * size * wide;
        int partial = d.scratch(byPanels ? sums : parts * sums);
        int each = block * size + block * width;
        int own = d.scratch(each * d.threads());
        d.loop(
                arrays -> {
                    Span x = arrays.in(pixels);
                    Span dY = arrays.in(gradient);
                    Span dW = arrays.out(0);
                    Span sum = arrays.scratch(partial);
                    Span s = arrays.scratch(own);
                    Workers.Task products =
                            arrays.task(
                                    parts,
                                    (part, worker) -> {
                                        int from = byPanels ? panels * part / parts : 0;
                                        int to = byPanels ? panels * (part + 1) / parts : panels;
                                        int first =
                                                byPanels ? 0 : (int) ((long) blocks * part / parts);
                                        int last =
                                                byPanels
                                                        ? blocks
                                                        : (int)
                                                                ((long) blocks
                                                                        * (part + 1)
                                                                        / parts);
                                        int at = sum.start() + (byPanels ? 0 : part * sums);
                                        for (int i = first; i < last; i++) {
                                            correlate(
                                                    i,
                                                    i > first,
                                                    from,
                                                    to,
                                                    x,
                                                    dY,
                                                    sum.array(),
                                                    at,
                                                    wide,
                                                    s.array(),
                                                    s.start() + worker * each);
                                        }
                                    });
                    Workers.Task finish =
                            arrays.task(
                                    g.group() * size,
                                    (row, worker) ->
                                            collect(
                                                    row,
                                                    sum,
                                                    byPanels ? 1 : parts,
                                                    sums,
                                                    wide,
                                                    dW));
                    return () -> {
                        products.run();
                        finish.run();
                    };
                });
    }

    /** Adds what one block of rows gives to the sums of some panels. */
    private void correlate(
            int part,
            boolean add,
            int from,
            int to,
            Span x,
            Span dY,
            float[] sum,
            int at,
            int wide,
            float[] s,
            int free) {
        int first = part * block;
        int last = Math.min(images.count(), first + block);
        int rows = last - first;
        int pack = free + block * size;
        for (int group = 0; group < g.group(); group++) {
            float[] a = x.array();
            int start = x.start() + first * size;
            if (!images.isPlain()) {
                images.gather(x.array(), x.start(), group, first, last, s, free);
                a = s;
                start = free;
            }
            for (int panel = from; panel < to; panel++) {
                int j = panel * width;
                int count = Math.min(width, columns - j);
                for (int r = 0; r < rows; r++) {
                    int source = dY.start() + (first + r) * g.m() + group * columns + j;
                    System.arraycopy(dY.array(), source, s, pack + r * width, count);
                    java.util.Arrays.fill(s, pack + r * width + count, pack + (r + 1) * width, 0);
                }
                int target = at + group * size * wide + j;
                Products.panel(
                        a, start, 1, size, s, pack, width, sum, target, wide, size, rows, add);
            }
        }
    }

    /** A row of dW: the sums of all parts. */
    private void collect(int row, Span sum, int parts, int sums, int wide, Span dW) {
        int group = row / size;
        int to = dW.start() + row % size * g.m() + group * columns;
        int from = sum.start() + row * wide;
        System.arraycopy(sum.array(), from, dW.array(), to, columns);
        for (int part = 1; part < parts; part++) {
            Loops.add(sum.array(), from + part * sums, dW.array(), to, columns);
        }
    }
}
