package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.ops.pool.PoolGeometry;
import org.duograph.ops.view.Window;

/**
 * Pools the images, channels last, to one row of output pixels.
 *
 * <p>First down the rows of the image under the windows, whole rows at a time, into a row in
 * scratch memory; then along that row, pixel by pixel. The same for all windows.
 */
final class PoolRows {
    private final PoolGeometry g;
    private final Window k;
    private final int c;
    private final int line; // numbers of a row of an image
    private final int cells; // of a window

    PoolRows(PoolGeometry g) {
        this.g = g;
        this.k = g.window();
        this.c = g.c();
        this.line = g.w() * c;
        this.cells = k.kh() * k.kw();
    }

    /** The image's row under row {@code i} of the window. */
    private int rowUnder(int row, int i) {
        return row % g.oh() * k.strideH() - k.padTop() + i * k.dilationH();
    }

    /** The image's column under column {@code j} of the window. */
    private int columnUnder(int q, int j) {
        return q * k.strideW() - k.padLeft() + j * k.dilationW();
    }

    /** Where a row of an image begins. */
    private int at(int row, int y) {
        return (row / g.oh() * g.h() + y) * line;
    }

    private boolean hasRow(int y) {
        return y >= 0 && y < g.h();
    }

    private boolean hasColumn(int x) {
        return x >= 0 && x < g.w();
    }

    /** Y alone. */
    void max(int row, Span x, Span y, float[] s, int free) {
        down(row, x, s, free);
        for (int q = 0; q < g.ow(); q++) {
            along(q, s, free, y.array(), y.start() + (row * g.ow() + q) * c);
        }
    }

    /** The largest number of each column under the windows. */
    private void down(int row, Span x, float[] s, int free) {
        java.util.Arrays.fill(s, free, free + line, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < k.kh(); i++) {
            int y = rowUnder(row, i);
            if (hasRow(y)) {
                max(x.array(), x.start() + at(row, y), s, free, line);
            }
        }
    }

    private void along(int q, float[] s, int free, float[] y, int to) {
        java.util.Arrays.fill(y, to, to + c, Float.NEGATIVE_INFINITY);
        for (int j = 0; j < k.kw(); j++) {
            int column = columnUnder(q, j);
            if (hasColumn(column)) {
                max(s, free + column * c, y, to, c);
            }
        }
    }

    /** Y, and which cell of its window each number came from. */
    void maxAndCells(int row, Span x, Span y, Span places, float[] s, int free) {
        int first = free + line; // the first cell of each column that holds its maximum
        down(row, x, s, free);
        java.util.Arrays.fill(s, first, first + line, cells);
        for (int i = 0; i < k.kh(); i++) {
            int r = rowUnder(row, i);
            if (hasRow(r)) {
                int at = x.start() + at(row, r);
                firstRow(x.array(), at, s, free, s, first, i * k.kw(), cells, line);
            }
        }
        for (int q = 0; q < g.ow(); q++) {
            int out = (row * g.ow() + q) * c;
            int to = y.start() + out;
            int place = places.start() + out;
            along(q, s, free, y.array(), to);
            java.util.Arrays.fill(places.array(), place, place + c, cells);
            for (int j = 0; j < k.kw(); j++) {
                int column = columnUnder(q, j);
                if (hasColumn(column)) {
                    int at = column * c;
                    firstColumn(
                            s,
                            free + at,
                            first + at,
                            y.array(),
                            to,
                            places.array(),
                            place,
                            j,
                            cells,
                            c);
                }
            }
        }
    }

    /** How far each cell of a window is from its first. */
    int[] offsets() {
        int[] offsets = new int[cells];
        for (int cell = 0; cell < cells; cell++) {
            int down = cell / k.kw() * k.dilationH() * line;
            offsets[cell] = down + cell % k.kw() * k.dilationW() * c;
        }
        return offsets;
    }

    /** Adds each number of dY to the cell that it came from. */
    void giveBack(int row, int[] offsets, Span places, Span dY, Span dX) {
        float[] x = dX.array();
        for (int q = 0; q < g.ow(); q++) {
            int out = (row * g.ow() + q) * c;
            int known = firstInside(row, q);
            int window = dX.start() + at(row, rowUnder(row, 0)) + columnUnder(q, 0) * c;
            for (int channel = 0; channel < c; channel++) {
                float place = places.array()[places.start() + out + channel];
                int cell = place < cells ? (int) place : known; // not a number is in none
                x[window + offsets[cell] + channel] += dY.array()[dY.start() + out + channel];
            }
        }
    }

