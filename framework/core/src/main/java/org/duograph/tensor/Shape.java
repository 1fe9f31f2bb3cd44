package org.duograph.tensor;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.regex.Pattern;

/**
 * The extents of an array, outermost first; immutable. A scalar has rank 0 and size 1.
 *
 * <p>Arrays are dense and row-major, so element {@code (n, c, h, w)} of an {@code N x C x H x W}
 * array stands at {@code ((n * C + c) * H + h) * W + w}.
 */
public final class Shape implements Iterable<Integer> {
    /** The shape of a single number. */
    public static final Shape SCALAR = new Shape(new int[0]);

    private static final Pattern DIMS = Pattern.compile("[0-9]{1,18}(x[0-9]{1,18})*");

    private final int[] dims;
    private final long size;

    private Shape(int[] dims) {
        long product = 1;
        for (int d : dims) {
            if (d < 0) {
                throw new IllegalArgumentException(
                        "A dimension can't be negative, found " + Arrays.toString(dims));
            }
            boolean tooLarge = d > 0 && product > Long.MAX_VALUE / d;
            if (tooLarge) {
                throw new ArithmeticException(
                        "Shape " + Arrays.toString(dims) + " has more than 2^63 elements");
            }
            product *= d;
        }
        this.dims = dims;
        this.size = product;
    }

    /** Makes a shape of the given extents. */
    public static Shape of(int... dims) {
        return dims.length == 0 && SCALAR != null ? SCALAR : new Shape(dims.clone());
    }

    /** Makes a shape of the given extents; each must fit an {@code int}. */
    public static Shape of(List<? extends Number> dims) {
        int[] extents = new int[dims.size()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = extent(dims.get(i).longValue());
        }
        return of(extents);
    }

    /**
     * The shape that a text such as {@code 64x3x32x32} or {@code scalar} stands for, as {@link
     * #toString} writes it.
     *
     * @throws IllegalArgumentException if it stands for none, or for one of more than 2^63 elements
     */
    public static Shape parse(String text) {
        if (text.equals("scalar")) {
            return SCALAR;
        }
        if (!DIMS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no shape; one is written like this: 64x10, or scalar");
        }
        try {
            return of(Arrays.stream(text.split("x")).map(Long::valueOf).toList());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * {@code d} as an extent.
     *
     * @throws ArithmeticException if it is 2^31 or more, which no array holds
     */
    public static int extent(long d) {
        if (d != (int) d) {
            throw new ArithmeticException("A dimension must be less than 2^31, found " + d);
        }
        return (int) d;
    }

    /** The number of dimensions. */
    public int rank() {
        return dims.length;
    }

    /** The extent of dimension {@code axis}; negative axes count from the end. */
    public int dim(int axis) {
        return dims[axis(axis)];
    }

    /** The number of elements. */
    public long size() {
        return size;
    }

    /** {@link #size()} as an {@code int}. Throws ArithmeticException if there are 2^31 or more. */
    public int intSize() {
        if (size > Integer.MAX_VALUE) {
            throw new ArithmeticException(
                    "An array of shape %s has %,d elements; 2^31 - 1 are the most there can be"
                            .formatted(this, size));
        }
        return (int) size;
    }

    /** The product of the extents from {@code from} (inclusive) to {@code to} (exclusive). */
    public int sizeOf(int from, int to) {
        long product = 1;
        for (int i = from; i < to; i++) {
            product *= dims[i];
            if (product > Integer.MAX_VALUE) {
                throw new ArithmeticException(
                        "The axes %d to %d of shape %s hold 2^31 or more elements"
                                .formatted(from, to - 1, this));
            }
        }
        return (int) product;
    }

    /**
     * {@code axis} as a number from 0 to rank - 1; negative ones count from the end.
     *
     * @throws IllegalArgumentException if there is no such axis
     */
    public int axis(long axis) {
        long a = axis < 0 ? axis + dims.length : axis;
        if (a < 0 || a >= dims.length) {
            throw new IllegalArgumentException(
                    "Axis " + axis + " asked for, but shape " + this + " has rank " + dims.length);
        }
        return (int) a;
    }

    /** This shape with the extent of {@code axis} replaced. */
    public Shape with(int axis, int extent) {
        int[] copy = dims.clone();
        copy[axis(axis)] = extent;
        return new Shape(copy);
    }

    /** The extents as a fresh array. */
    public int[] toArray() {
        return dims.clone();
    }

    /** The extents as an unmodifiable list. */
    public List<Integer> toList() {
        return Arrays.stream(dims).boxed().toList();
    }

    @Override
    public Iterator<Integer> iterator() {
        PrimitiveIterator.OfInt i = Arrays.stream(dims).iterator();
        return i;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Shape s && Arrays.equals(dims, s.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** For example {@code 64x3x32x32}; a scalar prints as {@code scalar}. */
    @Override
    public String toString() {
        if (dims.length == 0) {
            return "scalar";
        }
        StringBuilder text = new StringBuilder();
        for (int d : dims) {
            text.append(text.isEmpty() ? "" : "x").append(d);
        }
        return text.toString();
    }
}
