package org.duograph.backend.vector;

/**
 * What is done number by number with stretches of arrays, by {@link VectorLoops} where there are
 * vectors. An array may be read and written at the same place; otherwise none may overlap.
 */
final class Loops {
    private static final boolean VECTORS = Engine.hasVectors();

    private Loops() {}

    /** {@code y += x}. */
    static void add(float[] x, int from, float[] y, int to, int count) {
        if (VECTORS) {
            VectorLoops.add(x, from, y, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[to + i] = y[to + i] + x[from + i];
        }
    }

    /** {@code y = max(y + x, 0)}. */
    static void addRelu(float[] x, int from, float[] y, int to, int count) {
        if (VECTORS) {
            VectorLoops.addRelu(x, from, y, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[to + i] = Math.max(y[to + i] + x[from + i], 0f);
        }
    }

    /** {@code y = max(x, 0)}. */
    static void relu(float[] x, int from, float[] y, int to, int count) {
        if (VECTORS) {
            VectorLoops.relu(x, from, y, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[to + i] = Math.max(x[from + i], 0f);
        }
    }

    /** {@code y = max(y, x)}. */
    static void max(float[] x, int from, float[] y, int to, int count) {
        if (VECTORS) {
            VectorLoops.max(x, from, y, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[to + i] = Math.max(y[to + i], x[from + i]);
        }
    }

    /** {@code y += factor x}. */
    static void addScaled(float factor, float[] x, int from, float[] y, int to, int count) {
        if (VECTORS) {
            VectorLoops.addScaled(factor, x, from, y, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[to + i] = y[to + i] + factor * x[from + i];
        }
    }

    /** {@code y = factor x}. */
    static void scale(float factor, float[] x, int from, float[] y, int to, int count) {
        if (VECTORS) {
            VectorLoops.scale(factor, x, from, y, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[to + i] = factor * x[from + i];
        }
    }

    /** {@code z += x y}. */
    static void addProduct(float[] x, int xAt, float[] y, int yAt, float[] z, int to, int count) {
        if (VECTORS) {
            VectorLoops.addProduct(x, xAt, y, yAt, z, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            z[to + i] = z[to + i] + x[xAt + i] * y[yAt + i];
        }
    }

    /** {@code z = x + y}. */
    static void sum(float[] x, int xAt, float[] y, int yAt, float[] z, int to, int count) {
        if (VECTORS) {
            VectorLoops.sum(x, xAt, y, yAt, z, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            z[to + i] = x[xAt + i] + y[yAt + i];
        }
    }

    /** {@code z = x - y}. */
    static void difference(float[] x, int xAt, float[] y, int yAt, float[] z, int to, int count) {
        if (VECTORS) {
            VectorLoops.difference(x, xAt, y, yAt, z, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            z[to + i] = x[xAt + i] - y[yAt + i];
        }
    }

    /** {@code z = x y}. */
    static void product(float[] x, int xAt, float[] y, int yAt, float[] z, int to, int count) {
        if (VECTORS) {
            VectorLoops.product(x, xAt, y, yAt, z, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            z[to + i] = x[xAt + i] * y[yAt + i];
        }
    }

    /** {@code z = x / y}. */
    static void quotient(float[] x, int xAt, float[] y, int yAt, float[] z, int to, int count) {
        if (VECTORS) {
            VectorLoops.quotient(x, xAt, y, yAt, z, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            z[to + i] = x[xAt + i] / y[yAt + i];
        }
    }

    /** {@code z = a x + b y}. */
    static void mix(
            float a,
            float[] x,
            int xAt,
            float b,
            float[] y,
            int yAt,
            float[] z,
            int to,
            int count) {
        if (VECTORS) {
            VectorLoops.mix(a, x, xAt, b, y, yAt, z, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            z[to + i] = a * x[xAt + i] + b * y[yAt + i];
        }
    }

    /** {@code dX = dY where Y > 0, else alpha * dY}. */
    static void reluGrad(
            float[] y, int at, float[] dY, int from, float[] dX, int to, int count, float alpha) {
        if (VECTORS) {
            VectorLoops.reluGrad(y, at, dY, from, dX, to, count, alpha);
            return;
        }
        for (int i = 0; i < count; i++) {
            dX[to + i] = y[at + i] > 0 ? dY[from + i] : alpha == 0 ? 0 : alpha * dY[from + i];
        }
    }

    /** Takes x, and notes {@code cell}, where it is larger than y; what is no number stays. */
    static void takeLarger(
            float[] x, int from, float cell, float[] y, int to, float[] cells, int at, int count) {
        if (VECTORS) {
            VectorLoops.takeLarger(x, from, cell, y, to, cells, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            float best = y[to + i];
            if (!(x[from + i] <= best) && !Float.isNaN(best)) {
                y[to + i] = x[from + i];
                cells[at + i] = cell;
            }
        }
    }

    /** {@code y += x} where {@code cells} holds {@code cell}. */
    static void addWhere(
            float[] cells, int at, float cell, float[] x, int from, float[] y, int to, int count) {
        if (VECTORS) {
            VectorLoops.addWhere(cells, at, cell, x, from, y, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            if (cells[at + i] == cell) {
                y[to + i] += x[from + i];
            }
        }
    }

    /** {@code y = (x - mean) factor + bias}. */
    static void normalise(
            float[] x,
            int from,
            float mean,
            float factor,
            float bias,
            float[] y,
            int to,
            int count) {
        if (VECTORS) {
            VectorLoops.normalise(x, from, mean, factor, bias, y, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            y[to + i] = (x[from + i] - mean) * factor + bias;
        }
    }

    /** {@code dX = dY factor - constant - (x - mean) along}. */
    static void project(
            float[] x,
            int from,
            float mean,
            float along,
            float[] dY,
            int dFrom,
            float factor,
            float constant,
            float[] dX,
            int to,
            int count) {
        if (VECTORS) {
            VectorLoops.project(x, from, mean, along, dY, dFrom, factor, constant, dX, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            float across = dY[dFrom + i] * factor - constant;
            dX[to + i] = across - (x[from + i] - mean) * along;
        }
    }
}
