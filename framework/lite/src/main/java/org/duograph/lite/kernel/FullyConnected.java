package org.duograph.lite.kernel;

import org.duograph.lite.model.TensorInfo;

/** FULLY_CONNECTED: rows of K numbers times weights M x K, plus a bias of M. */
final class FullyConnected {
    private FullyConnected() {}

    /** The kernel of an operation. */
    static Kernel of(Site site) {
        Tensor x = site.in(0);
        Tensor w = site.in(1);
        Tensor y = site.out(0);
        site.requireRank(w, 2);
        int m = w.dim(0);
        int k = w.dim(1);
        site.require(w.isConstant(), "takes weights that stand in the file");
        site.require(site.options().int8(1) == 0, "has shuffled weights, which lite can't read");
        site.require(
                k > 0 && x.size % k == 0 && y.size == x.size / k * m,
                "has weights that do not fit its rows, or gives " + TensorInfo.extents(y.shape));
        int rows = x.size / k;
        Activation activation = Activation.of(site, 0);
        if (x.isFloat() && w.isFloat() && y.isFloat()) {
            float[] bias = site.floatBias(2);
            FloatProduct product = new FloatProduct(w.floats, 0, m, k, bias, activation);
            return () -> {
                for (int r = 0; r < rows; r += 2) {
                    int s = Math.min(r + 1, rows - 1);
                    product.run(
                            x.floats,
                            x.at + r * k,
                            x.at + s * k,
                            y.floats,
                            y.at + r * m,
                            y.at + s * m);
                }
            };
        }
        if (x.isInt8() && w.isInt8() && y.isInt8()) {
            int[] bias = site.has(2) ? site.wholeBias(2) : new int[m];
            float[] multipliers =
                    Requantizer.multipliers(
                            x.quantization(), w.quantization(), y.quantization(), m);
            Requantizer requantizer = new Requantizer(multipliers, y.quantization(), activation);
            int zero = x.quantization().zero();
            int weightZero = w.quantization().zero();
            int[] row = new int[k];
            return () -> {
                for (int r = 0; r < rows; r++) {
                    for (int i = 0; i < k; i++) {
                        row[i] = x.bytes[x.at + r * k + i] - zero;
                    }
                    for (int o = 0; o < m; o++) {
                        int sum = bias[o] + dot(row, w.bytes, o * k, weightZero);
                        y.bytes[y.at + r * m + o] = (byte) requantizer.of(sum, o);
                    }
                }
            };
        }
        throw site.lacking();
    }

    /** Four sums side by side: a processor then need not wait for each addition. */
    private static int dot(int[] row, byte[] weights, int at, int zero) {
        int a = 0;
        int b = 0;
        int c = 0;
        int d = 0;
        int i = 0;
        for (; i + 4 <= row.length; i += 4) {
            a += row[i] * (weights[at + i] - zero);
            b += row[i + 1] * (weights[at + i + 1] - zero);
            c += row[i + 2] * (weights[at + i + 2] - zero);
            d += row[i + 3] * (weights[at + i + 3] - zero);
        }
        for (; i < row.length; i++) {
            a += row[i] * (weights[at + i] - zero);
        }
        return a + b + c + d;
    }
}
