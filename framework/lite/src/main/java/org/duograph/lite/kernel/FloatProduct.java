package org.duograph.lite.kernel;

/**
 * Rows of K numbers times a matrix of weights, plus a bias: what convolutions and layers come to.
 *
 * <p>The weights stand K x M, so that the innermost loop goes along outputs: two rows at a time,
 * four numbers of each. A JIT compiler makes vector instructions of it.
 */
final class FloatProduct {
    private final int k;
    private final int m;
    private final float[] weights; // k x m
    private final float[] bias;
    private final float least;
    private final float most;
    private final float[] first;
    private final float[] second;

    /**
     * A product by given weights.
     *
     * @param rows the weights, m x k, from place {@code at} on
     * @param bias m numbers, or null
     */
    FloatProduct(float[] rows, int at, int m, int k, float[] bias, Activation activation) {
        this.k = k;
        this.m = m;
        this.weights = new float[k * m];
        for (int o = 0; o < m; o++) {
            for (int i = 0; i < k; i++) {
                weights[i * m + o] = rows[at + o * k + i];
            }
        }
        this.bias = bias == null ? new float[m] : bias;
        this.least = activation.least;
        this.most = activation.most;
        this.first = new float[m];
        this.second = new float[m];
    }

    /**
     * Multiplies the rows at {@code x0} and {@code x1}; results go to {@code y0} and {@code y1}.
     */
    void run(float[] x, int x0, int x1, float[] y, int y0, int y1) {
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

    private void addFour(float[] x, int x0, int x1, int w0) {
        float[] a = first;
        float[] b = second;
        float[] w = weights;
        int n = m;
        int w1 = w0 + n;
        int w2 = w1 + n;
        int w3 = w2 + n;
        float a0 = x[x0];
        float a1 = x[x0 + 1];
        float a2 = x[x0 + 2];
        float a3 = x[x0 + 3];
        float b0 = x[x1];
        float b1 = x[x1 + 1];
        float b2 = x[x1 + 2];
        float b3 = x[x1 + 3];
        for (int o = 0; o < n; o++) {
            float p = w[w0 + o];
            float q = w[w1 + o];
            float r = w[w2 + o];
            float s = w[w3 + o];
            a[o] += a0 * p + a1 * q + a2 * r + a3 * s;
            b[o] += b0 * p + b1 * q + b2 * r + b3 * s;
        }
    }

    private void addOne(float a0, float b0, int w0) {
        float[] a = first;
        float[] b = second;
        float[] w = weights;
        int n = m;
        for (int o = 0; o < n; o++) {
            float p = w[w0 + o];
            a[o] += a0 * p;
            b[o] += b0 * p;
        }
    }

    private void store(float[] from, float[] y, int at) {
        for (int o = 0; o < m; o++) {
            y[at + o] = Math.max(least, Math.min(most, from[o]));
        }
    }
}
