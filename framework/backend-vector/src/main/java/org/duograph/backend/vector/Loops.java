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

    /** {@code dX = dY where Y > 0, else alpha * dY}. */
    static void reluGrad(
            float[] y, int at, float[] dY, int from, float[] dX, int to, int count, float alpha) {
        if (Engine.hasVectors()) {
            VectorLoops.reluGrad(y, at, dY, from, dX, to, count, alpha);
            return;
        }
        for (int i = 0; i < count; i++) {
            dX[to + i] = y[at + i] > 0 ? dY[from + i] : alpha == 0 ? 0 : alpha * dY[from + i];
        }
    }
}
