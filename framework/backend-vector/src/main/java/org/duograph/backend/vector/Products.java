package org.duograph.backend.vector;

/**
 * Small products of matrices that stand in {@code float[]}s, done by vectors where {@link Engine}
 * found them fast, and by plain loops elsewhere. All larger products, and with them fully connected
 * layers and convolutions, are made of these.
 */
final class Products {
    /** Columns that {@link #panel} makes at a time. */
    static final int WIDTH = Engine.hasVectors() ? Engine.lanes() * 2 : PlainProducts.WIDTH;

    private static final boolean VECTORS = Engine.hasVectors();
    private static final int ROWS = Engine.rows();

    private Products() {}

    /**
     * {@link #WIDTH} columns of {@code Y = A B}, or of {@code Y += A B}.
     *
     * @param at where A begins in {@code a}; a row further is {@code row} numbers, a column {@code
     *     step}
     * @param from where the panel of B begins in {@code b}; its next row is {@code next} numbers
     *     further
     * @param to where the panel of Y begins in {@code y}; its next row is {@code line} further
     * @param n columns of A, which are rows of B
     */
    static void panel(
            float[] a,
            int at,
            int row,
            int step,
            float[] b,
            int from,
            int next,
            float[] y,
            int to,
            int line,
            int rows,
            int n,
            boolean add) {
        if (VECTORS) {
            VectorProducts.panel(ROWS, a, at, row, step, b, from, next, y, to, line, rows, n, add);
        } else {
            PlainProducts.panel(a, at, row, step, b, from, next, y, to, line, rows, n, add);
        }
    }

    /** {@code Y = A B'} or {@code Y += A B'}, where a row of B is {@code next} numbers further. */
    static void dots(
            float[] a,
            int at,
            int row,
            float[] b,
            int from,
            int next,
            float[] y,
            int to,
            int line,
            int rows,
            int cols,
            int n,
            boolean add) {
        if (VECTORS) {
            VectorDots.product(a, at, row, b, from, next, y, to, line, rows, cols, n, add);
        } else {
            PlainProducts.dots(a, at, row, b, from, next, y, to, line, rows, cols, n, add);
        }
    }

    /** {@link PanelProducts#across}, where there are vectors. */
    static void across(
            float[] a,
            int at,
            float[] b,
            int from,
            float[] y,
            int to,
            int rows,
            int n,
            boolean add) {
        PanelProducts.across(ROWS, a, at, b, from, y, to, rows, n, add);
    }

    /** {@link TurnedProducts#turned}, where there are vectors. */
    static void turned(
            float[] a,
            int at,
            float[] b,
            int from,
            float[] y,
            int to,
            int rows,
            int n,
            boolean add) {
        TurnedProducts.turned(ROWS, a, at, b, from, y, to, rows, n, add);
    }
}
