package org.duograph.backend;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.duograph.tensor.NDArray;

/**
 * Memory that Java code reads and writes where it stands. Kernels that are written in Java take
 * their views when they are bound, and run on them without allocating.
 */
public interface HostBuffer extends Buffer {
    /** All of it, in the machine's byte order; always the same view. */
    ByteBuffer asBytes();

    /** Whether this and {@code other} begin at the same place: then what is in one is in both. */
    boolean standsWith(HostBuffer other);

    /** All of it as float32. */
    default FloatBuffer asFloats() {
        return asBytes().asFloatBuffer();
    }

    /** All of it as int32. */
    default IntBuffer asInts() {
        return asBytes().asIntBuffer();
    }

    /** All of it as int64. */
    default LongBuffer asLongs() {
        return asBytes().asLongBuffer();
    }

    /** Writes an array, row by row; allocates nothing but a view. */
    default void put(NDArray from) {
        if (from.data() instanceof float[] floats) { // most arrays are; this view is made once
            asFloats().put(0, floats);
        } else if (from.data() instanceof long[] longs) { // the number of a run, at every run
            asLongs().put(0, longs);
        } else {
            from.dtype().put(from.data(), 0, from.size(), ownView());
        }
    }

    /** Writes as many numbers as it holds, from the position of {@code from} on. */
    default void put(FloatBuffer from) {
        FloatBuffer floats = asFloats();
        floats.put(0, from, from.position(), floats.capacity());
    }

    /** Reads an array, row by row; allocates nothing but a view. */
    default void get(NDArray to) {
        if (to.data() instanceof float[] floats) {
            asFloats().get(0, floats);
        } else if (to.data() instanceof long[] longs) { // classes that a net answers with
            asLongs().get(0, longs);
        } else {
            to.dtype().get(ownView(), to.data(), 0, to.size());
        }
    }

    /** The error of memory that is too large for the views that Java code has of it. */
    static IllegalArgumentException tooLarge(long bytes) {
        return new IllegalArgumentException(
                ("an array of %,d bytes is too large: Java code sees 2 GiB at most;"
                                + " take fewer rows at a time")
                        .formatted(bytes));
    }

    /** A view with a position of its own: several threads may read. */
    private ByteBuffer ownView() {
        return asBytes().duplicate().order(ByteOrder.nativeOrder());
    }
}
