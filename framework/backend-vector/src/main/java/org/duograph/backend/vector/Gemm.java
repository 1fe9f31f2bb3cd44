package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;

/**
 * A product of matrices, {@code Y = A B} or {@code Y += A B}, cut into parts that threads do side
 * by side. Y is m x n, A is m x k and B k x n, each row-major and dense, and A or B may be stored
 * transposed.
 *
 * <p>B goes panel by panel, {@link Products#WIDTH} columns wide and {@value #DEPTH} rows deep: a
 * panel is packed densely into scratch memory, where it stays in the nearest cache while all rows
 * of A pass by. Only where B is stored transposed, and A is not, both run along the sum anyway, and
 * nothing is packed. Every sum is made in the same order, however the work is cut.
 */
final class Gemm {
    /** Rows of a packed panel: 32 KB of 32 columns. */
    private static final int DEPTH = 256;

    /** Rows of A below which it does not pay to pack B. */
    private static final int FEW_ROWS = 5;

    /** Multiply-adds below which a part is not worth to be shared. */
    private static final int SMALL = 1 << 15;

    private final int m;
    private final int n;
    private final int k;
    private final boolean turnedA;
    private final boolean turnedB;
    private final int width = Products.WIDTH;
    private final int columnParts;
    private final int rowParts;

    Gemm(int m, int n, int k, boolean turnedA, boolean turnedB, int threads) {
        this.m = m;
        this.n = n;
        this.k = k;
        this.turnedA = turnedA;
        this.turnedB = turnedB;
        int wanted = (int) Math.min(4L * threads, Math.max(1, (long) m * n * k / SMALL));
        int panels = (n + width - 1) / width;
        columnParts = Math.min(panels, wanted);
        rowParts = Math.max(1, Math.min((m + 15) / 16, wanted / columnParts));
    }

    /** Numbers of scratch memory that each worker needs. */
    int scratch() {
        return DEPTH * width + 8 * width;
    }

    /** How many parts there are. */
    int parts() {
        return columnParts * rowParts;
    }

    /**
     * Makes one part of Y.
     *
     * @param s where in scratch memory the worker's begins
     */
    void run(
            int part,
            Span a,
            int at,
            Span b,
            int from,
            Span y,
            int to,
            float[] s,
            int free,
            boolean add) {
        int panels = (n + width - 1) / width;
        int column = part / rowParts;
        int row = part % rowParts;
        int first = share(panels, column, columnParts) * width;
        int last = Math.min(n, share(panels, column + 1, columnParts) * width);
        int top = share(m, row, rowParts);
        int rows = share(m, row + 1, rowParts) - top;
        int aAt = a.start() + at + top * (turnedA ? 1 : k);
        int yAt = y.start() + to + top * n;
        if (turnedB && !turnedA) {
            int bAt = b.start() + from + first * k;
            Products.dots(
                    a.array(),
                    aAt,
                    k,
                    b.array(),
                    bAt,
                    k,
                    y.array(),
                    yAt + first,
                    n,
                    rows,
                    last - first,
                    k,
                    add);
            return;
        }
        for (int j = first; j < last; j += width) {
            for (int l = 0; l < k; l += DEPTH) {
                panel(
                        a.array(),
                        aAt,
                        b.array(),
                        b.start() + from,
                        y.array(),
                        yAt + j,
                        s,
                        free,
                        j,
                        l,
                        rows,
                        add || l > 0);
            }
        }
    }

    private static int share(int whole, int part, int parts) {
        return (int) ((long) whole * part / parts);
    }

    /** Adds what {@value #DEPTH} steps of k give to a panel of Y. */
    private void panel(
            float[] a,
            int at,
            float[] b,
            int from,
            float[] y,
            int to,
            float[] s,
            int free,
            int j,
            int l,
            int rows,
            boolean add) {
        int row = turnedA ? 1 : k;
        int step = turnedA ? m : 1;
        int depth = Math.min(DEPTH, k - l);
        boolean whole = j + width <= n;
        int aAt = at + l * step;
        if (whole && rows < FEW_ROWS && !turnedB) {
            Products.panel(a, aAt, row, step, b, from + l * n + j, n, y, to, n, rows, depth, add);
            return;
        }
        pack(b, from, s, free, j, l, depth);
        if (whole) {
            Products.panel(a, aAt, row, step, s, free, width, y, to, n, rows, depth, add);
            return;
        }
        int tile = free + DEPTH * width;
        for (int r = 0; r < rows; r += 8) {
            int some = Math.min(8, rows - r);
            Products.panel(
                    a,
                    aAt + r * row,
                    row,
                    step,
                    s,
                    free,
                    width,
                    s,
                    tile,
                    width,
                    some,
                    depth,
                    false);
            for (int i = 0; i < some; i++) {
                take(s, tile + i * width, y, to + (r + i) * n, n - j, add);
            }
        }
    }

    private static void take(float[] s, int from, float[] y, int to, int count, boolean add) {
        for (int i = 0; i < count; i++) {
            y[to + i] = add ? y[to + i] + s[from + i] : s[from + i];
        }
    }

    private void pack(float[] b, int from, float[] s, int free, int j, int l, int depth) {
        int count = Math.min(width, n - j);
        for (int i = 0; i < depth; i++) {
            int to = free + i * width;
            if (turnedB) {
                for (int c = 0; c < count; c++) {
                    s[to + c] = b[from + (j + c) * k + l + i];
                }
            } else {
                System.arraycopy(b, from + (l + i) * n + j, s, to, count);
            }
            for (int c = count; c < width; c++) {
                s[to + c] = 0;
            }
        }
    }
}
