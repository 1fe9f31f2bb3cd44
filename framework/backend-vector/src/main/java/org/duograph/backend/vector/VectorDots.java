package org.duograph.backend.vector;

import static jdk.incubator.vector.VectorOperators.ADD;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of A with the transpose of B: numbers of Y are dot products of rows, which need no
 * rearranging, as both run along memory. Used where B would have to be turned to be multiplied by
 * {@link VectorProducts}, such as the weights of a fully connected layer.
 *
 * <p>Four rows by four keep 16 sums in registers; 8 loads serve 16 multiply-adds.
 */
final class VectorDots {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private VectorDots() {}

    /**
     * {@code y[r, c] = sum over k of a[r, k] b[c, k]}, or that added, for r &lt; rows, c &lt; cols.
     */
    static void product(
            float[] a,
            int at,
            int row,
            float[] b,
            int from,
            int next,
            float[] y,
            int to,
            int line,
            int rows,
            int cols,
            int n,
            boolean add) {
        int c = 0;
        for (; c + 4 <= cols; c += 4) {
            int w = from + c * next;
            int r = 0;
            for (; r + 4 <= rows; r += 4) {
                dots4x4(a, at + r * row, row, b, w, next, y, to + r * line + c, line, n, add);
            }
            for (; r + 2 <= rows; r += 2) {
                dots2x4(a, at + r * row, row, b, w, next, y, to + r * line + c, line, n, add);
            }
            for (; r < rows; r++) {
                dots1x4(a, at + r * row, row, b, w, next, y, to + r * line + c, line, n, add);
            }
        }
        for (; c < cols; c++) {
            for (int r = 0; r < rows; r++) {
                dots1x1(
                        a,
                        at + r * row,
                        row,
                        b,
                        from + c * next,
                        next,
                        y,
                        to + r * line + c,
                        line,
                        n,
                        add);
            }
        }
    }

    /** The dot products of 4 rows of A and 4 of B. */
    private static void dots4x4(
            float[] a,
            int at,
            int row,
            float[] b,
            int from,
            int next,
            float[] y,
            int to,
            int line,
            int n,
            boolean add) {
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
            FloatVector w0 = FloatVector.fromArray(S, b, from + k);
            FloatVector w1 = FloatVector.fromArray(S, b, from + 1 * next + k);
            FloatVector w2 = FloatVector.fromArray(S, b, from + 2 * next + k);
            FloatVector w3 = FloatVector.fromArray(S, b, from + 3 * next + k);
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
        put(y, to, s00.reduceLanes(ADD) + rest(a, at, b, from, whole, n), add);
        put(y, to + 1, s01.reduceLanes(ADD) + rest(a, at, b, from + 1 * next, whole, n), add);
        put(y, to + 2, s02.reduceLanes(ADD) + rest(a, at, b, from + 2 * next, whole, n), add);
        put(y, to + 3, s03.reduceLanes(ADD) + rest(a, at, b, from + 3 * next, whole, n), add);
        put(y, to + 1 * line, s10.reduceLanes(ADD) + rest(a, at + 1 * row, b, from, whole, n), add);
        put(
                y,
                to + 1 * line + 1,
                s11.reduceLanes(ADD) + rest(a, at + 1 * row, b, from + 1 * next, whole, n),
                add);
        put(
                y,
                to + 1 * line + 2,
                s12.reduceLanes(ADD) + rest(a, at + 1 * row, b, from + 2 * next, whole, n),
                add);
        put(
                y,
                to + 1 * line + 3,
                s13.reduceLanes(ADD) + rest(a, at + 1 * row, b, from + 3 * next, whole, n),
                add);
        put(y, to + 2 * line, s20.reduceLanes(ADD) + rest(a, at + 2 * row, b, from, whole, n), add);
        put(
                y,
                to + 2 * line + 1,
                s21.reduceLanes(ADD) + rest(a, at + 2 * row, b, from + 1 * next, whole, n),
                add);
        put(
                y,
                to + 2 * line + 2,
                s22.reduceLanes(ADD) + rest(a, at + 2 * row, b, from + 2 * next, whole, n),
                add);
        put(
                y,
                to + 2 * line + 3,
                s23.reduceLanes(ADD) + rest(a, at + 2 * row, b, from + 3 * next, whole, n),
                add);
        put(y, to + 3 * line, s30.reduceLanes(ADD) + rest(a, at + 3 * row, b, from, whole, n), add);
        put(
                y,
                to + 3 * line + 1,
                s31.reduceLanes(ADD) + rest(a, at + 3 * row, b, from + 1 * next, whole, n),
                add);
        put(
                y,
                to + 3 * line + 2,
                s32.reduceLanes(ADD) + rest(a, at + 3 * row, b, from + 2 * next, whole, n),
                add);
        put(
                y,
                to + 3 * line + 3,
                s33.reduceLanes(ADD) + rest(a, at + 3 * row, b, from + 3 * next, whole, n),
                add);
    }

