package org.duograph.backend.vector;

/**
 * What {@link VectorProducts} and {@link VectorDots} do, in loops that any Java machine runs: where
 * the Vector API is not there, or is slow. C2 turns the loop over columns into vector instructions
 * by itself, at about a third of the speed.
 */
final class PlainProducts {
    /** Columns of a panel. */
    static final int WIDTH = 32;

    private PlainProducts() {}

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
        float[] sum = new float[WIDTH];
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < WIDTH; j++) {
                sum[j] = 0;
            }
            for (int k = 0; k < n; k++) {
                float x = a[at + r * row + k * step];
                int p = from + k * next;
                for (int j = 0; j < WIDTH; j++) {
                    sum[j] += x * b[p + j];
                }
            }
            int q = to + r * line;
            for (int j = 0; j < WIDTH; j++) {
                y[q + j] = add ? y[q + j] + sum[j] : sum[j];
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
