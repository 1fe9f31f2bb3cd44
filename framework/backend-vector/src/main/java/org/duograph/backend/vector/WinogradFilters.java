package org.duograph.backend.vector;

import org.duograph.backend.vector.VectorLayout.Numbers;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.Shape;

/**
 * Filters as Winograd's way multiplies with them: {@code U = G W G'}, 36 matrices of C rows, panel
 * by panel of {@link Products#WIDTH} output channels, the last one filled up with zeros.
 *
 * <p>Those of weights that never change are made once, and stand in {@link Numbers#WINOGRAD}: U,
 * and behind it the filters themselves as kh x kw x C x M, which can't be had from U without
 * rounding.
 */
final class WinogradFilters {
    private static final int POINTS = WinogradTiles.POINTS;
    private static final int TAPS = 9;

    private WinogradFilters() {}

    /** Numbers of U. */
    static int size(int c, int m) {
        return panels(m) * panel(c);
    }

    static int panels(int m) {
        return (m + Products.WIDTH - 1) / Products.WIDTH;
    }

    /** Numbers of one panel of U. */
    static int panel(int c) {
        return POINTS * c * Products.WIDTH;
    }

    /** Numbers of an array in {@link Numbers#WINOGRAD}. */
    static long numbers(Shape filters) {
        return (long) size(c(filters), filters.dim(0)) + filters.size();
    }

    private static int c(Shape filters) {
        return filters.intSize() / (TAPS * filters.dim(0));
    }

    /** Brings plain filters into {@link Numbers#WINOGRAD}. */
    static void make(float[] plain, int from, VectorLayout layout, VectorMemory to) {
        ArrayType type = layout.type();
        int m = type.shape().dim(0);
        int c = c(type.shape());
        float[] u = to.array();
        int behind = to.start() + size(c, m);
        Permutation.of(VectorLayout.plain(type), usual(layout)).run(plain, from, u, behind);
        float[] s = new float[WinogradTiles.tileScratch()];
        for (int i = 0; i < panels(m); i++) {
            panel(i, u, behind, c, m, s, 0, u, to.start() + i * panel(c));
        }
    }

    /** Gives plain filters back. */
    static void giveBack(VectorLayout layout, VectorMemory from, float[] plain, int to) {
        ArrayType type = layout.type();
        int behind = from.start() + size(c(type.shape()), type.shape().dim(0));
        Permutation.of(usual(layout), VectorLayout.plain(type))
                .run(from.array(), behind, plain, to);
    }

    private static VectorLayout usual(VectorLayout layout) {
        return layout.in(Numbers.TYPED);
    }

    /**
     * Transforms the filters of the i-th panel.
     *
     * @param from where filters stand in {@code w}, as kh x kw x C x M
     * @param free where in {@code s} there is room for {@link WinogradTiles#tileScratch}
     */
    static void panel(
            int i, float[] w, int from, int c, int m, float[] s, int free, float[] u, int to) {
        int width = Products.WIDTH;
        int lanes = Engine.lanes();
        for (int channel = 0; channel < c; channel++) {
            for (int v = 0; v < width; v += lanes) {
                int at = to + channel * width + v;
                int output = i * width + v;
                if (output < m) {
                    WinogradTransforms.filter(
                            w, from + channel * m + output, c * m, s, free, u, at, c * width);
                } else {
                    for (int p = 0; p < POINTS; p++) {
                        int zeros = at + p * c * width;
                        java.util.Arrays.fill(u, zeros, zeros + lanes, 0);
                    }
                }
            }
        }
    }
}
