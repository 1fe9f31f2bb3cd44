package org.duograph.backend.vector;

import static jdk.incubator.vector.VectorOperators.ADD;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of A with the transpose of B: numbers of Y are dot products of rows, which need no
 * rearranging, as both run along memory. Used where B would have to be turned to be multiplied by
 * {@link VectorProducts}, such as the weights of a fully connected layer.
 *
 * <p>Three rows of A by four of B keep 12 sums in registers; one row of A takes eight of B, whose
 * numbers are then read once, at the speed of memory.
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
        for (; rows == 1 && c + 8 <= cols; c += 8) {
            dots1x8(a, at, row, b, from + c * next, next, y, to + c, line, n, add);
        }
        for (; c + 4 <= cols; c += 4) {
            int w = from + c * next;
            int r = 0;
            for (; r + 3 <= rows; r += 3) {
                dots3x4(a, at + r * row, row, b, w, next, y, to + r * line + c, line, n, add);
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

    private static void dots3x4(
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
        int a1 = at + 1 * row;
        int a2 = at + 2 * row;
        int b1 = from + 1 * next;
        int b2 = from + 2 * next;
        int b3 = from + 3 * next;
        int y0 = to;
        int y1 = to + 1 * line;
        int y2 = to + 2 * line;
        int whole = n / L * L;
        for (int k = 0; k < whole; k += L) {
            FloatVector x0 = FloatVector.fromArray(S, a, at + k);
            FloatVector x1 = FloatVector.fromArray(S, a, a1 + k);
            FloatVector x2 = FloatVector.fromArray(S, a, a2 + k);
            FloatVector w0 = FloatVector.fromArray(S, b, from + k);
            s00 = x0.fma(w0, s00);
            s10 = x1.fma(w0, s10);
            s20 = x2.fma(w0, s20);
            FloatVector w1 = FloatVector.fromArray(S, b, b1 + k);
            s01 = x0.fma(w1, s01);
            s11 = x1.fma(w1, s11);
            s21 = x2.fma(w1, s21);
            FloatVector w2 = FloatVector.fromArray(S, b, b2 + k);
            s02 = x0.fma(w2, s02);
            s12 = x1.fma(w2, s12);
            s22 = x2.fma(w2, s22);
            FloatVector w3 = FloatVector.fromArray(S, b, b3 + k);
            s03 = x0.fma(w3, s03);
            s13 = x1.fma(w3, s13);
            s23 = x2.fma(w3, s23);
        }
        put(y, y0, s00.reduceLanes(ADD), add);
        put(y, y0 + 1, s01.reduceLanes(ADD), add);
        put(y, y0 + 2, s02.reduceLanes(ADD), add);
        put(y, y0 + 3, s03.reduceLanes(ADD), add);
        put(y, y1, s10.reduceLanes(ADD), add);
        put(y, y1 + 1, s11.reduceLanes(ADD), add);
        put(y, y1 + 2, s12.reduceLanes(ADD), add);
        put(y, y1 + 3, s13.reduceLanes(ADD), add);
        put(y, y2, s20.reduceLanes(ADD), add);
        put(y, y2 + 1, s21.reduceLanes(ADD), add);
        put(y, y2 + 2, s22.reduceLanes(ADD), add);
        put(y, y2 + 3, s23.reduceLanes(ADD), add);
        rest(a, at, row, b, from, next, y, to, line, 3, 4, whole, n);
    }

    private static void dots1x8(
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
        FloatVector s04 = FloatVector.zero(S);
        FloatVector s05 = FloatVector.zero(S);
        FloatVector s06 = FloatVector.zero(S);
        FloatVector s07 = FloatVector.zero(S);
        int b1 = from + 1 * next;
        int b2 = from + 2 * next;
        int b3 = from + 3 * next;
        int b4 = from + 4 * next;
        int b5 = from + 5 * next;
        int b6 = from + 6 * next;
        int b7 = from + 7 * next;
        int y0 = to;
        int whole = n / L * L;
        for (int k = 0; k < whole; k += L) {
            FloatVector x0 = FloatVector.fromArray(S, a, at + k);
            FloatVector w0 = FloatVector.fromArray(S, b, from + k);
            s00 = x0.fma(w0, s00);
            FloatVector w1 = FloatVector.fromArray(S, b, b1 + k);
            s01 = x0.fma(w1, s01);
            FloatVector w2 = FloatVector.fromArray(S, b, b2 + k);
            s02 = x0.fma(w2, s02);
            FloatVector w3 = FloatVector.fromArray(S, b, b3 + k);
            s03 = x0.fma(w3, s03);
            FloatVector w4 = FloatVector.fromArray(S, b, b4 + k);
            s04 = x0.fma(w4, s04);
            FloatVector w5 = FloatVector.fromArray(S, b, b5 + k);
            s05 = x0.fma(w5, s05);
            FloatVector w6 = FloatVector.fromArray(S, b, b6 + k);
            s06 = x0.fma(w6, s06);
            FloatVector w7 = FloatVector.fromArray(S, b, b7 + k);
            s07 = x0.fma(w7, s07);
        }
        put(y, y0, s00.reduceLanes(ADD), add);
        put(y, y0 + 1, s01.reduceLanes(ADD), add);
        put(y, y0 + 2, s02.reduceLanes(ADD), add);
        put(y, y0 + 3, s03.reduceLanes(ADD), add);
        put(y, y0 + 4, s04.reduceLanes(ADD), add);
        put(y, y0 + 5, s05.reduceLanes(ADD), add);
        put(y, y0 + 6, s06.reduceLanes(ADD), add);
        put(y, y0 + 7, s07.reduceLanes(ADD), add);
        rest(a, at, row, b, from, next, y, to, line, 1, 8, whole, n);
    }

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
        int b1 = from + 1 * next;
        int b2 = from + 2 * next;
        int b3 = from + 3 * next;
        int y0 = to;
        int whole = n / L * L;
        for (int k = 0; k < whole; k += L) {
            FloatVector x0 = FloatVector.fromArray(S, a, at + k);
            FloatVector w0 = FloatVector.fromArray(S, b, from + k);
            s00 = x0.fma(w0, s00);
            FloatVector w1 = FloatVector.fromArray(S, b, b1 + k);
            s01 = x0.fma(w1, s01);
            FloatVector w2 = FloatVector.fromArray(S, b, b2 + k);
            s02 = x0.fma(w2, s02);
            FloatVector w3 = FloatVector.fromArray(S, b, b3 + k);
            s03 = x0.fma(w3, s03);
        }
        put(y, y0, s00.reduceLanes(ADD), add);
        put(y, y0 + 1, s01.reduceLanes(ADD), add);
        put(y, y0 + 2, s02.reduceLanes(ADD), add);
        put(y, y0 + 3, s03.reduceLanes(ADD), add);
        rest(a, at, row, b, from, next, y, to, line, 1, 4, whole, n);
    }

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
        int y0 = to;
        int whole = n / L * L;
        for (int k = 0; k < whole; k += L) {
            FloatVector x0 = FloatVector.fromArray(S, a, at + k);
            FloatVector w0 = FloatVector.fromArray(S, b, from + k);
            s00 = x0.fma(w0, s00);
        }
        put(y, y0, s00.reduceLanes(ADD), add);
        rest(a, at, row, b, from, next, y, to, line, 1, 1, whole, n);
    }

    private static void put(float[] y, int at, float sum, boolean add) {
        y[at] = add ? y[at] + sum : sum;
    }

    /** Adds what is left behind the last whole vector. */
    private static void rest(
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
            int whole,
            int n) {
        if (whole == n) {
            return;
        }
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c++) {
                float sum = 0;
                for (int k = whole; k < n; k++) {
                    sum += a[at + r * row + k] * b[from + c * next + k];
                }
                y[to + r * line + c] += sum;
            }
        }
    }
}
