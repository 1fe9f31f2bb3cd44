package org.duograph.lite.kernel;

/**
 * The same as {@link FloatProduct} with whole numbers: rows of K int8 numbers, whose zero has been
 * taken off, times int8 weights, plus a 32-bit bias, made int8 again by a {@link Requantizer}.
 *
 * <p>Weights are spread to 32 bits once, because JDK 17 makes vector instructions only of loops
 * over one width.
 */
final class Int8Product {
    private final int k;
    private final int m;
    private final int[] weights; // k x m
    private final int[] bias;
    private final Requantizer requantizer;
    private final int firstChannel;
    private final int[] first;
    private final int[] second;

    /**
     * A product by given weights.
     *
     * @param rows the weights, m x k, from place {@code at} on
     * @param bias from {@code firstChannel} on m numbers, or null
     * @param firstChannel which channel of the requantizer the first output is
     */
    Int8Product(
            byte[] rows,
            int at,
            int m,
            int k,
            int[] bias,
            Requantizer requantizer,
            int firstChannel) {
        this.k = k;
        this.m = m;
        this.weights = new int[k * m];
        for (int o = 0; o < m; o++) {
            for (int i = 0; i < k; i++) {
                weights[i * m + o] = rows[at + o * k + i];
            }
        }
        this.bias = new int[m];
        if (bias != null) {
            System.arraycopy(bias, firstChannel, this.bias, 0, m);
        }
        this.requantizer = requantizer;
        this.firstChannel = firstChannel;
        this.first = new int[m];
        this.second = new int[m];
    }

    /**
     * Multiplies the rows at {@code x0} and {@code x1}; results go to {@code y0} and {@code y1}.
     */
    void run(int[] x, int x0, int x1, byte[] y, int y0, int y1) {
        System.arraycopy(bias, 0, first, 0, m);
        System.arraycopy(bias, 0, second, 0, m);
        int i = 0;
        for (; i + 4 <= k; i += 4) {
            addFour(x, x0 + i, x1 + i, i * m);
        }
        for (; i < k; i++) {
            addOne(x[x0 + i], x[x1 + i], i * m);
        }
        store(first, y, y0);
        store(second, y, y1);
    }

    private void addFour(int[] x, int x0, int x1, int w0) {
        int[] a = first;
        int[] b = second;
        int[] w = weights;
        int n = m;
        int w1 = w0 + n;
        int w2 = w1 + n;
        int w3 = w2 + n;
        int a0 = x[x0];
        int a1 = x[x0 + 1];
        int a2 = x[x0 + 2];
        int a3 = x[x0 + 3];
        int b0 = x[x1];
        int b1 = x[x1 + 1];
        int b2 = x[x1 + 2];
        int b3 = x[x1 + 3];
        for (int o = 0; o < n; o++) {
            int p = w[w0 + o];
            int q = w[w1 + o];
            int r = w[w2 + o];
            int s = w[w3 + o];
            a[o] += a0 * p + a1 * q + a2 * r + a3 * s;
            b[o] += b0 * p + b1 * q + b2 * r + b3 * s;
        }
    }

    private void addOne(int a0, int b0, int w0) {
        int[] a = first;
        int[] b = second;
        int[] w = weights;
        int n = m;
        for (int o = 0; o < n; o++) {
            int p = w[w0 + o];
            a[o] += a0 * p;
            b[o] += b0 * p;
        }
    }

    private void store(int[] from, byte[] y, int at) {
        for (int o = 0; o < m; o++) {
            y[at + o] = (byte) requantizer.of(from[o], firstChannel + o);
        }
    }
}
