package org.duograph.backend;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.duograph.tensor.DType;

/**
 * An array as kernels see it that only move elements about, whatever their type. Elements of
 * float32 are moved as such, because memory on the Java heap holds them in a {@code float[]}.
 */
public sealed interface Elements {
    /**
     * Copies elements of another array of the same type.
     *
     * @param at where the first of them goes
     * @param from the other array
     * @param fromAt where the first of them stands there
     * @param count how many there are
     */
    void put(int at, Elements from, int fromAt, int count);

    /** The elements of that type that stand in {@code buffer}. */
    static Elements of(HostBuffer buffer, DType dtype) {
        return dtype == DType.FLOAT32
                ? new Floats(buffer.asFloats())
                : new Others(buffer.asBytes(), dtype.bytes());
    }

    /** Elements of float32. */
    record Floats(FloatBuffer floats) implements Elements {
        @Override
        public void put(int at, Elements from, int fromAt, int count) {
            FloatBuffer source = ((Floats) from).floats;
            if (count == 1) { // which bulk copies are slow for
                floats.put(at, source.get(fromAt));
            } else {
                floats.put(at, source, fromAt, count);
            }
        }
    }

    /**
     * Elements of any other type.
     *
     * @param size the bytes of each
     */
    record Others(ByteBuffer bytes, int size) implements Elements {
        @Override
        public void put(int at, Elements from, int fromAt, int count) {
            bytes.put(at * size, ((Others) from).bytes, fromAt * size, count * size);
        }
    }
}
