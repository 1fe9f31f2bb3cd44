package org.duograph.backend.vector;

/**
 * What {@link VectorProducts} and {@link VectorDots} do, in loops that any Java machine runs: where
 * the Vector API is not there, or is slow.
 *
 * <p>C2 turns a loop into vector instructions by itself if all its arrays are read and written at
 * one index, for then they cannot overlap in a wrong way. So the rows of B that are needed are
 * copied into arrays of their own first, four at a time, and serve two rows of Y each. The loop
 * over places in B and Y that one would write first is a few times slower; the lesson "How a
 * convolution gets fast" measures both.
 */
final class PlainProducts {
    /** Columns of a panel: a loop over fewer is over before it is fast. */
    static final int WIDTH = 64;

    private static final ThreadLocal<Lines> LINES = ThreadLocal.withInitial(Lines::new);

    private PlainProducts() {}

    /** Two rows of Y and four of B, each in an array of its own. */
    private static final class Lines {
        private final float[] y0 = new float[WIDTH];
        private final float[] y1 = new float[WIDTH];
        private final float[] b0 = new float[WIDTH];
        private final float[] b1 = new float[WIDTH];
        private final float[] b2 = new float[WIDTH];
        private final float[] b3 = new float[WIDTH];

        /** Adds {@code n} products to both rows, of A's rows at {@code p} and {@code q}. */
        void add(float[] a, int p, int q, int step, float[] b, int from, int next, int n) {
            java.util.Arrays.fill(y0, 0);
            java.util.Arrays.fill(y1, 0);
            int k = 0;
            for (; k + 4 <= n; k += 4) {
                int at = from + k * next;
                System.arraycopy(b, at, b0, 0, WIDTH);
                System.arraycopy(b, at + next, b1, 0, WIDTH);
                System.arraycopy(b, at + 2 * next, b2, 0, WIDTH);
                System.arraycopy(b, at + 3 * next, b3, 0, WIDTH);
                addFour(y0, a, p + k * step, step);
                addFour(y1, a, q + k * step, step);
            }
            for (; k < n; k++) {
                System.arraycopy(b, from + k * next, b0, 0, WIDTH);
                addOne(y0, b0, a[p + k * step]);
                addOne(y1, b0, a[q + k * step]);
            }
        }

        private void addFour(float[] y, float[] a, int at, int step) {
            addFour(y, b0, b1, b2, b3, a[at], a[at + step], a[at + 2 * step], a[at + 3 * step]);
        }

        private static void addFour(
                float[] y,
                float[] b0,
                float[] b1,
                float[] b2,
                float[] b3,
                float x0,
                float x1,
                float x2,
                float x3) {
            for (int j = 0; j < y.length; j++) {
                y[j] += x0 * b0[j] + x1 * b1[j] + x2 * b2[j] + x3 * b3[j];
            }
        }

        private static void addOne(float[] y, float[] b, float x) {
            for (int j = 0; j < y.length; j++) {
                y[j] += x * b[j];
            }
        }

        private static void put(float[] row, float[] y, int to, boolean add) {
            for (int j = 0; j < WIDTH; j++) {
                y[to + j] = add ? y[to + j] + row[j] : row[j];
            }
        }
    }

    /** Rows of a panel: {@code y[r, j] = sum over k of a[r, k] b[k, j]}, or that added. */
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
        Lines lines = LINES.get();
        for (int r = 0; r < rows; r += 2) {
            boolean both = r + 1 < rows;
            int p = at + r * row;
            lines.add(a, p, both ? p + row : p, step, b, from, next, n);
            Lines.put(lines.y0, y, to + r * line, add);
            if (both) {
                Lines.put(lines.y1, y, to + (r + 1) * line, add);
            }
        }
    }

    /** {@code y[r, c] = sum over k of a[r, k] b[c, k]}, or that added. */
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
        for (int c = 0; c < cols; c++) {
            for (int r = 0; r < rows; r++) {
                float sum = dot(a, at + r * row, b, from + c * next, n);
                int q = to + r * line + c;
                y[q] = add ? y[q] + sum : sum;
            }
        }
    }

    /** In four chains, which the processor follows side by side. */
    private static float dot(float[] a, int at, float[] b, int from, int n) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int k = 0;
        for (; k + 4 <= n; k += 4) {
            s0 += a[at + k] * b[from + k];
            s1 += a[at + k + 1] * b[from + k + 1];
            s2 += a[at + k + 2] * b[from + k + 2];
            s3 += a[at + k + 3] * b[from + k + 3];
        }
        for (; k < n; k++) {
            s0 += a[at + k] * b[from + k];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
