package org.duograph.tensor;

import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * An n-dimensional array of numbers or texts on the host: a dense, row-major Java array with a
 * shape and an element type.
 *
 * <p>An NDArray never copies behind your back: {@code of} wraps the array it is given and {@link
 * #data} returns that same array. It needs no closing.
 */
public final class NDArray {
    private final ArrayType type;
    private final Object data;

    private NDArray(ArrayType type, Object data) {
        this.type = type;
        this.data = data;
    }

    /**
     * Wraps {@code data}, the Java array that {@link DType#arrayClass} names.
     *
     * @throws IllegalArgumentException if the array's class or length does not fit the type
     */
    public static NDArray wrap(ArrayType type, Object data) {
        if (data.getClass() != type.dtype().arrayClass()) {
            throw new IllegalArgumentException(
                    "A "
                            + type
                            + " array is held in "
                            + type.dtype().arrayClass().getSimpleName()
                            + ", but a "
                            + data.getClass().getSimpleName()
                            + " was given");
        }
        if (Array.getLength(data) != type.shape().size()) {
            throw new IllegalArgumentException(
                    "Shape "
                            + type.shape()
                            + " needs "
                            + type.shape().size()
                            + " elements, but "
                            + Array.getLength(data)
                            + " were given");
        }
        return new NDArray(type, data);
    }

    /** A new array of the given type, filled with zeros; with empty texts where it holds such. */
    public static NDArray zeros(ArrayType type) {
        Class<?> element = type.dtype().arrayClass().getComponentType();
        Object data = Array.newInstance(element, type.shape().intSize());
        if (data instanceof String[] texts) {
            Arrays.fill(texts, "");
        }
        return new NDArray(type, data);
    }

    /** A new array of the given type with every element set to {@code value}. */
    public static NDArray full(ArrayType type, double value) {
        NDArray a = zeros(type);
        for (int i = 0; i < a.size(); i++) {
            a.set(i, value);
        }
        return a;
    }

    /** Wraps float32 numbers. */
    public static NDArray of(Shape shape, float... data) {
        return wrap(new ArrayType(DType.FLOAT32, shape), data);
    }

    /** Wraps float64 numbers. */
    public static NDArray of(Shape shape, double... data) {
        return wrap(new ArrayType(DType.FLOAT64, shape), data);
    }

    /** Wraps int32 numbers. */
    public static NDArray of(Shape shape, int... data) {
        return wrap(new ArrayType(DType.INT32, shape), data);
    }

    /** Wraps int64 numbers. */
    public static NDArray of(Shape shape, long... data) {
        return wrap(new ArrayType(DType.INT64, shape), data);
    }

    /** Wraps unsigned bytes. */
    public static NDArray ofBytes(Shape shape, byte... data) {
        return wrap(new ArrayType(DType.UINT8, shape), data);
    }

    /** Wraps texts. */
    public static NDArray ofTexts(Shape shape, String... data) {
        return wrap(new ArrayType(DType.STRING, shape), data);
    }

    /** A float32 vector. */
    public static NDArray vector(float... data) {
        return of(Shape.of(data.length), data);
    }

    /** A float32 scalar. */
    public static NDArray scalar(float value) {
        return of(Shape.SCALAR, value);
    }

    /** Element type and shape. */
    public ArrayType type() {
        return type;
    }

    /** The element type. */
    public DType dtype() {
        return type.dtype();
    }

    /** The extents. */
    public Shape shape() {
        return type.shape();
    }

    /** The number of elements. */
    public int size() {
        return type.shape().intSize();
    }

    /** The Java array itself, not a copy; its class is {@code dtype().arrayClass()}. */
    public Object data() {
        return data;
    }

    /** The array itself, not a copy, of a float32 array; ClassCastException for other types. */
    public float[] floats() {
        return (float[]) data;
    }

    /** The array itself, not a copy, of an array of texts; ClassCastException for other types. */
    public String[] texts() {
        return (String[]) data;
    }

    /** Element {@code i} in row-major order, widened to double (int64 may lose its low bits). */
    public double get(int i) {
        return type.dtype().real(data, i);
    }

    /**
     * The element at these indices, one for each dimension, widened to double: {@code get(n, c)} of
     * a matrix. Of an array of rank 1 {@link #get(int)} gives it.
     *
     * @throws IndexOutOfBoundsException if there are more or fewer indices than dimensions, or one
     *     lies outside of its dimension
     */
    public double get(int first, int second, int... more) {
        int[] indices = new int[2 + more.length];
        indices[0] = first;
        indices[1] = second;
        System.arraycopy(more, 0, indices, 2, more.length);
        boolean inside = indices.length == shape().rank();
        int at = 0;
        for (int d = 0; inside && d < indices.length; d++) {
            inside = indices[d] >= 0 && indices[d] < shape().dim(d);
            at = at * shape().dim(d) + indices[d];
        }
        if (!inside) {
            throw new IndexOutOfBoundsException(
                    "A " + type + " array has no element " + Arrays.toString(indices));
        }
        return get(at);
    }

    /** Sets element {@code i}; integer types take {@code value} cut towards zero. */
    public void set(int i, double value) {
        type.dtype().setReal(data, i, value);
    }

    /** Element {@code i} of an array of whole numbers, all 64 bits. */
    public long getWhole(int i) {
        return type.dtype().whole(data, i);
    }

    /** Sets element {@code i} of an array of whole numbers; what its type can't hold wraps. */
    public void setWhole(int i, long value) {
        type.dtype().setWhole(data, i, value);
    }

    /** Element {@code i} as text: itself, or a number written with as few digits as tell it. */
    public String getText(int i) {
        return type.dtype().text(data, i);
    }

    /** Sets element {@code i} to a text, or to the number that it says. */
    public void setText(int i, String text) {
        type.dtype().setText(data, i, text);
    }

    /** Copies all elements of an array of whole numbers into one that is at least as long. */
    public void get(long[] into) {
        for (int i = 0; i < size(); i++) {
            into[i] = getWhole(i);
        }
    }

    /** The single element of an array of size 1. */
    public double item() {
        if (size() != 1) {
            throw new IllegalStateException("item() needs one element, but the array is " + type);
        }
        return get(0);
    }

    /** All elements widened to double, in a fresh array. */
    public double[] toDoubles() {
        double[] all = new double[size()];
        get(all);
        return all;
    }

    /** Copies all elements, widened to double, into an array that is at least as long. */
    public void get(double[] into) {
        int size = size();
        if (data instanceof float[] floats) { // most arrays are; a loop without the type's switch
            for (int i = 0; i < size; i++) {
                into[i] = floats[i];
            }
        } else {
            for (int i = 0; i < size; i++) {
                into[i] = get(i);
            }
        }
    }

    /**
     * A copy converted to another element type: real numbers are cut or rounded to the nearest,
     * whole ones wrap, texts say the number.
     *
     * @throws IllegalArgumentException if a text says no number of that type
     */
    public NDArray cast(DType to) {
        dtype().requireConvertible(to);
        NDArray copy = zeros(new ArrayType(to, shape()));
        boolean text = dtype().isText() || to.isText();
        for (int i = 0; i < size(); i++) {
            if (text) {
                copy.setText(i, getText(i));
            } else if (dtype().isWhole()) {
                copy.setWhole(i, getWhole(i));
            } else {
                copy.set(i, get(i));
            }
        }
        return copy;
    }

    /** The same numbers under another shape of equal size; the data is shared. */
    public NDArray reshape(int... dims) {
        return wrap(type.withShape(dims), data);
    }

    /**
     * A copy of what has index {@code from} (inclusive) to {@code to} (exclusive) along an axis;
     * negative axes count from the end. The other dimensions stay whole.
     *
     * @throws IndexOutOfBoundsException if the axis does not reach so far
     */
    public NDArray slice(int axis, int from, int to) {
        int a = shape().axis(axis);
        int extent = shape().dim(a);
        if (from < 0 || to < from || to > extent) {
            throw new IndexOutOfBoundsException(
                    "Axis %d of a %s array has no elements from %d to %d; it has %d"
                            .formatted(axis, type, from, to, extent));
        }
        NDArray slice = zeros(new ArrayType(dtype(), shape().with(a, to - from)));
        int inner = shape().sizeOf(a + 1, shape().rank());
        int run = (to - from) * inner;
        for (int outer = 0; outer < shape().sizeOf(0, a); outer++) {
            System.arraycopy(data, (outer * extent + from) * inner, slice.data, outer * run, run);
        }
        return slice;
    }

    /** A copy of what has index {@code i} in the first dimension, without that dimension. */
    public NDArray row(int i) {
        int[] dims = shape().toArray();
        return slice(0, i, i + 1).reshape(Arrays.copyOfRange(dims, 1, dims.length));
    }

    /**
     * Where the largest number along an axis stands, the first of several, for all else: int64, of
     * this shape without the axis. Of the scores of a batch, N x classes, {@code argMax(1)} is the
     * best class of each. NaN is larger than no number.
     *
     * @throws IllegalArgumentException if there is no such axis or nothing along it, or texts
     */
    public NDArray argMax(int axis) {
        int a = shape().axis(axis);
        int extent = shape().dim(a);
        if (extent == 0 || dtype().isText()) {
            throw new IllegalArgumentException(
                    "A " + type + " array has no largest number along axis " + axis);
        }
        int inner = shape().sizeOf(a + 1, shape().rank());
        int[] dims = shape().toArray();
        System.arraycopy(dims, a + 1, dims, a, dims.length - a - 1);
        Shape without = Shape.of(Arrays.copyOf(dims, dims.length - 1));
        NDArray places = zeros(new ArrayType(DType.INT64, without));
        for (int i = 0; i < places.size(); i++) {
            int start = i / inner * extent * inner + i % inner;
            int best = 0;
            for (int k = 1; k < extent; k++) {
                best = isLarger(start + k * inner, start + best * inner) ? k : best;
            }
            places.setWhole(i, best);
        }
        return places;
    }

    private boolean isLarger(int i, int j) {
        return dtype().isWhole() ? getWhole(i) > getWhole(j) : get(i) > get(j);
    }

    /** A copy that shares nothing with this array. */
    public NDArray copy() {
        NDArray copy = zeros(type);
        System.arraycopy(data, 0, copy.data, 0, size());
        return copy;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof NDArray a
                && type.equals(a.type)
                && Arrays.deepEquals(new Object[] {data}, new Object[] {a.data});
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.deepHashCode(new Object[] {data});
    }

    /** The type and the first elements, for example {@code float32 2x2 [1.0, 2.0, 3.0, 4.0]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(type.toString()).append(" [");
        for (int i = 0; i < Math.min(8, size()); i++) {
            text.append(i == 0 ? "" : ", ");
            text.append(elementText(i));
        }
        return text.append(size() > 8 ? ", ...]" : "]").toString();
    }

    private String elementText(int i) {
        if (type.dtype().isText()) {
            return '"' + getText(i) + '"';
        }
        return type.dtype().isFloating() ? "" + (float) get(i) : "" + getWhole(i);
    }
}
