package org.duograph.backend.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link Loops} with vectors. C2 finds vectors by itself only where a loop is over one
 * array, or over several at one place: elsewhere they might overlap. Here it is said that they
 * don't: an array may be read and written at the same place, or not at all in common.
 */
final class VectorLoops {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private VectorLoops() {}

    /** {@code y = 0}, and one vector after the other. */
    static void clear(float[] y, int to, int count) {
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < count; i += L) {
            zero.intoArray(y, to + i);
        }
    }

    /** {@code y += x}. */
    static void add(float[] x, int from, float[] y, int to, int count) {
        int whole = S.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, y, to + i)
                    .add(FloatVector.fromArray(S, x, from + i))
                    .intoArray(y, to + i);
        }
        for (int i = whole; i < count; i++) {
            y[to + i] = y[to + i] + x[from + i];
        }
    }

    /** {@code y = max(y + x, 0)}. */
    static void addRelu(float[] x, int from, float[] y, int to, int count) {
        int whole = S.loopBound(count);
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, y, to + i)
                    .add(FloatVector.fromArray(S, x, from + i))
                    .max(zero)
                    .intoArray(y, to + i);
        }
        for (int i = whole; i < count; i++) {
            y[to + i] = Math.max(y[to + i] + x[from + i], 0f);
        }
    }

    /** {@code y = max(x, 0)}. */
    static void relu(float[] x, int from, float[] y, int to, int count) {
        int whole = S.loopBound(count);
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, x, from + i).max(zero).intoArray(y, to + i);
        }
        for (int i = whole; i < count; i++) {
            y[to + i] = Math.max(x[from + i], 0f);
        }
    }

    /** {@code y = max(y, x)}. */
    static void max(float[] x, int from, float[] y, int to, int count) {
        int whole = S.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, y, to + i)
                    .max(FloatVector.fromArray(S, x, from + i))
                    .intoArray(y, to + i);
        }
        for (int i = whole; i < count; i++) {
            y[to + i] = Math.max(y[to + i], x[from + i]);
        }
    }

    /** {@code y += factor x}. */
    static void addScaled(float factor, float[] x, int from, float[] y, int to, int count) {
        int whole = S.loopBound(count);
        FloatVector f = FloatVector.broadcast(S, factor);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, x, from + i)
                    .fma(f, FloatVector.fromArray(S, y, to + i))
                    .intoArray(y, to + i);
        }
        for (int i = whole; i < count; i++) {
            y[to + i] = y[to + i] + factor * x[from + i];
        }
    }

    /** {@code y = factor x}. */
    static void scale(float factor, float[] x, int from, float[] y, int to, int count) {
        int whole = S.loopBound(count);
        FloatVector f = FloatVector.broadcast(S, factor);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, x, from + i).mul(f).intoArray(y, to + i);
        }
        for (int i = whole; i < count; i++) {
            y[to + i] = factor * x[from + i];
        }
    }

    /** {@code z += x y}. */
    static void addProduct(float[] x, int xAt, float[] y, int yAt, float[] z, int to, int count) {
        int whole = S.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, x, xAt + i)
                    .fma(FloatVector.fromArray(S, y, yAt + i), FloatVector.fromArray(S, z, to + i))
                    .intoArray(z, to + i);
        }
        for (int i = whole; i < count; i++) {
            z[to + i] = z[to + i] + x[xAt + i] * y[yAt + i];
        }
    }

    /** {@code z = x + y}. */
    static void sum(float[] x, int xAt, float[] y, int yAt, float[] z, int to, int count) {
        int whole = S.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, x, xAt + i)
                    .add(FloatVector.fromArray(S, y, yAt + i))
                    .intoArray(z, to + i);
        }
        for (int i = whole; i < count; i++) {
            z[to + i] = x[xAt + i] + y[yAt + i];
        }
    }

    /** {@code z = x - y}. */
    static void difference(float[] x, int xAt, float[] y, int yAt, float[] z, int to, int count) {
        int whole = S.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, x, xAt + i)
                    .sub(FloatVector.fromArray(S, y, yAt + i))
                    .intoArray(z, to + i);
        }
        for (int i = whole; i < count; i++) {
            z[to + i] = x[xAt + i] - y[yAt + i];
        }
    }

    /** {@code z = x y}. */
    static void product(float[] x, int xAt, float[] y, int yAt, float[] z, int to, int count) {
        int whole = S.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, x, xAt + i)
                    .mul(FloatVector.fromArray(S, y, yAt + i))
                    .intoArray(z, to + i);
        }
        for (int i = whole; i < count; i++) {
            z[to + i] = x[xAt + i] * y[yAt + i];
        }
    }

    /** {@code z = x / y}. */
    static void quotient(float[] x, int xAt, float[] y, int yAt, float[] z, int to, int count) {
        int whole = S.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, x, xAt + i)
                    .div(FloatVector.fromArray(S, y, yAt + i))
                    .intoArray(z, to + i);
        }
        for (int i = whole; i < count; i++) {
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
        int whole = S.loopBound(count);
        FloatVector p = FloatVector.broadcast(S, a);
        FloatVector q = FloatVector.broadcast(S, b);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, x, xAt + i)
                    .fma(p, FloatVector.fromArray(S, y, yAt + i).mul(q))
                    .intoArray(z, to + i);
        }
        for (int i = whole; i < count; i++) {
            z[to + i] = a * x[xAt + i] + b * y[yAt + i];
        }
    }

    /** {@code dX = dY where Y > 0, else alpha * dY}. */
    static void reluGrad(
            float[] y, int at, float[] dY, int from, float[] dX, int to, int count, float alpha) {
        int whole = S.loopBound(count);
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < whole; i += L) {
            FloatVector d = FloatVector.fromArray(S, dY, from + i);
            VectorMask<Float> positive =
                    FloatVector.fromArray(S, y, at + i).compare(VectorOperators.GT, zero);
            FloatVector otherwise = alpha == 0 ? zero : d.mul(alpha);
            otherwise.blend(d, positive).intoArray(dX, to + i);
        }
        for (int i = whole; i < count; i++) {
            dX[to + i] = y[at + i] > 0 ? dY[from + i] : alpha == 0 ? 0 : alpha * dY[from + i];
        }
    }

    /** Takes x, and notes {@code cell}, where it is larger than y; what is no number stays. */
    static void takeLarger(
            float[] x, int from, float cell, float[] y, int to, float[] cells, int at, int count) {
        int whole = S.loopBound(count);
        FloatVector mark = FloatVector.broadcast(S, cell);
        for (int i = 0; i < whole; i += L) {
            FloatVector now = FloatVector.fromArray(S, x, from + i);
            FloatVector best = FloatVector.fromArray(S, y, to + i);
            VectorMask<Float> larger =
                    now.compare(VectorOperators.LE, best)
                            .not()
                            .and(best.compare(VectorOperators.EQ, best));
            best.blend(now, larger).intoArray(y, to + i);
            FloatVector.fromArray(S, cells, at + i).blend(mark, larger).intoArray(cells, at + i);
        }
        for (int i = whole; i < count; i++) {
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
        int whole = S.loopBound(count);
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < whole; i += L) {
            VectorMask<Float> here =
                    FloatVector.fromArray(S, cells, at + i).compare(VectorOperators.EQ, cell);
            FloatVector part = zero.blend(FloatVector.fromArray(S, x, from + i), here);
            FloatVector.fromArray(S, y, to + i).add(part).intoArray(y, to + i);
        }
        for (int i = whole; i < count; i++) {
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
        int whole = S.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(S, x, from + i)
                    .sub(mean)
                    .mul(factor)
                    .add(bias)
                    .intoArray(y, to + i);
        }
        for (int i = whole; i < count; i++) {
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
        int whole = S.loopBound(count);
        for (int i = 0; i < whole; i += L) {
            FloatVector apart = FloatVector.fromArray(S, x, from + i).sub(mean).mul(along);
            FloatVector.fromArray(S, dY, dFrom + i)
                    .mul(factor)
                    .sub(constant)
                    .sub(apart)
                    .intoArray(dX, to + i);
        }
        for (int i = whole; i < count; i++) {
            float across = dY[dFrom + i] * factor - constant;
            dX[to + i] = across - (x[from + i] - mean) * along;
        }
    }
}
