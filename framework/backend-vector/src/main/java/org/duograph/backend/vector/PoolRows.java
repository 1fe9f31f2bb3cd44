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
    private final boolean quarters;

    PoolRows(PoolGeometry g) {
        this.g = g;
        this.k = g.window();
        this.c = g.c();
        this.line = g.w() * c;
        this.cells = k.kh() * k.kw();
        this.quarters = isQuarters();
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
                Loops.max(x.array(), x.start() + at(row, y), s, free, line);
            }
        }
    }

    private void along(int q, float[] s, int free, float[] y, int to) {
        java.util.Arrays.fill(y, to, to + c, Float.NEGATIVE_INFINITY);
        for (int j = 0; j < k.kw(); j++) {
            int column = columnUnder(q, j);
            if (hasColumn(column)) {
                Loops.max(s, free + column * c, y, to, c);
            }
        }
    }

    /**
     * Whether windows are squares of 2 x 2 that fill the image, with channels that fill vectors.
     */
    private boolean isQuarters() {
        return Engine.hasVectors()
                && k.kh() == 2
                && k.kw() == 2
                && k.strideH() == 2
                && k.strideW() == 2
                && k.dilationH() == 1
                && k.dilationW() == 1
                && k.padTop() == 0
                && k.padLeft() == 0
                && g.h() == 2 * g.oh()
                && g.w() == 2 * g.ow()
                && c % Engine.lanes() == 0;
    }

    /** Whether {@link #giveBack} writes every pixel, so that none need be cleared before. */
    boolean fills() {
        return quarters;
    }

    /** Y, and which cell of its window each number came from. */
    void maxAndCells(int row, Span x, Span y, Span places) {
        if (quarters) {
            int out = row * g.ow() * c;
            VectorPools.max(
                    x.array(),
                    x.start() + at(row, rowUnder(row, 0)),
                    line,
                    y.array(),
                    places.array(),
                    y.start() + out,
                    places.start() + out,
                    c,
                    g.ow());
            return;
        }
        for (int q = 0; q < g.ow(); q++) {
            int out = (row * g.ow() + q) * c;
            int to = y.start() + out;
            int place = places.start() + out;
            boolean first = true;
            for (int cell = 0; cell < cells; cell++) {
                int r = rowUnder(row, cell / k.kw());
                int column = columnUnder(q, cell % k.kw());
                if (!hasRow(r) || !hasColumn(column)) {
                    continue;
                }
                int from = x.start() + at(row, r) + column * c;
                if (first) {
                    System.arraycopy(x.array(), from, y.array(), to, c);
                    java.util.Arrays.fill(places.array(), place, place + c, cell);
                    first = false;
                } else {
                    Loops.takeLarger(
                            x.array(), from, cell, y.array(), to, places.array(), place, c);
                }
            }
        }
    }

    /** Adds each number of dY to the cell that it came from, a cell of the window at a time. */
    void giveBack(int row, Span places, Span dY, Span dX) {
        if (quarters) {
            int in = row * g.ow() * c;
            VectorPools.giveBack(
                    places.array(),
                    places.start() + in,
                    dY.array(),
                    dY.start() + in,
                    dX.array(),
                    dX.start() + at(row, rowUnder(row, 0)),
                    line,
                    c,
                    g.ow());
            return;
        }
        for (int q = 0; q < g.ow(); q++) {
            int out = (row * g.ow() + q) * c;
            for (int cell = 0; cell < cells; cell++) {
                int r = rowUnder(row, cell / k.kw());
                int column = columnUnder(q, cell % k.kw());
                if (hasRow(r) && hasColumn(column)) {
                    Loops.addWhere(
                            places.array(),
                            places.start() + out,
                            cell,
                            dY.array(),
                            dY.start() + out,
                            dX.array(),
                            dX.start() + at(row, r) + column * c,
                            c);
                }
            }
        }
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
                    Loops.addScaled(share, dY.array(), from, s, free + column * c, c);
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

    private static void divide(float[] y, int at, float by, int count) {
        for (int i = 0; i < count; i++) {
            y[at + i] /= by;
        }
    }
}
