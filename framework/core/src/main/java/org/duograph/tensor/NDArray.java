package org.duograph.tensor;

import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * An n-dimensional array of numbers on the host: a dense, row-major Java array with a shape and an
 * element type.
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

    /** A new array of the given type, filled with zeros. */
    public static NDArray zeros(ArrayType type) {
        Class<?> element = type.dtype().arrayClass().getComponentType();
        return new NDArray(type, Array.newInstance(element, type.shape().intSize()));
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

    /** Element {@code i} in row-major order, widened to double (int64 may lose its low bits). */
    public double get(int i) {
        return switch (type.dtype()) {
            case FLOAT32 -> ((float[]) data)[i];
            case FLOAT64 -> ((double[]) data)[i];
            case INT32 -> ((int[]) data)[i];
            case INT64 -> ((long[]) data)[i];
            case UINT8 -> ((byte[]) data)[i] & 0xff;
            case INT8, BOOL -> ((byte[]) data)[i];
            case UINT16 -> ((short[]) data)[i] & 0xffff;
            case INT16 -> ((short[]) data)[i];
        };
    }

    /** Sets element {@code i}; integer types take {@code value} cut towards zero. */
    public void set(int i, double value) {
        switch (type.dtype()) {
            case FLOAT32 -> ((float[]) data)[i] = (float) value;
            case FLOAT64 -> ((double[]) data)[i] = value;
            case INT32 -> ((int[]) data)[i] = (int) value;
            case INT64 -> ((long[]) data)[i] = (long) value;
            case UINT8, INT8 -> ((byte[]) data)[i] = (byte) (long) value;
            case BOOL -> ((byte[]) data)[i] = (byte) (value != 0 ? 1 : 0);
            case UINT16, INT16 -> ((short[]) data)[i] = (short) (long) value;
        }
    }

    /** Element {@code i} of an array of whole numbers, all 64 bits. */
    public long getWhole(int i) {
        return data instanceof long[] longs ? longs[i] : (long) get(i);
    }

    /** Sets element {@code i} of an array of whole numbers; what its type can't hold wraps. */
    public void setWhole(int i, long value) {
        if (data instanceof long[] longs) {
            longs[i] = value;
        } else {
            set(i, type.dtype().wrapped(value));
        }
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

    /** A copy converted to another element type: real numbers are cut, whole ones wrap. */
    public NDArray cast(DType to) {
        NDArray copy = zeros(new ArrayType(to, shape()));
        boolean whole = !dtype().isFloating() && !to.isFloating();
        for (int i = 0; i < size(); i++) {
            if (whole) {
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
            text.append(type.dtype().isFloating() ? "" + (float) get(i) : "" + getWhole(i));
        }
        return text.append(size() > 8 ? ", ...]" : "]").toString();
    }
}
