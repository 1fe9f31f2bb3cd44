package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Arrays;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.view.Window;

/**
 * Convolution by Winograd's F(4x4, 3x3), fused: a thread takes a few rows of tiles, spreads their
 * pixels, multiplies the 36 small matrices and gathers the output, all in scratch memory that stays
 * in its own cache. See {@link WinogradTransforms} for the algebra.
 *
 * <p>The gradient with respect to X is the same convolution, of dY with filters that are turned by
 * half a turn and have their channels exchanged.
 *
 * <p>Where filters are many and tiles are few, all tiles are spread first, and threads share the
 * output channels: each number of the transformed filters is then made and used once. Elsewhere
 * filters that never change are transformed before the first run.
 */
final class WinogradConv {
    private static final int TAPS = 9;
    private static final int POINTS = WinogradTiles.POINTS;

    /**
     * Numbers of spread pixels that a block may have: half of the second cache of most machines.
     */
    private static final int BLOCK = 1 << 15;

    private static final int FEWEST_TILES = 24;

    private final Drawing d;
    private final WinogradTiles t;
    private final boolean turned;
    private final boolean ready; // filters come transformed
    private final int width = Products.WIDTH;
    private final int lanes = Engine.lanes();
    private final int panels;
    private final int panel; // numbers of a panel of transformed filters

    private WinogradConv(Drawing d, WinogradTiles t, boolean turned, boolean ready) {
        this.d = d;
        this.t = t;
        this.turned = turned;
        this.ready = ready;
        panels = WinogradFilters.panels(t.m());
        panel = WinogradFilters.panel(t.c());
    }

    /** Whether it can do this convolution: 3 x 3, dense, step 1, channels that fill vectors. */
    static boolean fits(ConvGeometry g) {
        Window k = g.window();
        return Engine.hasVectors()
                && k.kh() == 3
                && k.kw() == 3
                && k.strideH() == 1
                && k.strideW() == 1
                && k.dilationH() == 1
                && k.dilationW() == 1
                && k.padTop() <= 2
                && k.padLeft() <= 2
                && k.padBottom() <= 2
                && k.padRight() <= 2
                && g.group() == 1
                && g.c() % Engine.lanes() == 0
                && g.m() % Engine.lanes() == 0;
    }

    static WinogradTiles tiles(ConvGeometry g) {
        Window k = g.window();
        return new WinogradTiles(
                g.n(), g.h(), g.w(), g.c(), k.padTop(), k.padLeft(), g.oh(), g.ow(), g.m());
    }

    private static WinogradTiles turned(ConvGeometry g) {
        Window k = g.window();
        return new WinogradTiles(
                g.n(), g.oh(), g.ow(), g.m(), 2 - k.padTop(), 2 - k.padLeft(), g.h(), g.w(), g.c());
    }

    /** Draws {@code Y = X * W + b}; with {@code relu} its positive part. */
    static void forward(Drawing d, ConvGeometry g, boolean byChannels, boolean relu) {
        boolean ready = d.isFrozen(1) && !byChannels;
        VectorLayout filters = ConvKernels.filters(d.node().input(1).type(), g.nhwc());
        d.input(0, Drawing.images(d.node().input(0).type(), g.nhwc()));
        d.input(1, ready ? filters.in(VectorLayout.Numbers.WINOGRAD) : filters);
        d.output(0, Drawing.images(d.node().output(0).type(), g.nhwc()));
        new WinogradConv(d, tiles(g), false, ready).draw(0, 1, byChannels, relu);
    }

    /** Draws the gradient with respect to X, from W and dY. */
    static void gradX(Drawing d, ConvGeometry g, boolean byChannels) {
        d.input(0, ConvKernels.filters(d.node().input(0).type(), g.nhwc()));
        d.input(1, Drawing.images(d.node().input(1).type(), g.nhwc()));
        d.output(0, Drawing.images(d.node().output(0).type(), g.nhwc()));
        new WinogradConv(d, turned(g), true, false).draw(1, 0, byChannels, false);
    }

