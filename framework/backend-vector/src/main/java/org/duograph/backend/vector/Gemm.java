package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;

/**
 * A product of matrices, {@code Y = A B} or {@code Y += A B}, cut into parts that threads do side
 * by side. Y is m x n, A is m x k and B k x n, each row-major and dense, and A or B may be stored
 * transposed.
 *
 * <p>B goes panel by panel, {@link Products#WIDTH} columns wide and {@value #DEPTH} rows deep. A
 * few panels that stand side by side are packed densely into scratch memory, where they stay in a
 * cache while all rows of A pass by; a few, and not one, because rows of B and of Y are long, and
 * whoever takes a little of each walks over many pages of memory. Only where B is stored
 * transposed, and A is not, both run along the sum anyway, and nothing is packed. Every sum is made
 * in the same order, however the work is cut.
 */
final class Gemm {
    /** Rows of a packed panel: 32 KB of 32 columns. */
    private static final int DEPTH = 256;

    /** Numbers of all panels that are packed at a time: 128 KB. */
    private static final int PACKED = 1 << 15;

    /** Rows of A that pass by at a time. */
    private static final int ROWS = 32;

    /** Rows of A from which on it pays to turn it, rather than to make dot products. */
    private static final int MANY_ROWS = 16;

    /** Steps of a sum where nothing is packed: rows of so many fit into the nearest cache. */
    private static final int LONG = 1024;

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
    private final Gemm swapped; // for Y'; null where Y is made as it is

    Gemm(int m, int n, int k, boolean turnedA, boolean turnedB, int threads) {
        this.m = m;
        this.n = n;
        this.k = k;
        this.turnedA = turnedA;
        this.turnedB = turnedB;
        int wanted = (int) Math.min(4L * threads, Math.max(1, (long) m * n * k / SMALL));
        if (turnedB && !turnedA && m >= MANY_ROWS) {
            swapped = new Gemm(n, m, k, Math.min(threads, wanted));
            rowParts = swapped.rowParts;
            columnParts = 1;
            return;
        }
        swapped = null;
        int panels = (n + width - 1) / width;
        columnParts = Math.min(panels, wanted);
        rowParts = Math.max(1, Math.min((m + 15) / 16, wanted / columnParts));
    }

    /** The product whose result is turned afterwards, cut by rows alone. */
    private Gemm(int m, int n, int k, int rowParts) {
        this.m = m;
        this.n = n;
        this.k = k;
        turnedA = false;
        turnedB = true;
        swapped = null;
        columnParts = 1;
        this.rowParts = Math.min(rowParts, m);
    }

    /** Numbers of scratch memory that each worker needs. */
    int scratch() {
        return swapped == null ? packed() : packed() + (n / rowParts + 1) * m;
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
        if (swapped != null) {
            runSwapped(part, a, at, b, from, y, to, s, free, add);
            return;
        }
        int panels = (n + width - 1) / width;
        int column = part / rowParts;
        int row = part % rowParts;
        int first = share(panels, column, columnParts) * width;
        int last = Math.min(n, share(panels, column + 1, columnParts) * width);
        int top = share(m, row, rowParts);
        int rows = share(m, row + 1, rowParts) - top;
        int aAt = a.start() + at + top * (turnedA ? 1 : k);
        int yAt = y.start() + to + top * n;
        if (turnedB && !turnedA && m < MANY_ROWS) {
            int bAt = b.start() + from + first * k;
            for (int l = 0; l < k; l += LONG) {
                int some = Math.min(LONG, k - l);
                Products.dots(
                        a.array(),
                        aAt + l,
                        k,
                        b.array(),
                        bAt + l,
                        k,
                        y.array(),
                        yAt + first,
                        n,
                        rows,
                        last - first,
                        some,
                        add || l > 0);
            }
            return;
        }
        columns(
                a.array(),
                aAt,
                b.array(),
                b.start() + from,
                y.array(),
                yAt,
                first,
                last,
                rows,
                s,
                free,
                add);
    }

    /** Columns {@code first} to before {@code last} of Y, a group of panels after the other. */
    private void columns(
            float[] a,
            int at,
            float[] b,
            int from,
            float[] y,
            int to,
            int first,
            int last,
            int rows,
            float[] s,
            int free,
            boolean add) {
        int group = Math.max(1, PACKED / (Math.min(k, DEPTH) * width)) * width;
        for (int j = first; j < last; j += group) {
            int end = Math.min(last, j + group);
            for (int l = 0; l < k; l += DEPTH) {
                panels(a, at, b, from, y, to, s, free, j, end, l, rows, add || l > 0);
            }
        }
    }

