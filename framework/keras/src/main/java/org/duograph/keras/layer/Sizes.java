package org.duograph.keras.layer;

import org.duograph.session.op.StaticShape;

/** Arithmetic of shapes that several layers share. */
final class Sizes {
    private Sizes() {}

    /**
     * A number, if it is above zero.
     *
     * @throws IllegalArgumentException if not
     */
    static int positive(String layer, String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "%s needs %s of at least 1, found %d".formatted(layer, what, number));
        }
        return number;
    }

    /** The extents of one sample. */
    static int[] sample(StaticShape shape) {
        int[] dims = new int[shape.rank() - 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = shape.dim(i + 1);
        }
        return dims;
    }

    /** The extents of a batch of samples, its own open. */
    static int[] batchOf(int... sample) {
        int[] dims = new int[sample.length + 1];
        dims[0] = -1;
        System.arraycopy(sample, 0, dims, 1, sample.length);
        return dims;
    }

    /** How many numbers are in a sample. */
    static int product(int... sample) {
        int product = 1;
        for (int d : sample) {
            product = Math.multiplyExact(product, d);
        }
        return product;
    }

    /** How many windows fit along an axis; below 1 for none. */
    static int windows(int extent, int size, int stride, String padding) {
        return padding.equals("same")
                ? (extent + stride - 1) / stride
                : extent < size ? 0 : (extent - size) / stride + 1;
    }

    /** TensorFlow's word for a padding. */
    static String padding(String layer, String padding) {
        if (!padding.equals("same") && !padding.equals("valid")) {
            throw new IllegalArgumentException(
                    "%s has the padding \"same\" or \"valid\", found \"%s\""
                            .formatted(layer, padding));
        }
        return padding.equals("same") ? "SAME" : "VALID";
    }
}
