package org.duograph.backend.vector;

/** Plain loops over stretches of arrays, which C2 turns into vector instructions by itself. */
final class Loops {
    private Loops() {}

    /** {@code y += x}. */
    static void add(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] += x[from + i];
        }
    }

    /** {@code y = max(y + x, 0)}. */
    static void addRelu(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = Math.max(y[to + i] + x[from + i], 0f);
        }
    }

    /** {@code y = max(x, 0)}. */
    static void relu(float[] x, int from, float[] y, int to, int count) {
        for (int i = 0; i < count; i++) {
            y[to + i] = Math.max(x[from + i], 0f);
        }
    }
}
