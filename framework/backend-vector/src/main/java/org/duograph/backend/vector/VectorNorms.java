package org.duograph.backend.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link ChannelLines} with vectors. */
final class VectorNorms {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private VectorNorms() {}

    static void addSquares(
            float[] x, int from, float[] m, int means, float[] s, int to, int count) {
        int whole = S.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector apart =
                    FloatVector.fromArray(S, x, from + i)
                            .sub(FloatVector.fromArray(S, m, means + i));
            apart.fma(apart, FloatVector.fromArray(S, s, to + i)).intoArray(s, to + i);
        }
        PlainNorms.addSquares(x, from + whole, m, means + whole, s, to + whole, count - whole);
    }

    static void addDots(
            float[] x, int from, float[] dY, int dFrom, float[] s, int means, int to, int count) {
        int whole = S.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, x, from + i)
                    .sub(FloatVector.fromArray(S, s, means + i))
                    .fma(
                            FloatVector.fromArray(S, dY, dFrom + i),
                            FloatVector.fromArray(S, s, to + i))
                    .intoArray(s, to + i);
        }
        PlainNorms.addDots(
                x, from + whole, dY, dFrom + whole, s, means + whole, to + whole, count - whole);
    }

    static void addMasked(
            float[] x,
            int from,
            float[] dY,
            int dFrom,
            float[] y,
            int yFrom,
            float[] s,
            int means,
            int to,
            int width,
            int count) {
        int whole = S.loopBound(count);
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < whole; i += L) {
            VectorMask<Float> positive =
                    FloatVector.fromArray(S, y, yFrom + i).compare(VectorOperators.GT, zero);
            FloatVector g = zero.blend(FloatVector.fromArray(S, dY, dFrom + i), positive);
            FloatVector.fromArray(S, s, to + i).add(g).intoArray(s, to + i);
            FloatVector.fromArray(S, x, from + i)
                    .sub(FloatVector.fromArray(S, s, means + i))
                    .fma(g, FloatVector.fromArray(S, s, to + width + i))
                    .intoArray(s, to + width + i);
        }
        PlainNorms.addMasked(
                x,
                from + whole,
                dY,
                dFrom + whole,
                y,
                yFrom + whole,
                s,
                means + whole,
                to + whole,
                width,
                count - whole);
    }

    static void normalise(
            float[] x,
            int from,
            float[] s,
            int means,
            int factors,
            int biases,
            float[] y,
            int to,
            int count,
            boolean relu) {
        int whole = S.loopBound(count);
        FloatVector least = FloatVector.broadcast(S, relu ? 0 : Float.NEGATIVE_INFINITY);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, x, from + i)
                    .sub(FloatVector.fromArray(S, s, means + i))
                    .fma(
                            FloatVector.fromArray(S, s, factors + i),
                            FloatVector.fromArray(S, s, biases + i))
                    .max(least)
                    .intoArray(y, to + i);
        }
        PlainNorms.normalise(
                x,
                from + whole,
                s,
                means + whole,
                factors + whole,
                biases + whole,
                y,
                to + whole,
                count - whole,
                relu);
    }

    static void project(
            float[] x,
            int from,
            float[] dY,
            int dFrom,
            float[] y,
            int yFrom,
            float[] s,
            int at,
            int width,
            float[] dX,
            int to,
            int count) {
        int whole = S.loopBound(count);
        int factors = at + width;
        int constants = factors + width;
        int along = constants + width;
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < whole; i += L) {
            FloatVector g = FloatVector.fromArray(S, dY, dFrom + i);
            if (y != null) {
                VectorMask<Float> positive =
                        FloatVector.fromArray(S, y, yFrom + i).compare(VectorOperators.GT, zero);
                g = zero.blend(g, positive);
            }
            FloatVector apart =
                    FloatVector.fromArray(S, x, from + i).sub(FloatVector.fromArray(S, s, at + i));
            g.sub(FloatVector.fromArray(S, s, constants + i))
                    .sub(apart.mul(FloatVector.fromArray(S, s, along + i)))
                    .mul(FloatVector.fromArray(S, s, factors + i))
                    .intoArray(dX, to + i);
        }
        PlainNorms.project(
                x,
                from + whole,
                dY,
                dFrom + whole,
                y,
                yFrom + whole,
                s,
                at + whole,
                width,
                dX,
                to + whole,
                count - whole);
    }
}
