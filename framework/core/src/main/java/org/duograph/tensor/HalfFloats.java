package org.duograph.tensor;

/**
 * The two 16-bit floating-point formats, as bits in a {@code short}: IEEE 754's binary16 (1 sign
 * bit, 5 exponent bits, 10 fraction bits) and bfloat16, the upper half of a float (8 exponent bits,
 * 7 fraction bits).
 *
 * <p>Reading is exact. Writing rounds to the nearest number of the format, to the even one of two
 * that are equally near, and in one go: a double that is rounded to a float first could end up at
 * the wrong neighbour.
 */
public final class HalfFloats {
    private static final int HALF = 10;
    private static final int BFLOAT = 7;

    private HalfFloats() {}

    /** The number that these bits of a binary16 are. */
    public static float toFloat(short bits) {
        return (float) toDouble(bits, HALF);
    }

    /** The number that these bits of a bfloat16 are. */
    public static float bfloatToFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The bits of the binary16 that is nearest to {@code number}. */
    public static short toHalf(double number) {
        return bits(number, HALF);
    }

    /** The bits of the bfloat16 that is nearest to {@code number}. */
    public static short toBfloat(double number) {
        return bits(number, BFLOAT);
    }

    /** The exponent of the smallest normal number is 1 - bias. */
    private static int bias(int fractionBits) {
        return (1 << 14 - fractionBits) - 1;
    }

    private static double toDouble(short bits, int fractionBits) {
        int one = 1 << fractionBits;
        int exponent = (bits & 0x7fff) >> fractionBits;
        int fraction = bits & one - 1;
        double magnitude;
        if (exponent == 2 * bias(fractionBits) + 1) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            int whole = exponent == 0 ? fraction : fraction + one; // subnormal ones have no leading
            int scale = Math.max(exponent, 1) - bias(fractionBits) - fractionBits;
            magnitude = Math.scalb((double) whole, scale);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    private static short bits(double number, int fractionBits) {
        int bias = bias(fractionBits);
        int infinity = 2 * bias + 1 << fractionBits;
        int sign = Double.doubleToRawLongBits(number) < 0 ? 0x8000 : 0;
        double magnitude = Math.abs(number);
        int exponent = Math.max(Math.getExponent(magnitude), 1 - bias);
        if (Double.isNaN(magnitude)) {
            return (short) (sign | infinity | 1 << fractionBits - 1);
        }
        if (exponent > bias) {
            return (short) (sign | infinity);
        }
        // What is left of the leading one and the fraction, as a whole number. A carry out of the
        // fraction makes the exponent one more, as it should, and at the top gives infinity.
        int whole = (int) Math.rint(Math.scalb(magnitude, fractionBits - exponent));
        return (short) (sign | (exponent + bias - 1 << fractionBits) + whole);
    }
}
