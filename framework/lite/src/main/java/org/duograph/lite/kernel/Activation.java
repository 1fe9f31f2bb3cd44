package org.duograph.lite.kernel;

import org.duograph.lite.model.Quantization;

/** The bounds that a fused activation puts to results: RELU, RELU6 and RELU_N1_TO_1 are such. */
final class Activation {
    /** No bounds. */
    static final Activation NONE = new Activation(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);

    final float least;
    final float most;

    private Activation(float least, float most) {
        this.least = least;
        this.most = most;
    }

    /** The activation that stands in a slot of the options. */
    static Activation of(Site site, int slot) {
        int number = site.options().int8(slot);
        switch (number) {
            case 0:
                return NONE;
            case 1:
                return new Activation(0, Float.POSITIVE_INFINITY);
            case 2:
                return new Activation(-1, 1);
            case 3:
                return new Activation(0, 6);
            default:
                throw new UnsupportedOperationException(
                        site.operation()
                                + ": Duograph lite lacks the fused activation of number "
                                + number
                                + "; it has NONE, RELU, RELU_N1_TO_1 and RELU6");
        }
    }

    /** The least int8 number that may come out. */
    int least(Quantization y) {
        return least == Float.NEGATIVE_INFINITY ? -128 : cut(y, least);
    }

    /** The greatest int8 number that may come out. */
    int most(Quantization y) {
        return most == Float.POSITIVE_INFINITY ? 127 : cut(y, most);
    }

    private static int cut(Quantization y, float bound) {
        long q = y.zero() + Math.round((double) bound / y.scale());
        return (int) Math.max(-128, Math.min(127, q));
    }

    /** A number within the bounds. */
    float cut(float x) {
        return Math.max(least, Math.min(most, x));
    }
}
