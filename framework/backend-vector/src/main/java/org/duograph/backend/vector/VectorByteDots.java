package org.duograph.backend.vector;

import static jdk.incubator.vector.VectorOperators.ADD;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Dot products with weights of one byte, as {@link VectorHalfDots} makes them with two. */
final class VectorByteDots {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /**
     * The narrowest there are; with vectors of 4 and 8 floats only the first of its bytes count.
     */
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, Byte.SIZE * L)));

    private VectorByteDots() {}

    private static FloatVector whole(byte[] b, int at) {
        return (FloatVector)
                ByteVector.fromArray(BYTES, b, at).convertShape(VectorOperators.B2F, S, 0);
    }

    /**
     * Weights of one byte, each row of which has a scale of its own: {@code y[r, c] = sum over k of
     * a[r, k] b[c, k]}.
     */
    static void bytes(
            float[] a,
            int at,
            int row,
            byte[] b,
            int from,
            int next,
            float[] scales,
            int scale,
            float[] y,
            int to,
            int line,
            int rows,
            int cols,
            int n) {
        int c = 0;
        for (; c + 4 <= cols; c += 4) {
            int r = 0;
            for (; r + 4 <= rows; r += 4) {
                bytes4x4(
                        a,
                        at + r * row,
                        row,
                        b,
                        from + c * next,
                        next,
                        scales,
                        scale + c,
                        y,
                        to + r * line + c,
                        line,
                        n);
            }
            for (; r < rows; r++) {
                bytes1x4(
                        a,
                        at + r * row,
                        row,
                        b,
                        from + c * next,
                        next,
                        scales,
                        scale + c,
                        y,
                        to + r * line + c,
                        line,
                        n);
            }
        }
        for (; c < cols; c++) {
            for (int r = 0; r < rows; r++) {
                bytes1x1(
                        a,
                        at + r * row,
                        row,
                        b,
                        from + c * next,
                        next,
                        scales,
                        scale + c,
                        y,
                        to + r * line + c,
                        line,
                        n);
            }
        }
    }

    private static void bytes4x4(
            float[] a,
            int at,
            int row,
            byte[] b,
            int from,
            int next,
            float[] scales,
            int scale,
            float[] y,
            int to,
            int line,
            int n) {
        FloatVector s00 = FloatVector.zero(S);
        FloatVector s01 = FloatVector.zero(S);
        FloatVector s02 = FloatVector.zero(S);
        FloatVector s03 = FloatVector.zero(S);
        FloatVector s10 = FloatVector.zero(S);
        FloatVector s11 = FloatVector.zero(S);
        FloatVector s12 = FloatVector.zero(S);
        FloatVector s13 = FloatVector.zero(S);
        FloatVector s20 = FloatVector.zero(S);
        FloatVector s21 = FloatVector.zero(S);
        FloatVector s22 = FloatVector.zero(S);
        FloatVector s23 = FloatVector.zero(S);
        FloatVector s30 = FloatVector.zero(S);
        FloatVector s31 = FloatVector.zero(S);
        FloatVector s32 = FloatVector.zero(S);
        FloatVector s33 = FloatVector.zero(S);
        int whole = n / L * L;
        for (int k = 0; k < whole; k += L) {
            FloatVector w0 = whole(b, from + k);
            FloatVector w1 = whole(b, from + 1 * next + k);
            FloatVector w2 = whole(b, from + 2 * next + k);
            FloatVector w3 = whole(b, from + 3 * next + k);
            FloatVector x0 = FloatVector.fromArray(S, a, at + k);
            s00 = x0.fma(w0, s00);
            s01 = x0.fma(w1, s01);
            s02 = x0.fma(w2, s02);
            s03 = x0.fma(w3, s03);
            FloatVector x1 = FloatVector.fromArray(S, a, at + 1 * row + k);
            s10 = x1.fma(w0, s10);
            s11 = x1.fma(w1, s11);
            s12 = x1.fma(w2, s12);
            s13 = x1.fma(w3, s13);
            FloatVector x2 = FloatVector.fromArray(S, a, at + 2 * row + k);
            s20 = x2.fma(w0, s20);
            s21 = x2.fma(w1, s21);
            s22 = x2.fma(w2, s22);
            s23 = x2.fma(w3, s23);
            FloatVector x3 = FloatVector.fromArray(S, a, at + 3 * row + k);
            s30 = x3.fma(w0, s30);
            s31 = x3.fma(w1, s31);
            s32 = x3.fma(w2, s32);
            s33 = x3.fma(w3, s33);
        }
        y[to] =
                (s00.reduceLanes(ADD) + NarrowWeights.rest(a, at, b, from, whole, n))
                        * scales[scale];
        y[to + 1] =
                (s01.reduceLanes(ADD) + NarrowWeights.rest(a, at, b, from + 1 * next, whole, n))
                        * scales[scale + 1];
        y[to + 2] =
                (s02.reduceLanes(ADD) + NarrowWeights.rest(a, at, b, from + 2 * next, whole, n))
                        * scales[scale + 2];
        y[to + 3] =
                (s03.reduceLanes(ADD) + NarrowWeights.rest(a, at, b, from + 3 * next, whole, n))
                        * scales[scale + 3];
        y[to + 1 * line] =
                (s10.reduceLanes(ADD) + NarrowWeights.rest(a, at + 1 * row, b, from, whole, n))
                        * scales[scale];
        y[to + 1 * line + 1] =
                (s11.reduceLanes(ADD)
                                + NarrowWeights.rest(a, at + 1 * row, b, from + 1 * next, whole, n))
                        * scales[scale + 1];
        y[to + 1 * line + 2] =
                (s12.reduceLanes(ADD)
                                + NarrowWeights.rest(a, at + 1 * row, b, from + 2 * next, whole, n))
                        * scales[scale + 2];
        y[to + 1 * line + 3] =
                (s13.reduceLanes(ADD)
                                + NarrowWeights.rest(a, at + 1 * row, b, from + 3 * next, whole, n))
                        * scales[scale + 3];
        y[to + 2 * line] =
                (s20.reduceLanes(ADD) + NarrowWeights.rest(a, at + 2 * row, b, from, whole, n))
                        * scales[scale];
        y[to + 2 * line + 1] =
                (s21.reduceLanes(ADD)
                                + NarrowWeights.rest(a, at + 2 * row, b, from + 1 * next, whole, n))
                        * scales[scale + 1];
        y[to + 2 * line + 2] =
                (s22.reduceLanes(ADD)
                                + NarrowWeights.rest(a, at + 2 * row, b, from + 2 * next, whole, n))
                        * scales[scale + 2];
        y[to + 2 * line + 3] =
                (s23.reduceLanes(ADD)
                                + NarrowWeights.rest(a, at + 2 * row, b, from + 3 * next, whole, n))
                        * scales[scale + 3];
        y[to + 3 * line] =
                (s30.reduceLanes(ADD) + NarrowWeights.rest(a, at + 3 * row, b, from, whole, n))
                        * scales[scale];
        y[to + 3 * line + 1] =
                (s31.reduceLanes(ADD)
                                + NarrowWeights.rest(a, at + 3 * row, b, from + 1 * next, whole, n))
                        * scales[scale + 1];
        y[to + 3 * line + 2] =
                (s32.reduceLanes(ADD)
                                + NarrowWeights.rest(a, at + 3 * row, b, from + 2 * next, whole, n))
                        * scales[scale + 2];
        y[to + 3 * line + 3] =
                (s33.reduceLanes(ADD)
                                + NarrowWeights.rest(a, at + 3 * row, b, from + 3 * next, whole, n))
                        * scales[scale + 3];
    }

    private static void bytes1x4(
            float[] a,
            int at,
            int row,
            byte[] b,
            int from,
            int next,
            float[] scales,
            int scale,
            float[] y,
            int to,
            int line,
            int n) {
        FloatVector s00 = FloatVector.zero(S);
        FloatVector s01 = FloatVector.zero(S);
        FloatVector s02 = FloatVector.zero(S);
        FloatVector s03 = FloatVector.zero(S);
        int whole = n / L * L;
        for (int k = 0; k < whole; k += L) {
            FloatVector w0 = whole(b, from + k);
            FloatVector w1 = whole(b, from + 1 * next + k);
            FloatVector w2 = whole(b, from + 2 * next + k);
            FloatVector w3 = whole(b, from + 3 * next + k);
            FloatVector x0 = FloatVector.fromArray(S, a, at + k);
            s00 = x0.fma(w0, s00);
            s01 = x0.fma(w1, s01);
            s02 = x0.fma(w2, s02);
            s03 = x0.fma(w3, s03);
        }
        y[to] =
                (s00.reduceLanes(ADD) + NarrowWeights.rest(a, at, b, from, whole, n))
                        * scales[scale];
        y[to + 1] =
                (s01.reduceLanes(ADD) + NarrowWeights.rest(a, at, b, from + 1 * next, whole, n))
                        * scales[scale + 1];
        y[to + 2] =
                (s02.reduceLanes(ADD) + NarrowWeights.rest(a, at, b, from + 2 * next, whole, n))
                        * scales[scale + 2];
        y[to + 3] =
                (s03.reduceLanes(ADD) + NarrowWeights.rest(a, at, b, from + 3 * next, whole, n))
                        * scales[scale + 3];
    }

    private static void bytes1x1(
            float[] a,
            int at,
            int row,
            byte[] b,
            int from,
            int next,
            float[] scales,
            int scale,
            float[] y,
            int to,
            int line,
            int n) {
        FloatVector s00 = FloatVector.zero(S);
        int whole = n / L * L;
        for (int k = 0; k < whole; k += L) {
            FloatVector w0 = whole(b, from + k);
            FloatVector x0 = FloatVector.fromArray(S, a, at + k);
            s00 = x0.fma(w0, s00);
        }
        y[to] =
                (s00.reduceLanes(ADD) + NarrowWeights.rest(a, at, b, from, whole, n))
                        * scales[scale];
    }
}