    private void draw(int images, int filters, boolean byChannels, boolean relu) {
        d.implementation(
                "winograd 4x4"
                        + (byChannels ? ", by channels" : "")
                        + (ready ? ", filters transformed before" : ""));
        int turnedAt = d.scratch(turned ? TAPS * t.c() * t.m() : 0);
        int zeros = d.scratch(panels * width); // the bias where there is none
        float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
        Way way = byChannels ? new ByChannels() : new ByTiles();
        d.loop(
                arrays -> {
                    Span w = arrays.in(filters);
                    Span usual = turned ? arrays.scratch(turnedAt) : w;
                    Span none = arrays.scratch(zeros);
                    boolean biased = !turned && d.has(2);
                    Span b = biased ? arrays.in(2) : none;
                    Workers.Task turn = turned ? turn(arrays, w, usual) : null;
                    Runnable products =
                            way.bind(arrays, arrays.in(images), usual, b, arrays.out(0), floor);
                    return () -> {
                        if (turn != null) {
                            turn.run();
                        }
                        if (!biased) {
                            java.util.Arrays.fill(
                                    none.array(), none.start(), none.start() + panels * width, 0);
                        }
                        products.run();
                    };
                });
    }

    /** Taps backwards, and of each the matrix of channels transposed. */
    private Workers.Task turn(Arrays arrays, Span w, Span to) {
        int size = t.c() * t.m();
        return arrays.task(
                TAPS,
                (tap, worker) ->
                        Permutation.turn(
                                w.array(),
                                w.start() + (TAPS - 1 - tap) * size,
                                t.c(),
                                to.array(),
                                to.start() + tap * size,
                                t.m(),
                                t.c(),
                                t.m()));
    }

    /** How the work is cut. */
    private interface Way {
        Runnable bind(Arrays arrays, Span x, Span w, Span b, Span y, float floor);
    }

    private void filters(int i, Span w, float[] s, int free, float[] u, int to) {
        WinogradFilters.panel(i, w.array(), w.start(), t.c(), t.m(), s, free, u, to);
    }

    /**
     * The 36 products of some tiles with one panel: {@code z[p] = v[p] u[p]}.
     *
     * @param vPanel how far apart panels of {@code v} begin
     */
    private void multiply(
            float[] v,
            int at,
            int vStep,
            int vPanel,
            float[] u,
            int from,
            float[] z,
            int to,
            int zStep,
            int tiles) {
        for (int p = 0; p < POINTS; p++) {
            for (int c = 0; c < t.c(); c += width) {
                Products.across(
                        v,
                        at + p * vStep + c / width * vPanel,
                        u,
                        from + (p * t.c() + c) * width,
                        z,
                        to + p * zStep,
                        tiles,
                        Math.min(width, t.c() - c),
                        c > 0);
            }
        }
    }

    /** Output of some rows of tiles and one panel. */
    private void gather(
            float[] z,
            int from,
            int zStep,
            int first,
            int last,
            float[] s,
            int free,
            Span y,
            int j,
            Span b,
            float floor) {
        for (int v = 0; v < width && j + v < t.m(); v += lanes) {
            for (int row = first; row < last; row++) {
                int at = from + (row - first) * t.across() * width + v;
                t.gather(
                        z,
                        at,
                        width,
                        zStep,
                        s,
                        free,
                        y,
                        row,
                        j + v,
                        b.array(),
                        b.start() + j + v,
                        floor);
            }
        }
    }

    /** Threads share the tiles. */
    private final class ByTiles implements Way {
        private final int rows; // of tiles in a block
        private final int tiles;
        private final int filters;
        private final int own;
        private final int each;
        private final int vStep;
        private final int zStep;

        ByTiles() {
            int most = Math.max(FEWEST_TILES, BLOCK / (POINTS * t.c()));
            int fair = (t.rows() + d.threads() - 1) / d.threads();
            rows = Math.max(1, Math.min(fair, most / t.across()));
            tiles = rows * t.across();
            vStep = WinogradTiles.panels(t.c(), tiles) + Engine.lanes();
            zStep = tiles * width + Engine.lanes();
            filters = d.scratch(ready ? 0 : panels * panel);
            each = POINTS * (vStep + zStep) + t.spreadScratch() + WinogradTiles.tileScratch();
            own = d.scratch(each * d.threads());
        }

