package org.duograph.backend.vector;

/**
 * The loops of {@link ChannelLines}, number by number: where there are no vectors, and for what is
 * left behind the last one.
 */
final class PlainNorms {
    private PlainNorms() {}

    /** Adds the squares of what x is apart from the means. */
    static void addSquares(
            float[] x, int from, float[] m, int means, float[] s, int to, int count) {
        for (int i = 0; i < count; i++) {
            float apart = x[from + i] - m[means + i];
            s[to + i] += apart * apart;
        }
    }

    /** Adds what x is apart from the means, times dY. */
    static void addDots(
            float[] x, int from, float[] dY, int dFrom, float[] s, int means, int to, int count) {
        for (int i = 0; i < count; i++) {
            s[to + i] += (x[from + i] - s[means + i]) * dY[dFrom + i];
        }
    }

    /** dY where Y is positive, otherwise 0; by bits, because branches would be guessed wrong. */
    private static float where(float y, float dY) {
        int bits = Float.floatToRawIntBits(y);
        int positive = ~(bits >> 31) & (-bits >> 31); // all ones or all zeros
        return Float.intBitsToFloat(Float.floatToRawIntBits(dY) & positive);
    }

    /** Adds dY where Y is positive, and a line further x apart from the means times that. */
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
        for (int i = 0; i < count; i++) {
            float g = where(y[yFrom + i], dY[dFrom + i]);
            s[to + i] += g;
            s[to + width + i] += (x[from + i] - s[means + i]) * g;
        }
    }

    /** {@code y = (x - mean) * factor + bias}, and its positive part if asked for. */
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
        float least = relu ? 0 : Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            float normal = (x[from + i] - s[means + i]) * s[factors + i] + s[biases + i];
            y[to + i] = Math.max(normal, least);
        }
    }

    /**
     * {@code dX = (dY - constant - (x - mean) * along) * factor}; mean, factor, constant and along
     * are lines in {@code s}.
     *
     * @param y what hides dY where it is not positive, or null
     */
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
        int factors = at + width;
        int constants = factors + width;
        int along = constants + width;
        for (int i = 0; i < count; i++) {
            float g = y == null ? dY[dFrom + i] : where(y[yFrom + i], dY[dFrom + i]);
            float across = g - s[constants + i];
            dX[to + i] = (across - (x[from + i] - s[at + i]) * s[along + i]) * s[factors + i];
        }
    }
}