    private int firstInside(int row, int q) {
        int i = 0;
        while (!hasRow(rowUnder(row, i))) {
            i++;
        }
        int j = 0;
        while (!hasColumn(columnUnder(q, j))) {
            j++;
        }
        return i * k.kw() + j;
    }

    /** The mean of what is inside the image. */
    void average(int row, Span x, Span y, float[] s, int free) {
        java.util.Arrays.fill(s, free, free + line, 0);
        for (int i = 0; i < k.kh(); i++) {
            int r = rowUnder(row, i);
            if (hasRow(r)) {
                Loops.add(x.array(), x.start() + at(row, r), s, free, line);
            }
        }
        int rows = rowsInside(row);
        for (int q = 0; q < g.ow(); q++) {
            int to = y.start() + (row * g.ow() + q) * c;
            java.util.Arrays.fill(y.array(), to, to + c, 0);
            for (int j = 0; j < k.kw(); j++) {
                int column = columnUnder(q, j);
                if (hasColumn(column)) {
                    Loops.add(s, free + column * c, y.array(), to, c);
                }
            }
            divide(y.array(), to, rows * columnsInside(q), c);
        }
    }

    /** The gradient of the mean: adds a share of each dY to all cells that it came from. */
    void spread(int row, Span dY, Span dX, float[] s, int free) {
        java.util.Arrays.fill(s, free, free + line, 0);
        int rows = rowsInside(row);
        for (int q = 0; q < g.ow(); q++) {
            int from = dY.start() + (row * g.ow() + q) * c;
            float share = 1f / (rows * columnsInside(q));
            for (int j = 0; j < k.kw(); j++) {
                int column = columnUnder(q, j);
                if (hasColumn(column)) {
                    addScaled(dY.array(), from, share, s, free + column * c, c);
                }
            }
        }
        for (int i = 0; i < k.kh(); i++) {
            int r = rowUnder(row, i);
            if (hasRow(r)) {
                Loops.add(s, free, dX.array(), dX.start() + at(row, r), line);
            }
        }
    }

    private int rowsInside(int row) {
        int rows = 0;
        for (int i = 0; i < k.kh(); i++) {
            rows += hasRow(rowUnder(row, i)) ? 1 : 0;
        }
        return rows;
    }

    private int columnsInside(int q) {
        int columns = 0;
        for (int j = 0; j < k.kw(); j++) {
            columns += hasColumn(columnUnder(q, j)) ? 1 : 0;
        }
        return columns;
    }

    private static void max(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = Math.max(y[to + i], x[from + i]);
        }
    }

    /**
     * {@code place = min(place, cell)} where x is the maximum y; without a branch, so that it is
     * made of vectors: {@code miss} is 0 there and 1 elsewhere.
     */
    private static void firstRow(
            float[] x,
            int from,
            float[] y,
            int to,
            float[] places,
            int at,
            float cell,
            float cells,
            int count) {
        for (int i = 0; i < count; i++) {
            float miss = Math.min((finite(y[to + i]) - finite(x[from + i])) * LARGE * LARGE, 1f);
            places[at + i] = Math.min(places[at + i], cell + cells * miss);
        }
    }

    /** The same along a row of maxima x, which stand in cells {@code first} of their columns. */
    private static void firstColumn(
            float[] x,
            int from,
            int first,
            float[] y,
            int to,
            float[] places,
            int at,
            float column,
            float cells,
            int count) {
        for (int i = 0; i < count; i++) {
            float miss = Math.min((finite(y[to + i]) - finite(x[from + i])) * LARGE * LARGE, 1f);
            places[at + i] = Math.min(places[at + i], x[first + i] + column + cells * miss);
        }
    }

    /** The square of it makes a number above 1 of the smallest difference there is. */
    private static final float LARGE = 0x1p75f;

    /** So that the difference of two infinite numbers is a number. */
    private static float finite(float x) {
        return Math.max(Math.min(x, Float.MAX_VALUE), -Float.MAX_VALUE);
    }

    private static void divide(float[] y, int at, float by, int count) {
        for (int i = 0; i < count; i++) {
            y[at + i] /= by;
        }
    }

    private static void addScaled(float[] x, int from, float factor, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] += factor * x[from + i];
        }
    }
}
