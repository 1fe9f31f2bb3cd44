package org.duograph.tensor;

import java.util.Optional;

/**
 * What the compiler knows of an array before it exists: its element type and its shape.
 *
 * @param dtype the type of the elements
 * @param shape the extents
 */
public record ArrayType(DType dtype, Shape shape) {
    /** A float32 array of the given extents. */
    public static ArrayType float32(int... dims) {
        return new ArrayType(DType.FLOAT32, Shape.of(dims));
    }

    /**
     * The type that a text such as {@code float32 64x10} or {@code int64 scalar} stands for, as
     * {@link #toString} writes it.
     *
     * @throws IllegalArgumentException if it stands for none
     */
    public static ArrayType parse(String text) {
        String[] words = text.trim().split(" ");
        Optional<DType> dtype = DType.named(words[0]);
        if (dtype.isEmpty() || words.length != 2) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no type; one is written like this: float32 64x10");
        }
        return new ArrayType(dtype.get(), Shape.parse(words[1]));
    }

    /** The same element type with another shape. */
    public ArrayType withShape(Shape other) {
        return new ArrayType(dtype, other);
    }

    /** The same element type with another shape. */
    public ArrayType withShape(int... dims) {
        return new ArrayType(dtype, Shape.of(dims));
    }

    /** Bytes of the dense row-major array. */
    public long bytes() {
        return shape.size() * dtype.bytes();
    }

    // Both as a record has them by itself, which the JDK makes at run time: the first took 30 ms,
    // and where only Java's first compiler works each later one took 80 ns more, as feeds and
    // fetches felt.

    @Override
    public boolean equals(Object other) {
        return other instanceof ArrayType t && t.dtype == dtype && t.shape.equals(shape);
    }

    @Override
    public int hashCode() {
        return 31 * dtype.hashCode() + shape.hashCode();
    }

    /** For example {@code float32 64x10}. */
    @Override
    public String toString() {
        return dtype.lowerName() + " " + shape;
    }
}
