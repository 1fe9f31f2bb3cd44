package org.duograph.lite.kernel;

/**
 * DEPTHWISE_CONV_2D: each channel has filters of its own, as many as {@code multiplier} says.
 * Images N x H x W x C, filters 1 x kh x kw x C*multiplier, bias C*multiplier.
 */
final class DepthwiseConvolution {
    private final Window window;
    private final Tensor x;
    private final Tensor w;
    private final Tensor y;
    private final int multiplier;

    private DepthwiseConvolution(Site site) {
        this.x = site.in(0);
        this.w = site.in(1);
        this.y = site.out(0);
        site.requireRank(w, 4);
        this.window = new Window(site, x, w.dim(1), w.dim(2), 5);
        site.require(
                w.dim(0) == 1 && w.dim(3) % window.c == 0,
                "has filters that do not fit the images' channels");
        this.multiplier = w.dim(3) / window.c;
        site.requireShape(y, x.dim(0), window.oh, window.ow, w.dim(3));
    }

    /** The kernel of an operation. */
    static Kernel of(Site site) {
        Tensor x = site.in(0);
        Tensor w = site.in(1);
        site.require(w.isConstant(), "takes filters that stand in the file");
        if (x.isFloat() && w.isFloat() && site.out(0).isFloat()) {
            return new DepthwiseConvolution(site).ofFloats(site);
        }
        if (x.isInt8() && w.isInt8() && site.out(0).isInt8()) {
            return new DepthwiseConvolution(site).ofInt8(site);
        }
        throw site.lacking();
    }

    private Kernel ofFloats(Site site) {
        int m = w.dim(3);
        float[] bias = site.has(2) ? site.floatBias(2) : new float[m];
        Activation activation = Activation.of(site, 4);
        float[] sums = new float[m];
        Visitor visitor = (from, filter) -> addFloats(from, filter, sums);
        return () -> {
            for (int p = 0; p < x.dim(0) * window.oh * window.ow; p++) {
                System.arraycopy(bias, 0, sums, 0, m);
                visit(p, visitor);
                for (int o = 0; o < m; o++) {
                    y.floats[y.at + p * m + o] = activation.cut(sums[o]);
                }
            }
        };
    }

    private void addFloats(int from, int filter, float[] sums) {
        float[] pixels = x.floats;
        float[] weights = w.floats;
        int c = window.c;
        if (multiplier == 1) {
            for (int i = 0; i < c; i++) {
                sums[i] += pixels[from + i] * weights[filter + i];
            }
            return;
        }
        for (int i = 0, o = 0; i < c; i++) {
            for (int j = 0; j < multiplier; j++, o++) {
                sums[o] += pixels[from + i] * weights[filter + o];
            }
        }
    }

    private Kernel ofInt8(Site site) {
        int m = w.dim(3);
        int[] bias = site.has(2) ? site.wholeBias(2) : new int[m];
        int zero = x.quantization().zero();
        float[] multipliers =
                Requantizer.multipliers(x.quantization(), w.quantization(), y.quantization(), m);
        Requantizer requantizer =
                new Requantizer(multipliers, y.quantization(), Activation.of(site, 4));
        int[] sums = new int[m];
        Visitor visitor = (from, filter) -> addInt8(from, filter, zero, sums);
        return () -> {
            for (int p = 0; p < x.dim(0) * window.oh * window.ow; p++) {
                System.arraycopy(bias, 0, sums, 0, m);
                visit(p, visitor);
                for (int o = 0; o < m; o++) {
                    y.bytes[y.at + p * m + o] = (byte) requantizer.of(sums[o], o);
                }
            }
        };
    }

    private void addInt8(int from, int filter, int zero, int[] sums) {
        byte[] pixels = x.bytes;
        byte[] weights = w.bytes;
        for (int i = 0, o = 0; i < window.c; i++) {
            int pixel = pixels[from + i] - zero;
            for (int j = 0; j < multiplier; j++, o++) {
                sums[o] += pixel * weights[filter + o];
            }
        }
    }

    /** What is done with each cell of a window that lies in the image. */
    private interface Visitor {
        void at(int from, int filter);
    }

    /** Visits the cells that the window of output pixel {@code p} sees. */
    private void visit(int p, Visitor visitor) {
        int pixels = window.oh * window.ow;
        int y0 = p % pixels / window.ow * window.strideH - window.top;
        int x0 = p % window.ow * window.strideW - window.left;
        int image = x.at + p / pixels * window.h * window.w * window.c;
        int rows = Window.end(y0, window.kh, window.dilationH, window.h);
        int columns = Window.end(x0, window.kw, window.dilationW, window.w);
        for (int r = Window.first(y0, window.dilationH); r < rows; r++) {
            for (int s = Window.first(x0, window.dilationW); s < columns; s++) {
                int row = y0 + r * window.dilationH;
                int column = x0 + s * window.dilationW;
                visitor.at(
                        image + (row * window.w + column) * window.c,
                        w.at + (r * window.kw + s) * w.dim(3));
            }
        }
    }
}
