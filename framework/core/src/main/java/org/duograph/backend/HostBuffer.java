package org.duograph.backend;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import org.duograph.tensor.NDArray;

/**
 * Memory that Java code reads and writes where it stands. Kernels that are written in Java take
 * their views when they are bound, and run on them without allocating.
 */
public interface HostBuffer extends Buffer {
    /** All of it, in the machine's byte order; always the same view. */
    ByteBuffer asBytes();

    /** All of it as float32. */
    default FloatBuffer asFloats() {
        return asBytes().asFloatBuffer();
    }

    /** All of it as float64. */
    default DoubleBuffer asDoubles() {
        return asBytes().asDoubleBuffer();
    }

    /** All of it as int32. */
    default IntBuffer asInts() {
        return asBytes().asIntBuffer();
    }

    /** All of it as int64. */
    default LongBuffer asLongs() {
        return asBytes().asLongBuffer();
    }

    /** All of it as int16 or uint16. */
    default ShortBuffer asShorts() {
        return asBytes().asShortBuffer();
    }

    /** Writes an array, row by row; allocates nothing but a view. */
    default void put(NDArray from) {
        if (from.size() == 0) {
            return;
        }
        switch (from.dtype()) {
            case FLOAT32 -> asFloats().put(0, (float[]) from.data());
            case FLOAT64 -> asDoubles().put(0, (double[]) from.data());
            case INT32 -> asInts().put(0, (int[]) from.data());
            case INT64 -> asLongs().put(0, (long[]) from.data());
            case UINT8, INT8, BOOL -> asBytes().put(0, (byte[]) from.data());
            case UINT16, INT16 -> asShorts().put(0, (short[]) from.data());
        }
    }

    /** Writes as many numbers as it holds, from the position of {@code from} on. */
    default void put(FloatBuffer from) {
        FloatBuffer floats = asFloats();
        floats.put(0, from, from.position(), floats.capacity());
    }

    /** Reads an array, row by row; allocates nothing but a view. */
    default void get(NDArray to) {
        if (to.size() == 0) {
            return;
        }
        switch (to.dtype()) {
            case FLOAT32 -> asFloats().get(0, (float[]) to.data());
            case FLOAT64 -> asDoubles().get(0, (double[]) to.data());
            case INT32 -> asInts().get(0, (int[]) to.data());
            case INT64 -> asLongs().get(0, (long[]) to.data());
            case UINT8, INT8, BOOL -> asBytes().get(0, (byte[]) to.data());
            case UINT16, INT16 -> asShorts().get(0, (short[]) to.data());
        }
    }
}
