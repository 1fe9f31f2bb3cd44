package org.duograph.backend.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Max pooling by windows of 2 x 2 that stand side by side, the most frequent of all, a row of
 * output pixels at a time. As windows neither overlap nor leave pixels out, the gradient is
 * written, and not added.
 */
final class VectorPools {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private VectorPools() {}

    /**
     * The largest of each window, and which of its four cells that is.
     *
     * @param line how much further the second row of pixels begins
     * @param c channels, a multiple of a vector
     */
    static void max(
            float[] x,
            int from,
            int line,
            float[] y,
            float[] cells,
            int to,
            int at,
            int c,
            int pixels) {
        FloatVector one = FloatVector.broadcast(S, 1);
        FloatVector two = FloatVector.broadcast(S, 2);
        FloatVector three = FloatVector.broadcast(S, 3);
        for (int q = 0; q < pixels; q++) {
            int a = from + 2 * q * c;
            int out = q * c;
            for (int k = 0; k < c; k += L) {
                FloatVector best = FloatVector.fromArray(S, x, a + k);
                FloatVector cell = FloatVector.zero(S);
                FloatVector next = FloatVector.fromArray(S, x, a + c + k);
                VectorMask<Float> larger = larger(next, best);
                best = best.blend(next, larger);
                cell = cell.blend(one, larger);
                next = FloatVector.fromArray(S, x, a + line + k);
                larger = larger(next, best);
                best = best.blend(next, larger);
                cell = cell.blend(two, larger);
                next = FloatVector.fromArray(S, x, a + line + c + k);
                larger = larger(next, best);
                best.blend(next, larger).intoArray(y, to + out + k);
                cell.blend(three, larger).intoArray(cells, at + out + k);
            }
        }
    }

    /** Where {@code next} is larger, or no number while {@code best} is one. */
    private static VectorMask<Float> larger(FloatVector next, FloatVector best) {
        return next.compare(VectorOperators.LE, best)
                .not()
                .and(best.compare(VectorOperators.EQ, best));
    }

    /** Gives each number to the cell that it came from, and zeros to the other three. */
    static void giveBack(
            float[] cells,
            int at,
            float[] dY,
            int from,
            float[] dX,
            int to,
            int line,
            int c,
            int pixels) {
        FloatVector zero = FloatVector.zero(S);
        for (int q = 0; q < pixels; q++) {
            int a = to + 2 * q * c;
            int in = q * c;
            for (int k = 0; k < c; k += L) {
                FloatVector cell = FloatVector.fromArray(S, cells, at + in + k);
                FloatVector d = FloatVector.fromArray(S, dY, from + in + k);
                zero.blend(d, cell.compare(VectorOperators.EQ, 0f)).intoArray(dX, a + k);
                zero.blend(d, cell.compare(VectorOperators.EQ, 1f)).intoArray(dX, a + c + k);
                zero.blend(d, cell.compare(VectorOperators.EQ, 2f)).intoArray(dX, a + line + k);
                zero.blend(d, cell.compare(VectorOperators.EQ, 3f)).intoArray(dX, a + line + c + k);
            }
        }
    }
}
