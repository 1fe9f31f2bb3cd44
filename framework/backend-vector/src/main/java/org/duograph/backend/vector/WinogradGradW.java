package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Arrays;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.conv.ConvGeometry;

/**
 * The gradient of a convolution with respect to its filters by Winograd's way: {@code dW = G' [sum
 * over tiles of (B' X B) * (A dY A')] G}. See {@link WinogradTransforms}.
 *
 * <p>Where the sums of all pairs of channels are few, threads share the tiles, and each keeps sums
 * of its own; else all tiles are transformed first, and threads share the output channels.
 */
final class WinogradGradW {
    private static final int POINTS = WinogradTiles.POINTS;
    private static final int BLOCK = 1 << 17;
    private static final int FEWEST_TILES = 24;

    private final Drawing d;
    private final WinogradTiles t;
    private final int width = Products.WIDTH;
    private final int lanes = Engine.lanes();
    private final int panels;
    private final int wide; // output channels, to whole panels
    private final int panel; // sums of a panel

    private WinogradGradW(Drawing d, WinogradTiles t) {
        this.d = d;
        this.t = t;
        panels = (t.m() + width - 1) / width;
        wide = panels * width;
        panel = POINTS * t.c() * width;
    }

    /** Draws the gradient with respect to W, from X and dY. */
    static void draw(Drawing d, ConvGeometry g, boolean byChannels) {
        d.input(0, Drawing.images(d.node().input(0).type(), g.nhwc()));
        d.input(1, Drawing.images(d.node().input(1).type(), g.nhwc()));
        d.output(0, ConvKernels.filters(d.node().output(0).type(), g.nhwc()));
        d.implementation("winograd 4x4" + (byChannels ? ", by channels" : ""));
        WinogradGradW k = new WinogradGradW(d, WinogradConv.tiles(g));
        if (byChannels) {
            k.byChannels();
        } else {
            k.byTiles();
        }
    }

