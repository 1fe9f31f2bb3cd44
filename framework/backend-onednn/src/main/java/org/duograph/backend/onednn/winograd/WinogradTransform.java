package org.duograph.backend.onednn.winograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The constant matrices of Winograd's minimal filtering F(m x m, 3 x 3): a 3 x 3 convolution of
 * tiles of m x m output pixels by (m + 2)&sup2; products per pair of channels instead of 9 m&sup2;.
 *
 * <pre>
 * Y = A' [(G g G') . (B' d B)] A     d: (m + 2) x (m + 2) input, g: 3 x 3 filter, Y: m x m output
 * </pre>
 *
 * <p>Here the tiles of a whole column of pixels are transformed by one matrix, which also knows
 * padding and the border: {@link #input} maps the pixels of a column to those of its tiles, and
 * {@link #output}, transposed, maps the products of its tiles to the pixels of the output.
 *
 * <p>Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", 2015.
 *
 * @param m the side of an output tile, 2 or 4
 */
record WinogradTransform(int m) {
    private static final float[][] B2 = {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}};
    private static final float[][] G2 = {{1, 0, 0}, {.5f, .5f, .5f}, {.5f, -.5f, .5f}, {0, 0, 1}};
    private static final float[][] A2 = {{1, 1, 1, 0}, {0, 1, -1, -1}};

    private static final float[][] B4 = {
        {4, 0, -5, 0, 1, 0},
        {0, -4, -4, 1, 1, 0},
        {0, 4, -4, -1, 1, 0},
        {0, -2, -1, 2, 1, 0},
        {0, 2, -1, -2, 1, 0},
        {0, 4, 0, -5, 0, 1}
    };
    private static final float[][] G4 = {
        {1 / 4f, 0, 0},
        {-1 / 6f, -1 / 6f, -1 / 6f},
        {-1 / 6f, 1 / 6f, -1 / 6f},
        {1 / 24f, 1 / 12f, 1 / 6f},
        {1 / 24f, -1 / 12f, 1 / 6f},
        {0, 0, 1}
    };
    private static final float[][] A4 = {
        {1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}
    };

    /** The side of an input tile, which is also the number of products along it. */
    int a() {
        return m + 2;
    }

    /** The tiles along {@code out} output pixels. */
    int tiles(int out) {
        return (out + m - 1) / m;
    }

    /**
     * Consecutive tiles of a column of pixels, and the pixels that they touch; as often as the
     * column has bands that are transformed alike and share no pixels.
     *
     * @param tile the first tile
     * @param tiles how many tiles
     * @param pixel the first pixel
     * @param pixels how many pixels
     * @param matrix products x pixels: row i * tiles + t is product i of tile t
     * @param count how many such bands there are
     * @param step how many tiles there are from one to the next
     */
    record Band(int tile, int tiles, int pixel, int pixels, float[] matrix, int count, int step) {
        private boolean isLike(Band other) {
            return Arrays.equals(matrix, other.matrix);
        }

        private Band repeated(int times, int apart) {
            return new Band(tile, tiles, pixel, pixels, matrix, times, apart);
        }
    }

    /**
     * B' for a column of {@code in} pixels and {@code out} outputs: row t * a + i is row i of tile
     * t.
     */
    float[] input(int in, int out, int pad) {
        float[][] b = m == 2 ? B2 : B4;
        float[] matrix = new float[a() * tiles(out) * in];
        for (int row = 0; row < a() * tiles(out); row++) {
            for (int r = 0; r < a(); r++) {
                int pixel = row / a() * m + r - pad;
                if (pixel >= 0 && pixel < in) {
                    matrix[row * in + pixel] = b[row % a()][r];
                }
            }
        }
        return matrix;
    }

    /** A for a column of {@code out} outputs: row t * a + i is row i of tile t. */
    float[] output(int out) {
        float[][] a = m == 2 ? A2 : A4;
        float[] matrix = new float[a() * tiles(out) * out];
        for (int pixel = 0; pixel < out; pixel++) {
            for (int i = 0; i < a(); i++) {
                matrix[(pixel / m * a() + i) * out + pixel] = a[pixel % m][i];
            }
        }
        return matrix;
    }

    /** Cuts a matrix of {@link #input} or {@link #output} into bands of {@code each} tiles. */
    List<Band> bands(float[] matrix, int pixels, int each) {
        List<Band> all = new ArrayList<>();
        int tiles = matrix.length / pixels / a();
        for (int tile = 0; tile < tiles; tile += each) {
            all.add(band(matrix, pixels, tile, Math.min(each, tiles - tile)));
        }
        return each == 1 ? gathered(all) : all;
    }

    /** Puts together the bands of one tile that are alike and share no pixels. */
    private List<Band> gathered(List<Band> bands) {
        List<Band> left = new ArrayList<>(bands);
        List<Band> all = new ArrayList<>();
        while (!left.isEmpty()) {
            Band first = left.get(0);
            int step = first.pixels() > m ? 2 : 1;
            int count = 0;
            for (int t = first.tile(); t < bands.size() && bands.get(t).isLike(first); t += step) {
                left.remove(bands.get(t));
                count++;
            }
            all.add(first.repeated(count, step));
        }
        return all;
    }

    private Band band(float[] matrix, int pixels, int tile, int tiles) {
        int first = pixels;
        int last = 0;
        for (int at = tile * a() * pixels; at < (tile + tiles) * a() * pixels; at++) {
            if (matrix[at] != 0) {
                first = Math.min(first, at % pixels);
                last = Math.max(last, at % pixels);
            }
        }
        int count = last - first + 1;
        float[] part = new float[a() * tiles * count];
        for (int row = 0; row < a() * tiles; row++) {
            int from = ((tile + row % tiles) * a() + row / tiles) * pixels + first;
            System.arraycopy(matrix, from, part, row * count, count);
        }
        return new Band(tile, tiles, first, count, part, 1, tiles);
    }

    /**
     * G in both directions: a&sup2; x 9.
     *
     * @param turned whether for filters that are turned by half a turn
     */
    float[] filter(boolean turned) {
        float[][] g = m == 2 ? G2 : G4;
        float[] matrix = new float[a() * a() * 9];
        for (int i = 0; i < a() * a(); i++) {
            for (int k = 0; k < 9; k++) {
                matrix[i * 9 + (turned ? 8 - k : k)] = g[i / a()][k / 3] * g[i % a()][k % 3];
            }
        }
        return matrix;
    }

    /** The transposed of a matrix of {@code rows} rows. */
    static float[] transposed(float[] matrix, int rows) {
        int columns = matrix.length / rows;
        float[] result = new float[matrix.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                result[c * rows + r] = matrix[r * columns + c];
            }
        }
        return result;
    }
}
