package org.duograph.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The type of an array's elements, with the one reader and writer of such elements that there is:
 * {@link #real}, {@link #whole} and {@link #text} look at an element of the Java array that holds
 * them, the setters write one, {@link #get} and {@link #put} copy many from and to bytes.
 *
 * <p>Each constant names that Java array. Unsigned and boolean elements live in {@code byte[]},
 * {@code short[]} and {@code int[]}, the 16-bit floating-point formats as bits in {@code short[]}.
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
    INT16(2, short[].class),
    UINT32(4, int[].class),
    /** IEEE 754's binary16. */
    FLOAT16(2, short[].class),
    /** The upper half of a float32. */
    BFLOAT16(2, short[].class),
    /** Texts of any length; the bytes are those of a reference to one. */
    STRING(8, String[].class);

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

    /** Its name in messages, for example {@code float32}. */
    public String lowerName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type that has this {@link #lowerName}, if there is one. */
    public static Optional<DType> named(String lowerName) {
        return Arrays.stream(values()).filter(d -> d.lowerName().equals(lowerName)).findFirst();
    }

    /** Whether elements are floating-point numbers; only those have gradients. */
    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64 || this == FLOAT16 || this == BFLOAT16;
    }

    /** Whether elements are whole numbers, truth values among them. */
    public boolean isWhole() {
        return !isFloating() && this != STRING;
    }

    /** Whether elements are texts. */
    public boolean isText() {
        return this == STRING;
    }

    /** A whole number as an element of this type holds it: without the bits that are too many. */
    public long wrapped(long number) {
        return switch (this) {
            case INT32 -> (int) number;
            case INT16 -> (short) number;
            case INT8 -> (byte) number;
            case UINT32 -> number & 0xffffffffL;
            case UINT16 -> number & 0xffff;
            case UINT8 -> number & 0xff;
            case BOOL -> number != 0 ? 1 : 0;
            case INT64, FLOAT32, FLOAT64, FLOAT16, BFLOAT16, STRING -> number;
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

    /** A real number as an element of this type, a floating-point one, holds it: the nearest. */
    public double rounded(double number) {
        return switch (this) {
            case FLOAT32 -> (float) number;
            case FLOAT16 -> HalfFloats.toFloat(HalfFloats.toHalf(number));
            case BFLOAT16 -> HalfFloats.bfloatToFloat(HalfFloats.toBfloat(number));
            default -> number;
        };
    }

    /** A whole number as an element of this type, a floating-point one, holds it: the nearest. */
    public double rounded(long number) {
        boolean inDouble = Math.abs((double) number) < 0x1p53 || (number & 0x7ff) == 0;
        return switch (this) {
            case FLOAT32 -> (float) number; // not by way of double: rounded once
            // Bits that a double may lack lie on one side of any middle; one of them tells which.
            case BFLOAT16 -> rounded((double) (inDouble ? number : number & ~0x7ff | 0x400));
            default -> rounded((double) number);
        };
    }

    /** The least number of this type, a whole one. */
    public long least() {
        return wrapped(-1) < 0 ? -1L << (8 * bytes - 1) : 0;
    }

    /** The greatest number of this type, a whole one. */
    public long greatest() {
        return least() < 0 ? ~least() : wrapped(-1);
    }

    /** The distance from 1 to the next larger number of this type, a floating-point one. */
    public double epsilon() {
        return switch (this) {
            case FLOAT32 -> 0x1p-23;
            case FLOAT16 -> 0x1p-10;
            case BFLOAT16 -> 0x1p-7;
            default -> 0x1p-52;
        };
    }

    /** Element {@code i} of such an array, widened to double (int64 may lose its low bits). */
    public double real(Object array, int i) {
        return switch (this) {
            case FLOAT32 -> ((float[]) array)[i];
            case FLOAT64 -> ((double[]) array)[i];
            case FLOAT16 -> HalfFloats.toFloat(((short[]) array)[i]);
            case BFLOAT16 -> HalfFloats.bfloatToFloat(((short[]) array)[i]);
            default -> whole(array, i);
        };
    }

    /** Sets element {@code i}: whole types take {@code value} cut towards zero. */
    public void setReal(Object array, int i, double value) {
        switch (this) {
            case FLOAT32 -> ((float[]) array)[i] = (float) value;
            case FLOAT64 -> ((double[]) array)[i] = value;
            case FLOAT16 -> ((short[]) array)[i] = HalfFloats.toHalf(value);
            case BFLOAT16 -> ((short[]) array)[i] = HalfFloats.toBfloat(value);
            default -> setWhole(array, i, cut(value));
        }
    }

    /** Element {@code i} of such an array, all its bits; floating-point ones are cut. */
    public long whole(Object array, int i) {
        return switch (this) {
            case INT32 -> ((int[]) array)[i];
            case INT64 -> ((long[]) array)[i];
            case UINT8 -> ((byte[]) array)[i] & 0xff;
            case INT8, BOOL -> ((byte[]) array)[i];
            case UINT16 -> ((short[]) array)[i] & 0xffff;
            case INT16 -> ((short[]) array)[i];
            case UINT32 -> ((int[]) array)[i] & 0xffffffffL;
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> (long) real(array, i);
            case STRING -> throw noNumber();
        };
    }

    /** Sets element {@code i}; what the type can't hold wraps. */
    public void setWhole(Object array, int i, long value) {
        switch (this) {
            case INT32, UINT32 -> ((int[]) array)[i] = (int) value;
            case INT64 -> ((long[]) array)[i] = value;
            case UINT8, INT8 -> ((byte[]) array)[i] = (byte) value;
            case BOOL -> ((byte[]) array)[i] = (byte) (value != 0 ? 1 : 0);
            case UINT16, INT16 -> ((short[]) array)[i] = (short) value;
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> setReal(array, i, rounded(value));
            case STRING -> throw noNumber();
        }
    }

    private static IllegalArgumentException noNumber() {
        return new IllegalArgumentException(
                "An array of string holds texts, not numbers; convert it with Cast");
    }

    /** Element {@code i} as text; numbers as {@link NumberText} writes them. */
    public String text(Object array, int i) {
        return switch (this) {
            case STRING -> ((String[]) array)[i];
            case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> NumberText.of(this, real(array, i));
            default -> Long.toString(whole(array, i));
        };
    }

    /**
     * Sets element {@code i} to what a text says.
     *
     * @throws IllegalArgumentException if it says no number that this type has
     */
    public void setText(Object array, int i, String text) {
        switch (this) {
            case STRING -> ((String[]) array)[i] = text;
            case FLOAT32 -> ((float[]) array)[i] = NumberText.toFloat(text);
            case FLOAT64, FLOAT16, BFLOAT16 -> setReal(array, i, NumberText.toDouble(text));
            default -> setWhole(array, i, NumberText.toWhole(this, text));
        }
    }

    /**
     * Fails where elements of this type can't be converted to {@code to}. Only truth values and
     * texts can't: whether true is {@code true}, {@code True} or {@code 1} nobody agrees on.
     *
     * @throws IllegalArgumentException says so
     */
    public void requireConvertible(DType to) {
        if (this == STRING && to == BOOL || this == BOOL && to == STRING) {
            throw new IllegalArgumentException(
                    lowerName()
                            + " can't be converted to "
                            + to.lowerName()
                            + ", for texts of truth values differ everywhere; convert it to int32"
                            + " first");
        }
    }

    /**
     * Copies {@code count} elements from bytes, in the buffer's order, into an array from {@code
     * offset} on; a truth value is any byte but 0. The buffer stands behind them afterwards.
     */
    public void get(ByteBuffer from, Object array, int offset, int count) {
        switch (this) {
            case FLOAT32 -> from.asFloatBuffer().get((float[]) array, offset, count);
            case FLOAT64 -> from.asDoubleBuffer().get((double[]) array, offset, count);
            case INT32, UINT32 -> from.asIntBuffer().get((int[]) array, offset, count);
            case INT64 -> from.asLongBuffer().get((long[]) array, offset, count);
            case UINT8, INT8 -> from.slice().get((byte[]) array, offset, count);
            case BOOL -> {
                for (int i = 0; i < count; i++) {
                    setWhole(array, offset + i, from.get(from.position() + i));
                }
            }
            case UINT16, INT16, FLOAT16, BFLOAT16 ->
                    from.asShortBuffer().get((short[]) array, offset, count);
            case STRING -> throw noBytes();
        }
        from.position(from.position() + count * bytes);
    }

    /**
     * Copies {@code count} elements of an array, from {@code offset} on, to bytes, in the buffer's
     * order. The buffer stands behind them afterwards.
     */
    public void put(Object array, int offset, int count, ByteBuffer to) {
        switch (this) {
            case FLOAT32 -> to.asFloatBuffer().put((float[]) array, offset, count);
            case FLOAT64 -> to.asDoubleBuffer().put((double[]) array, offset, count);
            case INT32, UINT32 -> to.asIntBuffer().put((int[]) array, offset, count);
            case INT64 -> to.asLongBuffer().put((long[]) array, offset, count);
            case UINT8, INT8, BOOL -> to.slice().put((byte[]) array, offset, count);
            case UINT16, INT16, FLOAT16, BFLOAT16 ->
                    to.asShortBuffer().put((short[]) array, offset, count);
            case STRING -> throw noBytes();
        }
        to.position(to.position() + count * bytes);
    }

    private static IllegalArgumentException noBytes() {
        return new IllegalArgumentException(
                "Texts have no fixed number of bytes; such an array can't be copied as bytes");
    }
}
