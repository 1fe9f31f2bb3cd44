package org.duograph.backend.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Loops that decide for each number, which C2 does not turn into vector instructions by itself. */
final class VectorLoops {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

    private VectorLoops() {}

    /** {@code dX = dY where Y > 0, else alpha * dY}. */
    static void reluGrad(
            float[] y, int at, float[] dY, int from, float[] dX, int to, int count, float alpha) {
        int whole = S.loopBound(count);
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < whole; i += S.length()) {
            FloatVector d = FloatVector.fromArray(S, dY, from + i);
            var positive = FloatVector.fromArray(S, y, at + i).compare(VectorOperators.GT, zero);
            FloatVector otherwise = alpha == 0 ? zero : d.mul(alpha);
            otherwise.blend(d, positive).intoArray(dX, to + i);
        }
        for (int i = whole; i < count; i++) {
            dX[to + i] = y[at + i] > 0 ? dY[from + i] : alpha == 0 ? 0 : alpha * dY[from + i];
        }
    }
}
