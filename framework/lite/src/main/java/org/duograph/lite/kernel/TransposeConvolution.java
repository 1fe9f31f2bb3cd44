package org.duograph.lite.kernel;

import java.util.Arrays;

/**
 * TRANSPOSE_CONV: spreads each pixel over a window of the output. Inputs: the output's shape,
 * filters M x kh x kw x C, images N x H x W x C, and a bias of M, which may be left out.
 *
 * <p>It is the convolution that would make the images from the output, turned round; so the padding
 * is that convolution's.
 */
final class TransposeConvolution {
    private final Tensor x;
    private final Tensor y;
    private final Tensor w;
    private final int kh;
    private final int kw;
    private final int m;
    private final int strideH;
    private final int strideW;
    private final int top;
    private final int left;

    private TransposeConvolution(Site site) {
        this.w = site.in(1);
        this.x = site.in(2);
        this.y = site.out(0);
        site.requireRank(x, 4);
        site.requireRank(w, 4);
        site.requireRank(y, 4);
        site.requireShape(y, site.constantWholes(0));
        this.m = w.dim(0);
        this.kh = w.dim(1);
        this.kw = w.dim(2);
        boolean same = site.options().int8(0) == 0;
        this.strideW = site.options().int32(1, 0);
        this.strideH = site.options().int32(2, 0);
        site.require(
                strideH > 0 && strideW > 0 && w.dim(3) == x.dim(3) && y.dim(3) == m,
                "has filters that do not fit the images, or no step");
        this.top = same ? Math.max(0, (x.dim(1) - 1) * strideH + kh - y.dim(1)) / 2 : 0;
        this.left = same ? Math.max(0, (x.dim(2) - 1) * strideW + kw - y.dim(2)) / 2 : 0;
    }

    /** The kernel of an operation. */
    static Kernel of(Site site) {
        Tensor w = site.in(1);
        site.require(w.isConstant(), "takes filters that stand in the file");
        if (w.isFloat() && site.in(2).isFloat() && site.out(0).isFloat()) {
            return new TransposeConvolution(site).ofFloats(site);
        }
        if (w.isInt8() && site.in(2).isInt8() && site.out(0).isInt8()) {
            return new TransposeConvolution(site).ofInt8(site);
        }
        throw site.lacking();
    }

    /** The filters as C x (kh x kw x M): what one pixel of the images is multiplied by. */
    private int place(int o, int cell, int channel) {
        return (o * kh * kw + cell) * x.dim(3) + channel;
    }

    private Kernel ofFloats(Site site) {
        int cells = kh * kw;
        int c = x.dim(3);
        float[] turned = new float[cells * m * c];
        for (int cell = 0; cell < cells; cell++) {
            for (int o = 0; o < m; o++) {
                for (int i = 0; i < c; i++) {
                    turned[(cell * m + o) * c + i] = w.floats[place(o, cell, i)];
                }
            }
        }
        float[] bias = site.has(3) ? site.floatBias(3) : new float[m];
        Activation activation = Activation.of(site, 3);
        FloatProduct product = new FloatProduct(turned, 0, cells * m, c, null, Activation.NONE);
        float[] spread = new float[2 * cells * m];
        return () -> {
            for (int i = 0; i < y.size; i += m) {
                System.arraycopy(bias, 0, y.floats, y.at + i, m);
            }
            int pixels = x.size / c;
            for (int p = 0; p < pixels; p += 2) {
                int q = Math.min(p + 1, pixels - 1);
                product.run(x.floats, x.at + p * c, x.at + q * c, spread, 0, cells * m);
                add(p, spread, 0);
                if (q > p) {
                    add(q, spread, cells * m);
                }
            }
            for (int i = y.at; i < y.at + y.size; i++) {
                y.floats[i] = activation.cut(y.floats[i]);
            }
        };
    }

    private void add(int p, float[] spread, int from) {
        for (int cell = 0; cell < kh * kw; cell++) {
            int to = target(p, cell);
            for (int o = 0; to >= 0 && o < m; o++) {
                y.floats[y.at + to + o] += spread[from + cell * m + o];
            }
        }
    }

    /** Where in Y a cell of the window around pixel {@code p} begins, or -1 if it is outside. */
    private int target(int p, int cell) {
        int pixels = x.dim(1) * x.dim(2);
        int row = p % pixels / x.dim(2) * strideH - top + cell / kw;
        int column = p % x.dim(2) * strideW - left + cell % kw;
        boolean inside = row >= 0 && row < y.dim(1) && column >= 0 && column < y.dim(2);
        return inside ? ((p / pixels * y.dim(1) + row) * y.dim(2) + column) * m : -1;
    }

    private Kernel ofInt8(Site site) {
        int c = x.dim(3);
        int[] bias = site.has(3) ? site.wholeBias(3) : new int[m];
        float[] multipliers =
                Requantizer.multipliers(x.quantization(), w.quantization(), y.quantization(), m);
        Requantizer requantizer =
                new Requantizer(multipliers, y.quantization(), Activation.of(site, 3));
        int zero = x.quantization().zero();
        int[] sums = new int[y.size];
        return () -> {
            Arrays.fill(sums, 0);
            for (int p = 0; p < x.size / c; p++) {
                for (int cell = 0; cell < kh * kw; cell++) {
                    int to = target(p, cell);
                    for (int o = 0; to >= 0 && o < m; o++) {
                        int from = place(o, cell, 0);
                        int sum = 0;
                        for (int i = 0; i < c; i++) {
                            sum += (x.bytes[x.at + p * c + i] - zero) * w.bytes[from + i];
                        }
                        sums[to + o] += sum;
                    }
                }
            }
            for (int i = 0; i < y.size; i++) {
                y.bytes[y.at + i] = (byte) requantizer.of(sums[i] + bias[i % m], i % m);
            }
        };
    }
}