        @Override
        public Runnable bind(Arrays arrays, Span x, Span w, Span b, Span y, float floor) {
            Span u = ready ? w : arrays.scratch(filters);
            Span s = arrays.scratch(own);
            WinogradTiles.Rows[] pixels = pixels();
            Workers.Task transform =
                    arrays.task(
                            panels,
                            (i, worker) ->
                                    filters(
                                            i,
                                            w,
                                            s.array(),
                                            s.start() + worker * each,
                                            u.array(),
                                            u.start() + i * panel));
            int blocks = (t.rows() + rows - 1) / rows;
            Workers.Task products =
                    arrays.task(
                            blocks,
                            (i, worker) ->
                                    block(
                                            i,
                                            x,
                                            u,
                                            b,
                                            y,
                                            floor,
                                            pixels[worker],
                                            s.array(),
                                            s.start() + worker * each));
            if (ready) {
                return products::run;
            }
            return () -> {
                transform.run();
                products.run();
            };
        }

        private void block(
                int i,
                Span x,
                Span u,
                Span b,
                Span y,
                float floor,
                WinogradTiles.Rows pixels,
                float[] s,
                int v) {
            int first = i * rows;
            int last = Math.min(t.rows(), first + rows);
            int z = v + POINTS * vStep;
            int free = z + POINTS * zStep;
            for (int row = first; row < last; row++) {
                t.spread(
                        x,
                        row,
                        pixels,
                        s,
                        free,
                        s,
                        v + (row - first) * t.across() * width,
                        vStep,
                        tiles * width);
            }
            for (int j = 0; j < panels; j++) {
                multiply(
                        s,
                        v,
                        vStep,
                        tiles * width,
                        u.array(),
                        u.start() + j * panel,
                        s,
                        z,
                        zStep,
                        (last - first) * t.across());
                gather(s, z, zStep, first, last, s, free, y, j * width, b, floor);
            }
        }
    }

    private WinogradTiles.Rows[] pixels() {
        WinogradTiles.Rows[] all = new WinogradTiles.Rows[d.threads()];
        java.util.Arrays.setAll(all, i -> new WinogradTiles.Rows());
        return all;
    }

    /** Threads share the output channels. */
    private final class ByChannels implements Way {
        private final int vStep = WinogradTiles.panels(t.c(), t.all()) + Engine.lanes();
        private final int zStep = t.all() * width + Engine.lanes();
        private final int spread = d.scratch(POINTS * vStep);
        private final int each =
                panel + POINTS * zStep + t.spreadScratch() + WinogradTiles.tileScratch();
        private final int own = d.scratch(each * d.threads());

        @Override
        public Runnable bind(Arrays arrays, Span x, Span w, Span b, Span y, float floor) {
            Span v = arrays.scratch(spread);
            Span s = arrays.scratch(own);
            WinogradTiles.Rows[] pixels = pixels();
            Workers.Task tiles =
                    arrays.task(
                            t.rows(),
                            (row, worker) ->
                                    t.spread(
                                            x,
                                            row,
                                            pixels[worker],
                                            s.array(),
                                            s.start() + worker * each,
                                            v.array(),
                                            v.start() + row * t.across() * width,
                                            vStep,
                                            t.all() * width));
            Workers.Task products =
                    arrays.task(
                            panels,
                            (i, worker) -> {
                                int u = s.start() + worker * each;
                                int z = u + panel;
                                int free = z + POINTS * zStep;
                                filters(i, w, s.array(), free, s.array(), u);
                                multiply(
                                        v.array(),
                                        v.start(),
                                        vStep,
                                        t.all() * width,
                                        s.array(),
                                        u,
                                        s.array(),
                                        z,
                                        zStep,
                                        t.all());
                                gather(
                                        s.array(), z, zStep, 0, t.rows(), s.array(), free, y,
                                        i * width, b, floor);
                            });
            return () -> {
                tiles.run();
                products.run();
            };
        }
    }
}
