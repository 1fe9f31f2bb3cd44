package org.duograph.backend.vector;

/**
 * The curves of recurrent layers' gates and of transformers, as loops that C2 turns into vector
 * instructions by itself: no branch, no conversion, and one array, read and written at the same
 * places. A loop over two that begin at different places stays one of single numbers, for they
 * might lie over each other.
 *
 * <p>The hyperbolic tangent is a quotient of polynomials, odd by even, fitted to where it is not
 * one yet; it is off by a few units in the last place. The logistic function is one of those,
 * {@code sigmoid(x) = (1 + tanh(x / 2)) / 2}.
 */
final class Gates {
    /** Beyond it the quotient is one. */
    private static final float END = 7.9053111f;

    private static final float A1 = 4.89352455891786e-3f;
    private static final float A3 = 6.37261928875436e-4f;
    private static final float A5 = 1.48572235717979e-5f;
    private static final float A7 = 5.12229709037114e-8f;
    private static final float A9 = -8.60467152213735e-11f;
    private static final float A11 = 2.00018790482477e-13f;
    private static final float A13 = -2.76076847742355e-16f;
    private static final float B0 = 4.89352518554385e-3f;
    private static final float B2 = 2.26843463243900e-3f;
    private static final float B4 = 1.18534705686654e-4f;
    private static final float B6 = 1.19825839466702e-6f;

    private static final float ERF_END = 4;
    private static final float C1 = -1.60960333262415e-2f;
    private static final float C3 = -2.95459980854025e-3f;
    private static final float C5 = -7.34990630326855e-4f;
    private static final float C7 = -5.69250639462346e-5f;
    private static final float C9 = -2.10102402082508e-6f;
    private static final float C11 = 2.77068142495902e-8f;
    private static final float C13 = -2.72614225801306e-10f;
    private static final float D0 = -1.42647390514189e-2f;
    private static final float D2 = -7.37332916720468e-3f;
    private static final float D4 = -1.68282697438203e-3f;
    private static final float D6 = -2.13374055278905e-4f;
    private static final float D8 = -1.45660718464996e-5f;

    private static final float ROOT_HALF = (float) Math.sqrt(0.5);
    private static final float ROOT = (float) Math.sqrt(2 / Math.PI);
    private static final float CUBIC = 0.044715f;

    private Gates() {}

    /** The hyperbolic tangent of a number. */
    static float tanh(float number) {
        float x = Math.max(-END, Math.min(END, number));
        float q = x * x;
        float odd = A13 * q + A11;
        odd = odd * q + A9;
        odd = odd * q + A7;
        odd = odd * q + A5;
        odd = odd * q + A3;
        odd = (odd * q + A1) * x;
        float even = B6 * q + B4;
        even = even * q + B2;
        even = even * q + B0;
        return odd / even;
    }

    /** {@code z = tanh(z)}. */
    static void tanh(float[] z, int at, int count) {
        for (int i = 0; i < count; i++) {
            z[at + i] = tanh(z[at + i]);
        }
    }

    /** {@code z = sigmoid(z)}. */
    static void sigmoid(float[] z, int at, int count) {
        for (int i = 0; i < count; i++) {
            z[at + i] = 0.5f + 0.5f * tanh(0.5f * z[at + i]);
        }
    }

    /** The error function of a number. */
    static float erf(float number) {
        float x = Math.max(-ERF_END, Math.min(ERF_END, number));
        float q = x * x;
        float odd = C13 * q + C11;
        odd = odd * q + C9;
        odd = odd * q + C7;
        odd = odd * q + C5;
        odd = odd * q + C3;
        odd = (odd * q + C1) * x;
        float even = D8 * q + D6;
        even = even * q + D4;
        even = even * q + D2;
        even = even * q + D0;
        return odd / even;
    }

    /** {@code z = erf(z)}. */
    static void erf(float[] z, int at, int count) {
        for (int i = 0; i < count; i++) {
            z[at + i] = erf(z[at + i]);
        }
    }

    /** {@code z = gelu(z)}. */
    static void gelu(float[] z, int at, int count) {
        for (int i = 0; i < count; i++) {
            z[at + i] = 0.5f * z[at + i] * (1 + erf(ROOT_HALF * z[at + i]));
        }
    }

    /** {@code z = gelu(z)}, as it is approximated by a hyperbolic tangent. */
    static void geluByTanh(float[] z, int at, int count) {
        for (int i = 0; i < count; i++) {
            float x = z[at + i];
            z[at + i] = 0.5f * x * (1 + tanh(ROOT * (x + CUBIC * x * x * x)));
        }
    }
}
