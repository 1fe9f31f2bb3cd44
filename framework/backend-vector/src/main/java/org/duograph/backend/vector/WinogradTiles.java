package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;

/**
 * The tiles of 4 x 4 output pixels into which images are cut for Winograd's way, row by row, and
 * how their pixels are read and written. Tiles at the right and lower border may reach beyond the
 * image.
 *
 * @param n images
 * @param h rows of the side that tiles overlap on, in 6 x 6 pixels, and {@code w} its columns
 * @param c channels of that side
 * @param padTop rows that the first tile begins above the image, and {@code padLeft} columns before
 * @param oh rows of the other side, in 4 x 4 pixels, and {@code ow} its columns
 * @param m channels of that side
 */
record WinogradTiles(int n, int h, int w, int c, int padTop, int padLeft, int oh, int ow, int m) {
    /** Output pixels along an axis of a tile. */
    private static final int TILE = 4;

    private static final int REACH = 6;

    /** Products of a pair of channels. */
    static final int POINTS = REACH * REACH;

    int across() {
        return (ow + TILE - 1) / TILE;
    }

    int down() {
        return (oh + TILE - 1) / TILE;
    }

    /** Rows of tiles of all images. */
    int rows() {
        return n * down();
    }

    /** Tiles of all images. */
    int all() {
        return rows() * across();
    }

    /** Numbers of scratch memory that {@link #spread} needs. */
    int spreadScratch() {
        return REACH * columns() * c + w * c;
    }

    private int columns() {
        return TILE * across() + REACH - TILE;
    }

    /** Numbers of all panels of some tiles. */
    static int panels(int channels, int tiles) {
        return (channels + Products.WIDTH - 1) / Products.WIDTH * Products.WIDTH * tiles;
    }

    /** What {@link #spread} keeps while it runs: where six rows of pixels stand. */
    static final class Rows {
        private final float[][] arrays = new float[REACH][];
        private final int[] starts = new int[REACH];
    }

    /**
     * {@code V = B' X B} for a row of tiles: 36 numbers of each tile and channel, in panels of
     * {@link Products#WIDTH} channels: of each panel all tiles, one behind the other.
     *
     * @param step how far apart the 36 begin in {@code v}
     * @param panel how far apart the panels begin
     */
    void spread(
            Span x,
            int row,
            Rows rows,
            float[] s,
            int free,
            float[] v,
            int to,
            int step,
            int panel) {
        int width = Products.WIDTH;
        int image = row / down();
        int top = row % down() * TILE - padTop;
        int line = w * c;
        int wide = columns() * c;
        int zeros = free + REACH * wide;
        java.util.Arrays.fill(s, zeros, zeros + line, 0);
        for (int i = 0; i < REACH; i++) {
            boolean inside = top + i >= 0 && top + i < h;
            rows.arrays[i] = inside ? x.array() : s;
            rows.starts[i] = inside ? x.start() + (image * h + top + i) * line : zeros;
            int at = free + i * wide;
            java.util.Arrays.fill(s, at, at + padLeft * c, 0);
            java.util.Arrays.fill(s, at + padLeft * c + line, at + wide, 0);
        }
        WinogradTransforms.down(rows.arrays, rows.starts, s, free + padLeft * c, wide, line);
        for (int i = 0; i < REACH; i++) {
            for (int j = 0; j < c; j += width) {
                WinogradTransforms.along(
                        s,
                        free + i * wide + j,
                        c,
                        Math.min(width, c - j),
                        v,
                        to + REACH * i * step + j / width * panel,
                        step,
                        width,
                        across());
            }
        }
    }

    /** Numbers of scratch memory that {@link #gather} and {@link #widen} need. */
    static int tileScratch() {
        return (24 + 16) * Engine.lanes();
    }

    /**
     * {@code Y = A' Z A + b}, and not below {@code floor}, for a row of tiles and one vector of
     * channels.
     *
     * @param from where the row's first tile and vector begin in {@code z}; the next tile is {@code
     *     tile} further, the next of the 36 {@code step}
     * @param channel the first channel of the vector
     */
    void gather(
            float[] z,
            int from,
            int tile,
            int step,
            float[] s,
            int free,
            Span y,
            int row,
            int channel,
            float[] b,
            int bAt,
            float floor) {
        int lanes = Engine.lanes();
        int image = row / down();
        int top = row % down() * TILE;
        boolean low = top + TILE > oh;
        int start = y.start() + (image * oh + top) * ow * m + channel;
        for (int t = 0; t < across(); t++) {
            int left = t * TILE;
            int to = start + left * m;
            int at = from + t * tile;
            if (!low && left + TILE <= ow) {
                WinogradTransforms.gather(
                        z, at, step, s, free, y.array(), to, ow * m, m, b, bAt, floor);
                continue;
            }
            int whole = free + 24 * lanes;
            WinogradTransforms.gather(
                    z, at, step, s, free, s, whole, TILE * lanes, lanes, b, bAt, floor);
            for (int i = 0; i < Math.min(TILE, oh - top); i++) {
                for (int j = 0; j < Math.min(TILE, ow - left); j++) {
                    System.arraycopy(
                            s,
                            whole + (i * TILE + j) * lanes,
                            y.array(),
                            to + (i * ow + j) * m,
                            lanes);
                }
            }
        }
    }

    /**
     * {@code dZ = A dY A'} for a row of tiles, all channels, in panels as {@link #spread} has them.
     */
    void widen(Span dY, int row, float[] s, int free, float[] z, int to, int step, int panel) {
        int lanes = Engine.lanes();
        int width = Products.WIDTH;
        int image = row / down();
        int top = row % down() * TILE;
        boolean low = top + TILE > oh;
        int start = dY.start() + (image * oh + top) * ow * m;
        for (int t = 0; t < across(); t++) {
            int left = t * TILE;
            boolean inside = !low && left + TILE <= ow;
            for (int channel = 0; channel < m; channel += lanes) {
                int from = start + left * m + channel;
                int at = to + channel / width * panel + t * width + channel % width;
                if (inside) {
                    WinogradTransforms.widen(dY.array(), from, ow * m, m, s, free, z, at, step);
                    continue;
                }
                int whole = free + 24 * lanes;
                java.util.Arrays.fill(s, whole, whole + TILE * TILE * lanes, 0);
                for (int i = 0; i < Math.min(TILE, oh - top); i++) {
                    for (int j = 0; j < Math.min(TILE, ow - left); j++) {
                        System.arraycopy(
                                dY.array(),
                                from + (i * ow + j) * m,
                                s,
                                whole + (i * TILE + j) * lanes,
                                lanes);
                    }
                }
                WinogradTransforms.widen(s, whole, TILE * lanes, lanes, s, free, z, at, step);
            }
        }
    }
}