    /** The dot products of 2 rows of A and 4 of B. */
    private static void dots2x4(
            float[] a,
            int at,
            int row,
            float[] b,
            int from,
            int next,
            float[] y,
            int to,
            int line,
            int n,
            boolean add) {
        FloatVector s00 = FloatVector.zero(S);
        FloatVector s01 = FloatVector.zero(S);
        FloatVector s02 = FloatVector.zero(S);
        FloatVector s03 = FloatVector.zero(S);
        FloatVector s10 = FloatVector.zero(S);
        FloatVector s11 = FloatVector.zero(S);
        FloatVector s12 = FloatVector.zero(S);
        FloatVector s13 = FloatVector.zero(S);
        int whole = n / L * L;
        for (int k = 0; k < whole; k += L) {
            FloatVector w0 = FloatVector.fromArray(S, b, from + k);
            FloatVector w1 = FloatVector.fromArray(S, b, from + 1 * next + k);
            FloatVector w2 = FloatVector.fromArray(S, b, from + 2 * next + k);
            FloatVector w3 = FloatVector.fromArray(S, b, from + 3 * next + k);
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
        }
        put(y, to, s00.reduceLanes(ADD) + rest(a, at, b, from, whole, n), add);
        put(y, to + 1, s01.reduceLanes(ADD) + rest(a, at, b, from + 1 * next, whole, n), add);
        put(y, to + 2, s02.reduceLanes(ADD) + rest(a, at, b, from + 2 * next, whole, n), add);
        put(y, to + 3, s03.reduceLanes(ADD) + rest(a, at, b, from + 3 * next, whole, n), add);
        put(y, to + 1 * line, s10.reduceLanes(ADD) + rest(a, at + 1 * row, b, from, whole, n), add);
        put(
                y,
                to + 1 * line + 1,
                s11.reduceLanes(ADD) + rest(a, at + 1 * row, b, from + 1 * next, whole, n),
                add);
        put(
                y,
                to + 1 * line + 2,
                s12.reduceLanes(ADD) + rest(a, at + 1 * row, b, from + 2 * next, whole, n),
                add);
        put(
                y,
                to + 1 * line + 3,
                s13.reduceLanes(ADD) + rest(a, at + 1 * row, b, from + 3 * next, whole, n),
                add);
    }

    /** The dot products of 1 rows of A and 4 of B. */
    private static void dots1x4(
            float[] a,
            int at,
            int row,
            float[] b,
            int from,
            int next,
            float[] y,
            int to,
            int line,
            int n,
            boolean add) {
        FloatVector s00 = FloatVector.zero(S);
        FloatVector s01 = FloatVector.zero(S);
        FloatVector s02 = FloatVector.zero(S);
        FloatVector s03 = FloatVector.zero(S);
        int whole = n / L * L;
        for (int k = 0; k < whole; k += L) {
            FloatVector w0 = FloatVector.fromArray(S, b, from + k);
            FloatVector w1 = FloatVector.fromArray(S, b, from + 1 * next + k);
            FloatVector w2 = FloatVector.fromArray(S, b, from + 2 * next + k);
            FloatVector w3 = FloatVector.fromArray(S, b, from + 3 * next + k);
            FloatVector x0 = FloatVector.fromArray(S, a, at + k);
            s00 = x0.fma(w0, s00);
            s01 = x0.fma(w1, s01);
            s02 = x0.fma(w2, s02);
            s03 = x0.fma(w3, s03);
        }
        put(y, to, s00.reduceLanes(ADD) + rest(a, at, b, from, whole, n), add);
        put(y, to + 1, s01.reduceLanes(ADD) + rest(a, at, b, from + 1 * next, whole, n), add);
        put(y, to + 2, s02.reduceLanes(ADD) + rest(a, at, b, from + 2 * next, whole, n), add);
        put(y, to + 3, s03.reduceLanes(ADD) + rest(a, at, b, from + 3 * next, whole, n), add);
    }

    /** The dot products of 1 rows of A and 1 of B. */
    private static void dots1x1(
            float[] a,
            int at,
            int row,
            float[] b,
            int from,
            int next,
            float[] y,
            int to,
            int line,
            int n,
            boolean add) {
        FloatVector s00 = FloatVector.zero(S);
        int whole = n / L * L;
        for (int k = 0; k < whole; k += L) {
            FloatVector w0 = FloatVector.fromArray(S, b, from + k);
            FloatVector x0 = FloatVector.fromArray(S, a, at + k);
            s00 = x0.fma(w0, s00);
        }
        put(y, to, s00.reduceLanes(ADD) + rest(a, at, b, from, whole, n), add);
    }

    private static void put(float[] y, int at, float sum, boolean add) {
        y[at] = add ? y[at] + sum : sum;
    }

    /** What is left of a dot product behind the last whole vector. */
    private static float rest(float[] a, int at, float[] b, int from, int whole, int n) {
        float sum = 0;
        for (int k = whole; k < n; k++) {
            sum += a[at + k] * b[from + k];
        }
        return sum;
    }
}