    private void byTiles() {
        int parts = Math.min(d.threads(), t.rows());
        int share = (t.rows() + parts - 1) / parts;
        int most = Math.max(FEWEST_TILES, BLOCK / (POINTS * (t.c() + wide)));
        int rows = Math.max(1, Math.min(share, most / t.across()));
        int tiles = rows * t.across();
        int vStep = WinogradTiles.panels(t.c(), tiles) + lanes;
        int zStep = tiles * wide + lanes;
        int each = POINTS * (vStep + zStep) + t.spreadScratch() + WinogradTiles.tileScratch();
        int own = d.scratch(each * d.threads());
        int sums = d.scratch(parts * panels * panel);
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span dY = arrays.in(1);
                    Span s = arrays.scratch(own);
                    Span u = arrays.scratch(sums);
                    WinogradTiles.Rows[] pixels = pixels();
                    Workers.Task products =
                            arrays.task(
                                    parts,
                                    (part, worker) -> {
                                        int first = (int) ((long) t.rows() * part / parts);
                                        int last = (int) ((long) t.rows() * (part + 1) / parts);
                                        int at = s.start() + worker * each;
                                        int z = at + POINTS * vStep;
                                        int free = z + POINTS * zStep;
                                        for (int row = first; row < last; row += rows) {
                                            int end = Math.min(last, row + rows);
                                            transform(
                                                    row,
                                                    end,
                                                    row,
                                                    x,
                                                    dY,
                                                    pixels[worker],
                                                    s.array(),
                                                    at,
                                                    vStep,
                                                    s.array(),
                                                    z,
                                                    zStep,
                                                    tiles * width,
                                                    s.array(),
                                                    free);
                                            for (int j = 0; j < panels; j++) {
                                                int sum = u.start() + (part * panels + j) * panel;
                                                multiply(
                                                        s.array(),
                                                        at,
                                                        vStep,
                                                        s.array(),
                                                        z + j * tiles * width,
                                                        zStep,
                                                        tiles * width,
                                                        (end - row) * t.across(),
                                                        u.array(),
                                                        sum,
                                                        row > first);
                                            }
                                        }
                                    });
                    Workers.Task finish = finish(arrays, u, parts, s, each);
                    return () -> {
                        products.run();
                        finish.run();
                    };
                });
    }

    /** Adds the parts' sums, panel by panel, and makes dW of them. */
    private Workers.Task finish(Arrays arrays, Span u, int parts, Span s, int each) {
        Span dW = arrays.out(0);
        return arrays.task(
                panels,
                (j, worker) -> {
                    int sum = u.start() + j * panel;
                    for (int part = 1; part < parts; part++) {
                        Loops.add(u.array(), sum + part * panels * panel, u.array(), sum, panel);
                    }
                    unfilter(u.array(), sum, j, s.array(), s.start() + worker * each, dW);
                });
    }

    /** Transforms the pixels of rows of tiles from both sides. */
    private void transform(
            int first,
            int last,
            int origin,
            Span x,
            Span dY,
            WinogradTiles.Rows pixels,
            float[] v,
            int at,
            int vStep,
            float[] z,
            int to,
            int zStep,
            int panel,
            float[] s,
            int free) {
        for (int row = first; row < last; row++) {
            int tile = (row - origin) * t.across();
            t.spread(x, row, pixels, s, free, v, at + tile * width, vStep, panel);
            t.widen(dY, row, s, free, z, to + tile * width, zStep, panel);
        }
        if (t.m() < wide) { // the last panel is not full
            for (int tile = (first - origin) * t.across();
                    tile < (last - origin) * t.across();
                    tile++) {
                for (int p = 0; p < POINTS; p++) {
                    int zeros = to + p * zStep + (panels - 1) * panel + tile * width;
                    java.util.Arrays.fill(z, zeros + t.m() % width, zeros + width, 0);
                }
            }
        }
    }

    /** The 36 products of a panel: {@code u[p] = v[p]' z[p]}, or that added. */
    private void multiply(
            float[] v,
            int at,
            int vStep,
            float[] z,
            int from,
            int zStep,
            int vPanel,
            int tiles,
            float[] u,
            int to,
            boolean add) {
        for (int p = 0; p < POINTS; p++) {
            for (int c = 0; c < t.c(); c += width) {
                Products.turned(
                        v,
                        at + p * vStep + c / width * vPanel,
                        z,
                        from + p * zStep,
                        u,
                        to + (p * t.c() + c) * width,
                        Math.min(width, t.c() - c),
                        tiles,
                        add);
            }
        }
    }

    private void unfilter(float[] u, int from, int j, float[] s, int free, Span dW) {
        for (int c = 0; c < t.c(); c++) {
            for (int v = 0; v < width && j * width + v < t.m(); v += lanes) {
                int to = dW.start() + c * t.m() + j * width + v;
                WinogradTransforms.unfilter(
                        u,
                        from + c * width + v,
                        t.c() * width,
                        s,
                        free,
                        dW.array(),
                        to,
                        t.c() * t.m());
            }
        }
    }

    private WinogradTiles.Rows[] pixels() {
        WinogradTiles.Rows[] all = new WinogradTiles.Rows[d.threads()];
        java.util.Arrays.setAll(all, i -> new WinogradTiles.Rows());
        return all;
    }

    private void byChannels() {
        int vStep = WinogradTiles.panels(t.c(), t.all()) + lanes;
        int zStep = t.all() * wide + lanes;
        int vAt = d.scratch(POINTS * vStep);
        int zAt = d.scratch(POINTS * zStep);
        int each = Math.max(panel, t.spreadScratch()) + WinogradTiles.tileScratch();
        int own = d.scratch(each * d.threads());
        d.loop(
                arrays -> {
                    Span x = arrays.in(0);
                    Span dY = arrays.in(1);
                    Span dW = arrays.out(0);
                    Span v = arrays.scratch(vAt);
                    Span z = arrays.scratch(zAt);
                    Span s = arrays.scratch(own);
                    WinogradTiles.Rows[] pixels = pixels();
                    Workers.Task tiles =
                            arrays.task(
                                    t.rows(),
                                    (row, worker) ->
                                            transform(
                                                    row,
                                                    row + 1,
                                                    0,
                                                    x,
                                                    dY,
                                                    pixels[worker],
                                                    v.array(),
                                                    v.start(),
                                                    vStep,
                                                    z.array(),
                                                    z.start(),
                                                    zStep,
                                                    t.all() * width,
                                                    s.array(),
                                                    s.start() + worker * each));
                    Workers.Task products =
                            arrays.task(
                                    panels,
                                    (j, worker) -> {
                                        int u = s.start() + worker * each;
                                        multiply(
                                                v.array(),
                                                v.start(),
                                                vStep,
                                                z.array(),
                                                z.start() + j * t.all() * width,
                                                zStep,
                                                t.all() * width,
                                                t.all(),
                                                s.array(),
                                                u,
                                                false);
                                        unfilter(
                                                s.array(),
                                                u,
                                                j,
                                                s.array(),
                                                u + Math.max(panel, t.spreadScratch()),
                                                dW);
                                    });
                    return () -> {
                        tiles.run();
                        products.run();
                    };
                });
    }
}
