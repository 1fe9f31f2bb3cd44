package org.duograph.tensor;

/** The two 16-bit floating-point formats in files, widened to float. */
public final class HalfFloats {
    private HalfFloats() {}

    /** IEEE 754 binary16: 1 sign bit, 5 exponent bits, 10 fraction bits. */
    public static float toFloat(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude;
        if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else {
            magnitude = Float.intBitsToFloat(exponent + 112 << 23 | fraction << 13);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    /** bfloat16: the upper half of a float. */
    public static float bfloatToFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
