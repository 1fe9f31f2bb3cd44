package org.duograph.lite.kernel;

import java.util.Arrays;

/**
 * CONV_2D: images N x H x W x C, filters M x kh x kw x C/groups, bias M.
 *
 * <p>The pixels that a window sees are brought together in a row, for two windows at a time, and
 * the rows are multiplied by the filters.
 */
final class Convolution {
    private final Window window;
    private final Tensor x;
    private final Tensor y;
    private final int groups;
    private final int channels; // of a group
    private final int outputs; // of a group

    private Convolution(Site site) {
        this.x = site.in(0);
        this.y = site.out(0);
        Tensor w = site.in(1);
        site.requireRank(w, 4);
        this.window = new Window(site, x, w.dim(1), w.dim(2), 4);
        this.channels = w.dim(3);
        site.require(
                channels > 0 && window.c % channels == 0,
                "has filters that do not fit the images' channels");
        this.groups = window.c / channels;
        site.require(w.dim(0) % groups == 0, "has filters that can't be divided into groups");
        this.outputs = w.dim(0) / groups;
        site.requireShape(y, x.dim(0), window.oh, window.ow, w.dim(0));
    }

    /** The kernel of an operation. */
    static Kernel of(Site site) {
        Tensor x = site.in(0);
        Tensor w = site.in(1);
        site.require(w.isConstant(), "takes filters that stand in the file");
        if (x.isFloat() && w.isFloat() && site.out(0).isFloat()) {
            return new Convolution(site).ofFloats(site);
        }
        if (x.isInt8() && w.isInt8() && site.out(0).isInt8()) {
            return new Convolution(site).ofInt8(site);
        }
        throw site.lacking();
    }

    private Kernel ofFloats(Site site) {
        Tensor w = site.in(1);
        float[] bias = site.floatBias(2);
        Activation activation = Activation.of(site, 3);
        int k = window.kh * window.kw * channels;
        FloatProduct[] products = new FloatProduct[groups];
        for (int g = 0; g < groups; g++) {
            float[] own =
                    bias == null ? null : Arrays.copyOfRange(bias, g * outputs, (g + 1) * outputs);
            products[g] = new FloatProduct(w.floats, g * outputs * k, outputs, k, own, activation);
        }
        float[] rows = new float[2 * k];
        return () -> {
            int pixels = window.oh * window.ow;
            for (int p = 0; p < x.dim(0) * pixels; p += 2) {
                int q = Math.min(p + 1, x.dim(0) * pixels - 1);
                for (int g = 0; g < groups; g++) {
                    gather(p, g * channels, rows, 0);
                    gather(q, g * channels, rows, k);
                    int to = y.at + g * outputs;
                    products[g].run(
                            rows,
                            0,
                            k,
                            y.floats,
                            to + p * groups * outputs,
                            to + q * groups * outputs);
                }
            }
        };
    }

    /** Brings together what the window of output pixel {@code p} sees; 0 beyond the border. */
    private void gather(int p, int channel, float[] to, int at) {
        int pixels = window.oh * window.ow;
        int y0 = p % pixels / window.ow * window.strideH - window.top;
        int x0 = p % window.ow * window.strideW - window.left;
        int image = x.at + p / pixels * window.h * window.w * window.c + channel;
        for (int r = 0; r < window.kh; r++) {
            int row = y0 + r * window.dilationH;
            for (int s = 0; s < window.kw; s++, at += channels) {
                int column = x0 + s * window.dilationW;
                if (row < 0 || row >= window.h || column < 0 || column >= window.w) {
                    Arrays.fill(to, at, at + channels, 0);
                } else {
                    int from = image + (row * window.w + column) * window.c;
                    System.arraycopy(x.floats, from, to, at, channels);
                }
            }
        }
    }

    private Kernel ofInt8(Site site) {
        Tensor w = site.in(1);
        int[] bias = site.wholeBias(2);
        float[] multipliers =
                Requantizer.multipliers(
                        x.quantization(), w.quantization(), y.quantization(), w.dim(0));
        Requantizer requantizer =
                new Requantizer(multipliers, y.quantization(), Activation.of(site, 3));
        int k = window.kh * window.kw * channels;
        Int8Product[] products = new Int8Product[groups];
        for (int g = 0; g < groups; g++) {
            products[g] =
                    new Int8Product(
                            w.bytes, g * outputs * k, outputs, k, bias, requantizer, g * outputs);
        }
        int[] rows = new int[2 * k];
        return () -> {
            int pixels = window.oh * window.ow;
            for (int p = 0; p < x.dim(0) * pixels; p += 2) {
                int q = Math.min(p + 1, x.dim(0) * pixels - 1);
                for (int g = 0; g < groups; g++) {
                    gather(p, g * channels, rows, 0);
                    gather(q, g * channels, rows, k);
                    int to = y.at + g * outputs;
                    products[g].run(
                            rows,
                            0,
                            k,
                            y.bytes,
                            to + p * groups * outputs,
                            to + q * groups * outputs);
                }
            }
        };
    }

    /** The same of whole numbers, with their zero taken off. */
    private void gather(int p, int channel, int[] to, int at) {
        int zero = x.quantization().zero();
        int pixels = window.oh * window.ow;
        int y0 = p % pixels / window.ow * window.strideH - window.top;
        int x0 = p % window.ow * window.strideW - window.left;
        int image = x.at + p / pixels * window.h * window.w * window.c + channel;
        for (int r = 0; r < window.kh; r++) {
            int row = y0 + r * window.dilationH;
            for (int s = 0; s < window.kw; s++, at += channels) {
                int column = x0 + s * window.dilationW;
                if (row < 0 || row >= window.h || column < 0 || column >= window.w) {
                    Arrays.fill(to, at, at + channels, 0);
                } else {
                    int from = image + (row * window.w + column) * window.c;
                    for (int i = 0; i < channels; i++) {
                        to[at + i] = x.bytes[from + i] - zero;
                    }
                }
            }
        }
    }
}