    private static int share(int whole, int part, int parts) {
        return (int) ((long) whole * part / parts);
    }

    /** Some rows of Y', which become columns of Y. */
    private void runSwapped(
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
        int top = share(n, part, rowParts);
        int rows = share(n, part + 1, rowParts) - top;
        int turned = free + packed();
        swapped.columns(
                b.array(),
                b.start() + from + top * k,
                a.array(),
                a.start() + at,
                s,
                turned,
                0,
                m,
                rows,
                s,
                free,
                false);
        int target = y.start() + to + top;
        if (!add) {
            Permutation.turn(s, turned, m, y.array(), target, n, m, rows);
            return;
        }
        for (int r = 0; r < m; r++) {
            for (int c = 0; c < rows; c++) {
                y.array()[target + r * n + c] += s[turned + c * m + r];
            }
        }
    }

    /** Numbers of scratch memory for packed panels, and for one whose last columns are missing. */
    private int packed() {
        return Math.max(PACKED, DEPTH * width) + ROWS * width;
    }

    /** Adds what {@value #DEPTH} steps of k give to the columns {@code j} to before {@code end}. */
    private void panels(
            float[] a,
            int at,
            float[] b,
            int from,
            float[] y,
            int to,
            float[] s,
            int free,
            int j,
            int end,
            int l,
            int rows,
            boolean add) {
        int row = turnedA ? 1 : k;
        int aAt = at + l * (turnedA ? m : 1);
        int depth = Math.min(DEPTH, k - l);
        boolean packed = turnedB || rows >= FEW_ROWS;
        if (packed) {
            pack(b, from, s, free, j, end, l, depth);
        }
        for (int r = 0; r < rows; r += ROWS) {
            int some = Math.min(ROWS, rows - r);
            for (int c = j; c < end; c += width) {
                float[] source = s;
                int panel = free + (c - j) * depth;
                int next = width;
                if (!packed && c + width <= n) {
                    source = b;
                    panel = from + l * n + c;
                    next = n;
                } else if (!packed) {
                    panel = free;
                    pack(b, from, s, free, c, end, l, depth);
                }
                panel(
                        a,
                        aAt + r * row,
                        source,
                        panel,
                        next,
                        y,
                        to + r * n + c,
                        s,
                        free,
                        c,
                        some,
                        depth,
                        add);
            }
        }
    }

    /** A panel of Y, of which the last may have fewer columns. */
    private void panel(
            float[] a,
            int at,
            float[] b,
            int from,
            int next,
            float[] y,
            int to,
            float[] s,
            int free,
            int c,
            int rows,
            int depth,
            boolean add) {
        int row = turnedA ? 1 : k;
        int step = turnedA ? m : 1;
        if (c + width <= n) {
            Products.panel(a, at, row, step, b, from, next, y, to, n, rows, depth, add);
            return;
        }
        int tile = free + Math.max(PACKED, DEPTH * width);
        Products.panel(a, at, row, step, b, from, next, s, tile, width, rows, depth, false);
        for (int i = 0; i < rows; i++) {
            take(s, tile + i * width, y, to + i * n, n - c, add);
        }
    }

    private static void take(float[] s, int from, float[] y, int to, int count, boolean add) {
        for (int i = 0; i < count; i++) {
            y[to + i] = add ? y[to + i] + s[from + i] : s[from + i];
        }
    }

    /**
     * Copies rows of the panels from column {@code j} to before {@code end}, filled up by zeros.
     */
    private void pack(float[] b, int from, float[] s, int free, int j, int end, int l, int depth) {
        for (int c = j; c < end; c += width) {
            int to = free + (c - j) * depth;
            int count = Math.min(width, n - c);
            if (count < width) {
                java.util.Arrays.fill(s, to, to + depth * width, 0);
            }
            if (turnedB) {
                Permutation.turn(b, from + c * k + l, k, s, to, width, depth, count);
            }
        }
        for (int i = 0; !turnedB && i < depth; i++) { // row by row, which is long
            for (int c = j; c < end; c += width) {
                int to = free + (c - j) * depth + i * width;
                System.arraycopy(b, from + (l + i) * n + c, s, to, Math.min(width, n - c));
            }
        }
    }
}
