package org.duograph.backend.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The linear maps of Winograd's F(4x4, 3x3) along one axis, each over many channels at a time.
 *
 * <p>A tile of 6 x 6 pixels gives 4 x 4 of the output by 36 multiplications for each pair of
 * channels, where the definition takes 144:
 *
 * <pre>
 * Y = A' [ (G W G') * (B' X B) ] A        * is element by element, and a sum over channels
 *
 * B' = 4  0 -5  0  1  0     G = 1/4    0    0       A' = 1  1  1  1  1  0
 *      0 -4 -4  1  1  0        -1/6 -1/6 -1/6            0  1 -1  2 -2  0
 *      0  4 -4 -1  1  0        -1/6  1/6 -1/6            0  1  1  4  4  0
 *      0 -2 -1  2  1  0        1/24 1/12  1/6            0  1 -1  8 -8  1
 *      0  2 -1 -2  1  0        1/24 -1/12 1/6
 *      0  4  0 -5  0  1           0    0    1
 * </pre>
 *
 * <p>The gradient with respect to W goes the other way: {@code dW = G' [ (B' X B) * (A dY A') ] G}
 * with a sum over tiles. From Lavin and Gray, Fast Algorithms for Convolutional Neural Networks,
 * 2015.
 */
final class WinogradTransforms {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private WinogradTransforms() {}

    /**
     * B' down six rows of pixels: {@code count} numbers of each row, from six places of {@code x}
     * or, beyond the image, from zeros.
     *
     * @param step how far apart the six results begin
     */
    static void down(float[][] x, int[] at, float[] y, int to, int step, int count) {
        down(
                x[0], at[0], x[1], at[1], x[2], at[2], x[3], at[3], x[4], at[4], x[5], at[5], y, to,
                step, count);
    }

    private static void down(
            float[] x0,
            int a0,
            float[] x1,
            int a1,
            float[] x2,
            int a2,
            float[] x3,
            int a3,
            float[] x4,
            int a4,
            float[] x5,
            int a5,
            float[] y,
            int to,
            int step,
            int count) {
        FloatVector four = FloatVector.broadcast(S, 4f);
        FloatVector minusFour = FloatVector.broadcast(S, -4f);
        FloatVector minusFive = FloatVector.broadcast(S, -5f);
        for (int k = 0; k < count; k += L) {
            FloatVector d0 = FloatVector.fromArray(S, x0, a0 + k);
            FloatVector d1 = FloatVector.fromArray(S, x1, a1 + k);
            FloatVector d2 = FloatVector.fromArray(S, x2, a2 + k);
            FloatVector d3 = FloatVector.fromArray(S, x3, a3 + k);
            FloatVector d4 = FloatVector.fromArray(S, x4, a4 + k);
            FloatVector d5 = FloatVector.fromArray(S, x5, a5 + k);
            FloatVector p = d2.fma(minusFour, d4);
            FloatVector q = d1.fma(minusFour, d3);
            FloatVector r = d4.sub(d2);
            FloatVector t = d3.sub(d1);
            FloatVector u = t.add(t);
            d0.fma(four, d2.fma(minusFive, d4)).intoArray(y, to + k);
            p.add(q).intoArray(y, to + step + k);
            p.sub(q).intoArray(y, to + 2 * step + k);
            r.add(u).intoArray(y, to + 3 * step + k);
            r.sub(u).intoArray(y, to + 4 * step + k);
            d1.fma(four, d3.fma(minusFive, d5)).intoArray(y, to + 5 * step + k);
        }
    }

    /**
     * B' along a row of pixels, for {@code tiles} tiles that begin four pixels apart.
     *
     * @param pixel how far apart the pixels begin
     * @param count channels, a multiple of a vector
     * @param step how far apart the six results begin
     * @param tile how far apart the tiles begin in {@code y}
     */
    static void along(
            float[] x,
            int from,
            int pixel,
            int count,
            float[] y,
            int to,
            int step,
            int tile,
            int tiles) {
        for (int t = 0; t < tiles; t++) {
            along1(x, from + 4 * t * pixel, pixel, count, y, to + t * tile, step);
        }
    }

    // tag::along[]
    private static void along1(
            float[] x, int from, int pixel, int count, float[] y, int to, int step) {
        FloatVector four = FloatVector.broadcast(S, 4f);
        FloatVector minusFour = FloatVector.broadcast(S, -4f);
        FloatVector minusFive = FloatVector.broadcast(S, -5f);
        for (int k = 0; k < count; k += L) {
            int a = from + k;
            FloatVector d0 = FloatVector.fromArray(S, x, a);
            FloatVector d1 = FloatVector.fromArray(S, x, a + pixel);
            FloatVector d2 = FloatVector.fromArray(S, x, a + 2 * pixel);
            FloatVector d3 = FloatVector.fromArray(S, x, a + 3 * pixel);
            FloatVector d4 = FloatVector.fromArray(S, x, a + 4 * pixel);
            FloatVector d5 = FloatVector.fromArray(S, x, a + 5 * pixel);
            FloatVector p = d2.fma(minusFour, d4);
            FloatVector q = d1.fma(minusFour, d3);
            FloatVector r = d4.sub(d2);
            FloatVector t = d3.sub(d1);
            FloatVector u = t.add(t);
            d0.fma(four, d2.fma(minusFive, d4)).intoArray(y, to + k);
            p.add(q).intoArray(y, to + step + k);
            p.sub(q).intoArray(y, to + 2 * step + k);
            r.add(u).intoArray(y, to + 3 * step + k);
            r.sub(u).intoArray(y, to + 4 * step + k);
            d1.fma(four, d3.fma(minusFive, d5)).intoArray(y, to + 5 * step + k);
        }
    }

    // end::along[]

    /**
     * {@code A' Z A}, one vector of channels of one tile, plus a bias, and not below {@code floor}.
     *
     * @param zStep how far apart the 36 products of a tile stand
     * @param s scratch memory for 24 vectors
     * @param row how far apart the four rows of the result begin, and {@code pixel} its columns
     */
    static void gather(
            float[] z,
            int from,
            int zStep,
            float[] s,
            int free,
            float[] y,
            int to,
            int row,
            int pixel,
            float[] b,
            int bAt,
            float floor) {
        for (int j = 0; j < 6; j++) {
            gather1(z, from + j * zStep, 6 * zStep, s, free + j * L, 6 * L);
        }
        FloatVector bias = FloatVector.fromArray(S, b, bAt);
        FloatVector least = FloatVector.broadcast(S, floor);
        for (int i = 0; i < 4; i++) {
            gatherLast(s, free + i * 6 * L, y, to + i * row, pixel, bias, least);
        }
    }

    private static void gather1(float[] z, int from, int step, float[] y, int to, int row) {
        FloatVector m0 = FloatVector.fromArray(S, z, from);
        FloatVector m1 = FloatVector.fromArray(S, z, from + step);
        FloatVector m2 = FloatVector.fromArray(S, z, from + 2 * step);
        FloatVector m3 = FloatVector.fromArray(S, z, from + 3 * step);
        FloatVector m4 = FloatVector.fromArray(S, z, from + 4 * step);
        FloatVector m5 = FloatVector.fromArray(S, z, from + 5 * step);
        FloatVector a = m1.add(m2);
        FloatVector b = m1.sub(m2);
        FloatVector e = m3.add(m4);
        FloatVector h = m3.sub(m4);
        FloatVector f = h.add(h);
        m0.add(a).add(e).intoArray(y, to);
        b.add(f).intoArray(y, to + row);
        e.fma(FloatVector.broadcast(S, 4f), a).intoArray(y, to + 2 * row);
        f.fma(FloatVector.broadcast(S, 4f), b).add(m5).intoArray(y, to + 3 * row);
    }

    private static void gatherLast(
            float[] z,
            int from,
            float[] y,
            int to,
            int pixel,
            FloatVector bias,
            FloatVector least) {
        FloatVector m0 = FloatVector.fromArray(S, z, from);
        FloatVector m1 = FloatVector.fromArray(S, z, from + L);
        FloatVector m2 = FloatVector.fromArray(S, z, from + 2 * L);
        FloatVector m3 = FloatVector.fromArray(S, z, from + 3 * L);
        FloatVector m4 = FloatVector.fromArray(S, z, from + 4 * L);
        FloatVector m5 = FloatVector.fromArray(S, z, from + 5 * L);
        FloatVector a = m1.add(m2).add(bias);
        FloatVector b = m1.sub(m2).add(bias);
        FloatVector e = m3.add(m4);
        FloatVector h = m3.sub(m4);
        FloatVector f = h.add(h);
        m0.add(a).add(e).max(least).intoArray(y, to);
        b.add(f).max(least).intoArray(y, to + pixel);
        e.fma(FloatVector.broadcast(S, 4f), a).max(least).intoArray(y, to + 2 * pixel);
        f.fma(FloatVector.broadcast(S, 4f), b).add(m5).max(least).intoArray(y, to + 3 * pixel);
    }

    /**
     * {@code A dY A'}, one vector of channels of one tile.
     *
     * @param row how far apart the four rows of dY begin, and {@code pixel} its columns
     * @param s scratch memory for 24 vectors
     * @param zStep how far apart the 36 results stand
     */
    static void widen(
            float[] y,
            int from,
            int row,
            int pixel,
            float[] s,
            int free,
            float[] z,
            int to,
            int zStep) {
        for (int j = 0; j < 4; j++) {
            widen1(y, from + j * pixel, row, s, free + j * L, 4 * L);
        }
        for (int i = 0; i < 6; i++) {
            widen1(s, free + i * 4 * L, L, z, to + 6 * i * zStep, zStep);
        }
    }

    private static void widen1(float[] x, int from, int step, float[] y, int to, int line) {
        FloatVector d0 = FloatVector.fromArray(S, x, from);
        FloatVector d1 = FloatVector.fromArray(S, x, from + step);
        FloatVector d2 = FloatVector.fromArray(S, x, from + 2 * step);
        FloatVector d3 = FloatVector.fromArray(S, x, from + 3 * step);
        FloatVector four = FloatVector.broadcast(S, 4f);
        FloatVector even = d0.add(d2);
        FloatVector odd = d1.add(d3);
        FloatVector far = d2.fma(four, d0);
        FloatVector h = d3.fma(four, d1);
        FloatVector near = h.add(h);
        d0.intoArray(y, to);
        even.add(odd).intoArray(y, to + line);
        even.sub(odd).intoArray(y, to + 2 * line);
        far.add(near).intoArray(y, to + 3 * line);
        far.sub(near).intoArray(y, to + 4 * line);
        d3.intoArray(y, to + 5 * line);
    }

    /**
     * {@code G W G'}, one vector of output channels.
     *
     * @param tap how far apart the nine taps stand
     * @param s scratch memory for 18 vectors
     * @param uStep how far apart the 36 results stand
     */
    static void filter(
            float[] w, int from, int tap, float[] s, int free, float[] u, int to, int uStep) {
        for (int j = 0; j < 3; j++) {
            filter1(w, from + j * tap, 3 * tap, s, free + j * L, 3 * L);
        }
        for (int i = 0; i < 6; i++) {
            filter1(s, free + i * 3 * L, L, u, to + 6 * i * uStep, uStep);
        }
    }

    private static void filter1(float[] w, int from, int step, float[] u, int to, int line) {
        FloatVector w0 = FloatVector.fromArray(S, w, from);
        FloatVector w1 = FloatVector.fromArray(S, w, from + step);
        FloatVector w2 = FloatVector.fromArray(S, w, from + 2 * step);
        FloatVector sixth = FloatVector.broadcast(S, 1 / 6f);
        FloatVector outer = w0.add(w2).mul(sixth);
        FloatVector inner = w1.mul(sixth);
        FloatVector far = w0.fma(FloatVector.broadcast(S, 1 / 24f), w2.mul(sixth));
        FloatVector near = w1.mul(FloatVector.broadcast(S, 1 / 12f));
        w0.mul(FloatVector.broadcast(S, 0.25f)).intoArray(u, to);
        outer.add(inner).neg().intoArray(u, to + line);
        inner.sub(outer).intoArray(u, to + 2 * line);
        far.add(near).intoArray(u, to + 3 * line);
        far.sub(near).intoArray(u, to + 4 * line);
        w2.intoArray(u, to + 5 * line);
    }

    /**
     * {@code G' dU G}, one vector of output channels.
     *
     * @param uStep how far apart the 36 sums stand
     * @param s scratch memory for 18 vectors
     * @param tap how far apart the nine taps stand
     */
    static void unfilter(
            float[] u, int from, int uStep, float[] s, int free, float[] w, int to, int tap) {
        for (int j = 0; j < 6; j++) {
            unfilter1(u, from + j * uStep, 6 * uStep, s, free + j * L, 6 * L);
        }
        for (int i = 0; i < 3; i++) {
            unfilter1(s, free + i * 6 * L, L, w, to + 3 * i * tap, tap);
        }
    }

    private static void unfilter1(float[] u, int from, int step, float[] w, int to, int line) {
        FloatVector u0 = FloatVector.fromArray(S, u, from);
        FloatVector u1 = FloatVector.fromArray(S, u, from + step);
        FloatVector u2 = FloatVector.fromArray(S, u, from + 2 * step);
        FloatVector u3 = FloatVector.fromArray(S, u, from + 3 * step);
        FloatVector u4 = FloatVector.fromArray(S, u, from + 4 * step);
        FloatVector u5 = FloatVector.fromArray(S, u, from + 5 * step);
        FloatVector sixth = FloatVector.broadcast(S, 1 / 6f);
        FloatVector outer = u1.add(u2).mul(sixth);
        FloatVector inner = u2.sub(u1).mul(sixth);
        FloatVector far = u3.add(u4).mul(FloatVector.broadcast(S, 1 / 24f));
        FloatVector near = u3.sub(u4).mul(FloatVector.broadcast(S, 1 / 12f));
        u0.fma(FloatVector.broadcast(S, 0.25f), far.sub(outer)).intoArray(w, to);
        inner.add(near).intoArray(w, to + line);
        far.fma(FloatVector.broadcast(S, 4f), u5.sub(outer)).intoArray(w, to + 2 * line);
    }
}
