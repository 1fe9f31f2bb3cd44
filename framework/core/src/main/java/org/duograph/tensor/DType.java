package org.duograph.tensor;

/**
 * The type of an array's elements.
 *
 * <p>Each constant names the Java array that holds it on the host. Unsigned and boolean elements
 * live in {@code byte[]} and {@code short[]}; {@link NDArray#get} widens them correctly.
 */
public enum DType {
    FLOAT32(4, float[].class),
    FLOAT64(8, double[].class),
    INT32(4, int[].class),
    INT64(8, long[].class),
    UINT8(1, byte[].class),
    INT8(1, byte[].class),
    /** One byte per element, 0 or 1. */
    BOOL(1, byte[].class),
    UINT16(2, short[].class),
    INT16(2, short[].class);

    private final int bytes;
    private final Class<?> arrayClass;

    DType(int bytes, Class<?> arrayClass) {
        this.bytes = bytes;
        this.arrayClass = arrayClass;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** The Java array class that holds elements of this type, for example {@code float[].class}. */
    public Class<?> arrayClass() {
        return arrayClass;
    }

    /** A whole number as an element of this type holds it: without the bits that are too many. */
    public long wrapped(long number) {
        return switch (this) {
            case INT32 -> (int) number;
            case INT16 -> (short) number;
            case INT8 -> (byte) number;
            case UINT16 -> number & 0xffff;
            case UINT8 -> number & 0xff;
            case BOOL -> number != 0 ? 1 : 0;
            case INT64, FLOAT32, FLOAT64 -> number;
        };
    }

    /** A real number cut towards zero, as an element of this type, a whole one, holds it. */
    public long cut(double number) {
        return switch (this) {
            case INT32 -> (int) number;
            case BOOL -> number != 0 ? 1 : 0;
            default -> wrapped((long) number);
        };
    }

    /** Whether elements are floating-point numbers; only those have gradients. */
    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }
}
