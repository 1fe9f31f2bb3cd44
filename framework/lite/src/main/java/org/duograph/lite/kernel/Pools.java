package org.duograph.lite.kernel;

import java.util.Arrays;

/**
 * MAX_POOL_2D and AVERAGE_POOL_2D: the greatest number, or the mean, of what a window sees in each
 * channel. What lies beyond the border does not count.
 */
final class Pools {
    private final Window window;
    private final Tensor x;
    private final Tensor y;

    private Pools(Site site) {
        this.x = site.in(0);
        this.y = site.out(0);
        int kw = site.options().int32(3, 0);
        int kh = site.options().int32(4, 0);
        this.window = new Window(site, x, kh, kw, -1);
        site.requireShape(y, x.dim(0), window.oh, window.ow, window.c);
    }

    /** The kernel of MAX_POOL_2D. */
    static Kernel max(Site site) {
        Pools pool = new Pools(site);
        Activation activation = Activation.of(site, 5);
        if (pool.x.isFloat() && pool.y.isFloat()) {
            return pool.maxOfFloats(activation);
        }
        if (pool.x.isInt8() && pool.y.isInt8()) {
            return pool.maxOfInt8(activation);
        }
        throw site.lacking();
    }

    /** The kernel of AVERAGE_POOL_2D. */
    static Kernel average(Site site) {
        Pools pool = new Pools(site);
        Activation activation = Activation.of(site, 5);
        if (pool.x.isFloat() && pool.y.isFloat()) {
            return pool.averageOfFloats(activation);
        }
        if (pool.x.isInt8() && pool.y.isInt8()) {
            return pool.averageOfInt8(activation);
        }
        throw site.lacking();
    }

    private int pixels() {
        return x.dim(0) * window.oh * window.ow;
    }

    private Kernel maxOfFloats(Activation activation) {
        int c = window.c;
        float[] all = new float[c];
        Visitor visitor =
                from -> {
                    for (int i = 0; i < c; i++) {
                        all[i] = Math.max(all[i], x.floats[from + i]);
                    }
                };
        return () -> {
            for (int p = 0; p < pixels(); p++) {
                Arrays.fill(all, Float.NEGATIVE_INFINITY);
                visit(p, visitor);
                for (int i = 0; i < c; i++) {
                    y.floats[y.at + p * c + i] = activation.cut(all[i]);
                }
            }
        };
    }

    private Kernel averageOfFloats(Activation activation) {
        int c = window.c;
        float[] all = new float[c];
        Visitor visitor =
                from -> {
                    for (int i = 0; i < c; i++) {
                        all[i] += x.floats[from + i];
                    }
                };
        return () -> {
            for (int p = 0; p < pixels(); p++) {
                Arrays.fill(all, 0);
                visit(p, visitor);
                int cells = cells(p);
                for (int i = 0; i < c; i++) {
                    y.floats[y.at + p * c + i] = activation.cut(all[i] / cells);
                }
            }
        };
    }

    private Kernel maxOfInt8(Activation activation) {
        int c = window.c;
        int least = activation.least(y.quantization());
        int most = activation.most(y.quantization());
        int[] all = new int[c];
        Visitor visitor =
                from -> {
                    for (int i = 0; i < c; i++) {
                        all[i] = Math.max(all[i], x.bytes[from + i]);
                    }
                };
        return () -> {
            for (int p = 0; p < pixels(); p++) {
                Arrays.fill(all, -128);
                visit(p, visitor);
                for (int i = 0; i < c; i++) {
                    y.bytes[y.at + p * c + i] = (byte) Math.max(least, Math.min(most, all[i]));
                }
            }
        };
    }

    /** Whole numbers keep their zero: the mean of those of X, rounded half away from 0. */
    private Kernel averageOfInt8(Activation activation) {
        int c = window.c;
        int least = activation.least(y.quantization());
        int most = activation.most(y.quantization());
        int[] all = new int[c];
        Visitor visitor =
                from -> {
                    for (int i = 0; i < c; i++) {
                        all[i] += x.bytes[from + i];
                    }
                };
        return () -> {
            for (int p = 0; p < pixels(); p++) {
                Arrays.fill(all, 0);
                visit(p, visitor);
                int cells = cells(p);
                for (int i = 0; i < c; i++) {
                    int half = all[i] < 0 ? -cells / 2 : cells / 2;
                    int mean = (all[i] + half) / cells;
                    y.bytes[y.at + p * c + i] = (byte) Math.max(least, Math.min(most, mean));
                }
            }
        };
    }

    private int cells(int p) {
        return window.cells(p / window.ow % window.oh, p % window.ow);
    }

    /** What is done with each pixel that a window sees; its channels begin at {@code from}. */
    private interface Visitor {
        void at(int from);
    }

    private void visit(int p, Visitor visitor) {
        int pixels = window.oh * window.ow;
        int y0 = p % pixels / window.ow * window.strideH - window.top;
        int x0 = p % window.ow * window.strideW - window.left;
        int image = x.at + p / pixels * window.h * window.w * window.c;
        int bottom = Math.min(window.h, y0 + window.kh);
        int right = Math.min(window.w, x0 + window.kw);
        for (int row = Math.max(0, y0); row < bottom; row++) {
            for (int column = Math.max(0, x0); column < right; column++) {
                visitor.at(image + (row * window.w + column) * window.c);
            }
        }
    }
}
