package org.duograph.backend.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link VectorProducts} where rows of A run along memory and B is packed, as nearly
 * always: then both steps are known when this is compiled, and C2 checks the bounds of arrays once
 * for a whole loop.
 */
final class PackedProducts {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int WIDTH = 2 * L;

    private PackedProducts() {}

    /** As many rows as go into whole blocks of {@code most}; returns how many. */
    static int panel(
            int most,
            float[] a,
            int at,
            int row,
            float[] b,
            int from,
            float[] y,
            int to,
            int line,
            int rows,
            int n,
            boolean add) {
        int whole = most >= 6 ? rows / most * most : 0;
        for (int r = 0; r < whole; r += most) {
            if (most == 8) {
                rows8(a, at + r * row, row, b, from, y, to + r * line, line, n, add);
            } else {
                rows6(a, at + r * row, row, b, from, y, to + r * line, line, n, add);
            }
        }
        return whole;
    }

    private static void rows8(
            float[] a,
            int at,
            int row,
            float[] b,
            int from,
            float[] y,
            int to,
            int line,
            int n,
            boolean add) {
        int a1 = at + 1 * row;
        int a2 = at + 2 * row;
        int a3 = at + 3 * row;
        int a4 = at + 4 * row;
        int a5 = at + 5 * row;
        int a6 = at + 6 * row;
        int a7 = at + 7 * row;
        FloatVector c0 = FloatVector.zero(S);
        FloatVector d0 = c0;
        FloatVector c1 = FloatVector.zero(S);
        FloatVector d1 = c1;
        FloatVector c2 = FloatVector.zero(S);
        FloatVector d2 = c2;
        FloatVector c3 = FloatVector.zero(S);
        FloatVector d3 = c3;
        FloatVector c4 = FloatVector.zero(S);
        FloatVector d4 = c4;
        FloatVector c5 = FloatVector.zero(S);
        FloatVector d5 = c5;
        FloatVector c6 = FloatVector.zero(S);
        FloatVector d6 = c6;
        FloatVector c7 = FloatVector.zero(S);
        FloatVector d7 = c7;
        // tag::rows8[]
        for (int k = 0; k < n; k++) {
            FloatVector p = FloatVector.fromArray(S, b, from + k * WIDTH);
            FloatVector q = FloatVector.fromArray(S, b, from + k * WIDTH + L);
            FloatVector x0 = FloatVector.broadcast(S, a[at + k]);
            c0 = x0.fma(p, c0);
            d0 = x0.fma(q, d0);
            FloatVector x1 = FloatVector.broadcast(S, a[a1 + k]);
            c1 = x1.fma(p, c1);
            d1 = x1.fma(q, d1);
            FloatVector x2 = FloatVector.broadcast(S, a[a2 + k]);
            c2 = x2.fma(p, c2);
            d2 = x2.fma(q, d2);
            FloatVector x3 = FloatVector.broadcast(S, a[a3 + k]);
            c3 = x3.fma(p, c3);
            d3 = x3.fma(q, d3);
            FloatVector x4 = FloatVector.broadcast(S, a[a4 + k]);
            c4 = x4.fma(p, c4);
            d4 = x4.fma(q, d4);
            FloatVector x5 = FloatVector.broadcast(S, a[a5 + k]);
            c5 = x5.fma(p, c5);
            d5 = x5.fma(q, d5);
            FloatVector x6 = FloatVector.broadcast(S, a[a6 + k]);
            c6 = x6.fma(p, c6);
            d6 = x6.fma(q, d6);
            FloatVector x7 = FloatVector.broadcast(S, a[a7 + k]);
            c7 = x7.fma(p, c7);
            d7 = x7.fma(q, d7);
        }
        // end::rows8[]
        if (add) {
            c0.add(FloatVector.fromArray(S, y, to)).intoArray(y, to);
            d0.add(FloatVector.fromArray(S, y, to + L)).intoArray(y, to + L);
            c1.add(FloatVector.fromArray(S, y, to + 1 * line)).intoArray(y, to + 1 * line);
            d1.add(FloatVector.fromArray(S, y, to + 1 * line + L)).intoArray(y, to + 1 * line + L);
            c2.add(FloatVector.fromArray(S, y, to + 2 * line)).intoArray(y, to + 2 * line);
            d2.add(FloatVector.fromArray(S, y, to + 2 * line + L)).intoArray(y, to + 2 * line + L);
            c3.add(FloatVector.fromArray(S, y, to + 3 * line)).intoArray(y, to + 3 * line);
            d3.add(FloatVector.fromArray(S, y, to + 3 * line + L)).intoArray(y, to + 3 * line + L);
            c4.add(FloatVector.fromArray(S, y, to + 4 * line)).intoArray(y, to + 4 * line);
            d4.add(FloatVector.fromArray(S, y, to + 4 * line + L)).intoArray(y, to + 4 * line + L);
            c5.add(FloatVector.fromArray(S, y, to + 5 * line)).intoArray(y, to + 5 * line);
            d5.add(FloatVector.fromArray(S, y, to + 5 * line + L)).intoArray(y, to + 5 * line + L);
            c6.add(FloatVector.fromArray(S, y, to + 6 * line)).intoArray(y, to + 6 * line);
            d6.add(FloatVector.fromArray(S, y, to + 6 * line + L)).intoArray(y, to + 6 * line + L);
            c7.add(FloatVector.fromArray(S, y, to + 7 * line)).intoArray(y, to + 7 * line);
            d7.add(FloatVector.fromArray(S, y, to + 7 * line + L)).intoArray(y, to + 7 * line + L);
        } else {
            c0.intoArray(y, to);
            d0.intoArray(y, to + L);
            c1.intoArray(y, to + 1 * line);
            d1.intoArray(y, to + 1 * line + L);
            c2.intoArray(y, to + 2 * line);
            d2.intoArray(y, to + 2 * line + L);
            c3.intoArray(y, to + 3 * line);
            d3.intoArray(y, to + 3 * line + L);
            c4.intoArray(y, to + 4 * line);
            d4.intoArray(y, to + 4 * line + L);
            c5.intoArray(y, to + 5 * line);
            d5.intoArray(y, to + 5 * line + L);
            c6.intoArray(y, to + 6 * line);
            d6.intoArray(y, to + 6 * line + L);
            c7.intoArray(y, to + 7 * line);
            d7.intoArray(y, to + 7 * line + L);
        }
    }

