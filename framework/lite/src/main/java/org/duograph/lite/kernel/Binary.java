package org.duograph.lite.kernel;

import org.duograph.lite.model.OperatorCode;
import org.duograph.lite.model.Quantization;

/**
 * ADD, SUB, MUL, DIV, MAXIMUM and MINIMUM of two tensors, whose shapes meet from the end on, where
 * extents of 1 stretch.
 */
final class Binary {
    private final OperatorCode code;
    private final Tensor a;
    private final Tensor b;
    private final Tensor y;
    private final int[] aPlaces; // for each element of y; null where they are the same
    private final int[] bPlaces;
    private final Activation activation;

    private Binary(Site site) {
        this.code = site.operation().code();
        this.a = site.in(0);
        this.b = site.in(1);
        this.y = site.out(0);
        this.aPlaces = places(site, a, y);
        this.bPlaces = places(site, b, y);
        boolean bounds = code == OperatorCode.MAXIMUM || code == OperatorCode.MINIMUM;
        this.activation = bounds ? Activation.NONE : Activation.of(site, 0);
    }

    /** The kernel of an operation. */
    static Kernel of(Site site) {
        Binary binary = new Binary(site);
        if (binary.a.isFloat() && binary.b.isFloat() && binary.y.isFloat()) {
            return binary::floats;
        }
        if (binary.a.isInt8()
                && binary.b.isInt8()
                && binary.y.isInt8()
                && binary.code != OperatorCode.DIV) {
            return binary.int8();
        }
        throw site.lacking();
    }

    private static int[] places(Site site, Tensor part, Tensor y) {
        if (java.util.Arrays.equals(part.shape, y.shape)) {
            return null;
        }
        int rank = y.shape.length;
        int ahead = rank - part.shape.length;
        int[] steps = new int[rank];
        int step = 1;
        for (int i = rank - 1; i >= 0; i--) {
            int extent = i < ahead ? 1 : part.shape[i - ahead];
            site.require(
                    ahead >= 0 && (extent == 1 || extent == y.shape[i]),
                    "has shapes that do not meet in " + y);
            steps[i] = extent == 1 ? 0 : step;
            step *= extent;
        }
        int[] places = new int[y.size];
        int[] at = new int[rank];
        for (int i = 0; i < places.length; i++) {
            int place = 0;
            for (int axis = 0; axis < rank; axis++) {
                place += at[axis] * steps[axis];
            }
            places[i] = place;
            for (int axis = rank - 1; axis >= 0 && ++at[axis] == y.shape[axis]; axis--) {
                at[axis] = 0;
            }
        }
        return places;
    }

    private int aAt(int i) {
        return a.at + (aPlaces == null ? i : aPlaces[i]);
    }

    private int bAt(int i) {
        return b.at + (bPlaces == null ? i : bPlaces[i]);
    }

    private void floats() {
        for (int i = 0; i < y.size; i++) {
            float p = a.floats[aAt(i)];
            float q = b.floats[bAt(i)];
            float result;
            switch (code) {
                case ADD:
                    result = p + q;
                    break;
                case SUB:
                    result = p - q;
                    break;
                case MUL:
                    result = p * q;
                    break;
                case DIV:
                    result = p / q;
                    break;
                case MAXIMUM:
                    result = Math.max(p, q);
                    break;
                default:
                    result = Math.min(p, q);
            }
            y.floats[y.at + i] = activation.cut(result);
        }
    }

    /** A kernel for whole numbers. */
    private Kernel int8() {
        if (code == OperatorCode.ADD || code == OperatorCode.SUB) {
            return sums();
        }
        Quantization meaning = y.quantization();
        int least = activation.least(meaning);
        int most = activation.most(meaning);
        double scaleA = a.quantization().scale();
        double scaleB = b.quantization().scale();
        int zeroA = a.quantization().zero();
        int zeroB = b.quantization().zero();
        float factor = (float) (scaleA * scaleB / meaning.scale());
        return () -> {
            for (int i = 0; i < y.size; i++) {
                int p = a.bytes[aAt(i)] - zeroA;
                int q = b.bytes[bAt(i)] - zeroB;
                double result;
                if (code == OperatorCode.MUL) {
                    result = Math.rint(p * q * factor);
                } else if (code == OperatorCode.MAXIMUM) {
                    result = Math.rint(Math.max(scaleA * p, scaleB * q) / meaning.scale());
                } else {
                    result = Math.rint(Math.min(scaleA * p, scaleB * q) / meaning.scale());
                }
                y.bytes[y.at + i] = (byte) Math.max(least, Math.min(most, result + meaning.zero()));
            }
        };
    }

    /**
     * ADD and SUB with whole numbers: both scales as multiples of one power of 2, the larger with
     * 21 bits, so that the sum is rounded once, by a shift. The same bits as XNNPACK's.
     */
    private Kernel sums() {
        Quantization meaning = y.quantization();
        int least = activation.least(meaning);
        int most = activation.most(meaning);
        float ratioA = a.quantization().scale() / meaning.scale();
        float ratioB = b.quantization().scale() / meaning.scale();
        int shift = 20 - Math.getExponent(Math.max(ratioA, ratioB));
        int factorA = (int) Math.rint(Math.scalb((double) ratioA, shift));
        int sign = code == OperatorCode.SUB ? -1 : 1;
        int factorB = sign * (int) Math.rint(Math.scalb((double) ratioB, shift));
        int zeroA = a.quantization().zero();
        int zeroB = b.quantization().zero();
        long half = 1L << (shift - 1);
        return () -> {
            for (int i = 0; i < y.size; i++) {
                long p = (long) factorA * (a.bytes[aAt(i)] - zeroA);
                long q = (long) factorB * (b.bytes[bAt(i)] - zeroB);
                long result = ((p + q + half) >> shift) + meaning.zero();
                y.bytes[y.at + i] = (byte) Math.max(least, Math.min(most, result));
            }
        };
    }
}
