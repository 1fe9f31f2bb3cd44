package org.duograph.ops.view;

/**
 * The loops of a matrix product, shared by the operators that are one: {@code y += a * b} for a of
 * {@code m x k}, b of {@code k x n}, y of {@code m x n}, each row-major at an offset of its array.
 *
 * <p>The innermost loop runs along memory, so the compiler can use vector instructions; but where
 * both a and b are transposed, it can't.
 */
public final class MatrixProduct {
    private final double[] a;
    private final double[] b;
    private final double[] y;
    private final int m;
    private final int n;
    private final int k;
    private final boolean transA;
    private final boolean transB;

    /**
     * Names the arrays and sizes.
     *
     * @param transA whether a is stored as k x m
     * @param transB whether b is stored as n x k
     */
    public MatrixProduct(
            double[] a,
            boolean transA,
            double[] b,
            boolean transB,
            double[] y,
            int m,
            int n,
            int k) {
        this.a = a;
        this.b = b;
        this.y = y;
        this.m = m;
        this.n = n;
        this.k = k;
        this.transA = transA;
        this.transB = transB;
    }

    /** Adds the product of the matrices at these offsets. */
    public void add(int aAt, int bAt, int yAt) {
        if (transB && !transA) {
            addDots(aAt, bAt, yAt);
        } else if (transB) {
            addScattered(aAt, bAt, yAt);
        } else {
            addRows(aAt, bAt, yAt);
        }
    }

    /** Row i of y takes up rows of b, each times one number of a. */
    private void addRows(int aAt, int bAt, int yAt) {
        int row = transA ? 1 : k;
        int column = transA ? m : 1;
        for (int i = 0; i < m; i++) {
            for (int l = 0; l < k; l++) {
                addScaled(b, bAt + l * n, a[aAt + i * row + l * column], y, yAt + i * n, n);
            }
        }
    }

    /** Both a and b have the summed index last: each element of y is a dot product. */
    private void addDots(int aAt, int bAt, int yAt) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                y[yAt + i * n + j] += dot(a, aAt + i * k, b, bAt + j * k, k);
            }
        }
    }

    /** The rare case with both transposed: nothing runs along memory but a. */
    private void addScattered(int aAt, int bAt, int yAt) {
        for (int j = 0; j < n; j++) {
            for (int l = 0; l < k; l++) {
                double factor = b[bAt + j * k + l];
                for (int i = 0; i < m; i++) {
                    y[yAt + i * n + j] += a[aAt + l * m + i] * factor;
                }
            }
        }
    }

    /** {@code y[i] += factor * x[i]} for {@code count} elements. */
    public static void addScaled(
            double[] x, int xAt, double factor, double[] y, int yAt, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] += factor * x[xAt + i];
        }
    }

    /** The sum of {@code x[i] * y[i]}, in four interleaved parts that don't wait for each other. */
    public static double dot(double[] x, int xAt, double[] y, int yAt, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            s0 += x[xAt + i] * y[yAt + i];
            s1 += x[xAt + i + 1] * y[yAt + i + 1];
            s2 += x[xAt + i + 2] * y[yAt + i + 2];
            s3 += x[xAt + i + 3] * y[yAt + i + 3];
        }
        for (; i < count; i++) {
            s0 += x[xAt + i] * y[yAt + i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
