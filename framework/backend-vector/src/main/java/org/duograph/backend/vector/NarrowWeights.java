package org.duograph.backend.vector;

/**
 * Weights in fewer bits than float32 has, for inference: how they are made, and products with them.
 *
 * <p>{@code bfloat16} keeps the upper half of each number, 8 bits of exponent and 8 of precision,
 * rounded to the nearest. {@code int8} keeps whole numbers from -127 to 127, and for each row of
 * the matrix the scale that makes the largest of them 127.
 */
final class NarrowWeights {
    private static final int MOST = 127;

    private NarrowWeights() {}

    /** The number that is nearest to {@code x} among those whose lower half is zero. */
    static short half(float x) {
        int bits = Float.floatToRawIntBits(x);
        if (Float.isNaN(x)) {
            return (short) (bits >>> Short.SIZE | 0x40); // stays a NaN whatever is cut off
        }
        int even = bits >>> Short.SIZE & 1; // of two that are equally near, the even one
        return (short) (bits + 0x7fff + even >>> Short.SIZE);
    }

    static float widen(short half) {
        return Float.intBitsToFloat(half << Short.SIZE);
    }

    /** Rounds a row to whole numbers; returns the scale that brings them back. */
    static float round(float[] x, int from, byte[] y, int to, int count) {
        float largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(x[from + i]));
        }
        float scale = largest / MOST;
        for (int i = 0; i < count; i++) {
            y[to + i] = scale == 0 ? 0 : (byte) Math.round(x[from + i] / scale);
        }
        return scale;
    }

    /** {@code y[r, c] = sum over k of a[r, k] b[c, k]}. */
    static void halves(
            float[] a,
            int at,
            int row,
            short[] b,
            int from,
            int next,
            float[] y,
            int to,
            int line,
            int rows,
            int cols,
            int n) {
        if (Engine.hasVectors()) {
            VectorHalfDots.halves(a, at, row, b, from, next, y, to, line, rows, cols, n);
            return;
        }
        for (int c = 0; c < cols; c++) {
            for (int r = 0; r < rows; r++) {
                y[to + r * line + c] = rest(a, at + r * row, b, from + c * next, 0, n);
            }
        }
    }

    /** The same with whole numbers; row c of B is to be multiplied by {@code scales[scale + c]}. */
    static void bytes(
            float[] a,
            int at,
            int row,
            byte[] b,
            int from,
            int next,
            float[] scales,
            int scale,
            float[] y,
            int to,
            int line,
            int rows,
            int cols,
            int n) {
        if (Engine.hasVectors() && Engine.lanes() >= 8) {
            VectorByteDots.bytes(
                    a, at, row, b, from, next, scales, scale, y, to, line, rows, cols, n);
            return;
        }
        for (int c = 0; c < cols; c++) {
            for (int r = 0; r < rows; r++) {
                float sum = rest(a, at + r * row, b, from + c * next, 0, n);
                y[to + r * line + c] = sum * scales[scale + c];
            }
        }
    }

    /** The sum of the products from the {@code first} on. */
    static float rest(float[] a, int at, short[] b, int from, int first, int n) {
        float sum = 0;
        for (int k = first; k < n; k++) {
            sum += a[at + k] * widen(b[from + k]);
        }
        return sum;
    }

    /** The sum of the products from the {@code first} on. */
    static float rest(float[] a, int at, byte[] b, int from, int first, int n) {
        float sum = 0;
        for (int k = first; k < n; k++) {
            sum += a[at + k] * b[from + k];
        }
        return sum;
    }
}