    private static void rows6(
            float[] a,
            int at,
            int row,
            float[] b,
            int from,
            float[] y,
            int to,
            int line,
            int n,
            boolean add) {
        int a1 = at + 1 * row;
        int a2 = at + 2 * row;
        int a3 = at + 3 * row;
        int a4 = at + 4 * row;
        int a5 = at + 5 * row;
        FloatVector c0 = FloatVector.zero(S);
        FloatVector d0 = c0;
        FloatVector c1 = FloatVector.zero(S);
        FloatVector d1 = c1;
        FloatVector c2 = FloatVector.zero(S);
        FloatVector d2 = c2;
        FloatVector c3 = FloatVector.zero(S);
        FloatVector d3 = c3;
        FloatVector c4 = FloatVector.zero(S);
        FloatVector d4 = c4;
        FloatVector c5 = FloatVector.zero(S);
        FloatVector d5 = c5;
        for (int k = 0; k < n; k++) {
            FloatVector p = FloatVector.fromArray(S, b, from + k * WIDTH);
            FloatVector q = FloatVector.fromArray(S, b, from + k * WIDTH + L);
            FloatVector x0 = FloatVector.broadcast(S, a[at + k]);
            c0 = x0.fma(p, c0);
            d0 = x0.fma(q, d0);
            FloatVector x1 = FloatVector.broadcast(S, a[a1 + k]);
            c1 = x1.fma(p, c1);
            d1 = x1.fma(q, d1);
            FloatVector x2 = FloatVector.broadcast(S, a[a2 + k]);
            c2 = x2.fma(p, c2);
            d2 = x2.fma(q, d2);
            FloatVector x3 = FloatVector.broadcast(S, a[a3 + k]);
            c3 = x3.fma(p, c3);
            d3 = x3.fma(q, d3);
            FloatVector x4 = FloatVector.broadcast(S, a[a4 + k]);
            c4 = x4.fma(p, c4);
            d4 = x4.fma(q, d4);
            FloatVector x5 = FloatVector.broadcast(S, a[a5 + k]);
            c5 = x5.fma(p, c5);
            d5 = x5.fma(q, d5);
        }
        if (add) {
            c0.add(FloatVector.fromArray(S, y, to)).intoArray(y, to);
            d0.add(FloatVector.fromArray(S, y, to + L)).intoArray(y, to + L);
            c1.add(FloatVector.fromArray(S, y, to + 1 * line)).intoArray(y, to + 1 * line);
            d1.add(FloatVector.fromArray(S, y, to + 1 * line + L)).intoArray(y, to + 1 * line + L);
            c2.add(FloatVector.fromArray(S, y, to + 2 * line)).intoArray(y, to + 2 * line);
            d2.add(FloatVector.fromArray(S, y, to + 2 * line + L)).intoArray(y, to + 2 * line + L);
            c3.add(FloatVector.fromArray(S, y, to + 3 * line)).intoArray(y, to + 3 * line);
            d3.add(FloatVector.fromArray(S, y, to + 3 * line + L)).intoArray(y, to + 3 * line + L);
            c4.add(FloatVector.fromArray(S, y, to + 4 * line)).intoArray(y, to + 4 * line);
            d4.add(FloatVector.fromArray(S, y, to + 4 * line + L)).intoArray(y, to + 4 * line + L);
            c5.add(FloatVector.fromArray(S, y, to + 5 * line)).intoArray(y, to + 5 * line);
            d5.add(FloatVector.fromArray(S, y, to + 5 * line + L)).intoArray(y, to + 5 * line + L);
        } else {
            c0.intoArray(y, to);
            d0.intoArray(y, to + L);
            c1.intoArray(y, to + 1 * line);
            d1.intoArray(y, to + 1 * line + L);
            c2.intoArray(y, to + 2 * line);
            d2.intoArray(y, to + 2 * line + L);
            c3.intoArray(y, to + 3 * line);
            d3.intoArray(y, to + 3 * line + L);
            c4.intoArray(y, to + 4 * line);
            d4.intoArray(y, to + 4 * line + L);
            c5.intoArray(y, to + 5 * line);
            d5.intoArray(y, to + 5 * line + L);
        }
    }
}
