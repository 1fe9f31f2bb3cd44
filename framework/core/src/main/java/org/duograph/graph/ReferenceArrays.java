package org.duograph.graph;

import java.util.Arrays;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * The arrays over which reference kernels loop: a {@code double[]} for real numbers, a {@code
 * long[]} for whole ones, a {@code String[]} for texts, whatever the element type.
 */
public final class ReferenceArrays {
    private static final long POISON = 0x5eed5eed5eed5eedL;
    private static final String POISONED_TEXT = "nobody wrote this";

    private ReferenceArrays() {}

    /** An array for so many elements of that type: zeros or empty texts. */
    public static Object empty(DType dtype, int size) {
        if (dtype.isText()) {
            String[] texts = new String[size];
            Arrays.fill(texts, "");
            return texts;
        }
        return dtype.isWhole() ? new long[size] : new double[size];
    }

    /** Fills an array with what makes results wrong that were computed from it. */
    public static void poison(Object array) {
        if (array instanceof String[] texts) {
            Arrays.fill(texts, POISONED_TEXT);
        } else if (array instanceof long[] wholes) {
            Arrays.fill(wholes, POISON);
        } else {
            Arrays.fill((double[]) array, Double.NaN);
        }
    }

    /** Copies the elements of a host array into one that is at least as long. */
    public static void write(NDArray from, Object to) {
        if (to instanceof String[] texts) {
            System.arraycopy(from.texts(), 0, texts, 0, from.size());
        } else if (to instanceof long[] wholes) {
            from.get(wholes);
        } else {
            from.get((double[]) to);
        }
    }

    /** Copies the first elements to a host array, as many as that has. */
    public static void read(Object from, NDArray to) {
        if (from instanceof String[] texts) {
            System.arraycopy(texts, 0, to.texts(), 0, to.size());
        } else if (from instanceof long[] wholes) {
            for (int i = 0; i < to.size(); i++) {
                to.setWhole(i, wholes[i]);
            }
        } else {
            double[] reals = (double[]) from;
            for (int i = 0; i < to.size(); i++) {
                to.set(i, reals[i]);
            }
        }
    }

    /** The elements of a host array in an array of their own, or null for null. */
    static Object of(NDArray array) {
        if (array == null) {
            return null;
        }
        Object copy = empty(array.dtype(), array.size());
        write(array, copy);
        return copy;
    }

    /** A host array of these elements. */
    static NDArray host(ArrayType type, Object elements) {
        NDArray array = NDArray.zeros(type);
        read(elements, array);
        return array;
    }
}
