package org.duograph.backend.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.duograph.backend.HostBuffer;

/**
 * A piece of memory for one array: a part of a {@code float[]} on the Java heap, where float32 is
 * asked for, and bytes outside it for all other types. Neither is allocated before it is asked for,
 * and the two share nothing; an array is always asked for as what it is.
 */
final class VectorMemory implements HostBuffer {
    private static final int NAN = 0xFFFFFFFF;

    /** The floats of several pieces. */
    private static final class Arena {
        private final int size;
        private float[] floats;
        private int first; // where the numbers begin in it

        Arena(int size) {
            this.size = size;
        }

        synchronized boolean isThere() {
            return floats != null;
        }

        synchronized float[] floats() { // kernels are bound side by side
            if (floats == null) {
                boolean aligned = size >= Alignment.FEWEST;
                floats = new float[aligned ? size + Alignment.LINE : size];
                first = aligned ? Alignment.first(floats) : 0;
            }
            return floats;
        }

        int first() {
            floats();
            return first;
        }
    }

    private final Arena arena;
    private final int start;
    private final long size;
    private FloatBuffer floats;
    private ByteBuffer bytes;
    private short[] halves;
    private byte[] wholes;

    private VectorMemory(Arena arena, int start, long size) {
        this.arena = arena;
        this.start = start;
        this.size = size;
    }

    /** Memory of its own. */
    static VectorMemory allocate(long bytes) {
        return new VectorMemory(new Arena(floats(bytes)), 0, bytes);
    }

    private static int floats(long bytes) {
        long floats = (bytes + Float.BYTES - 1) / Float.BYTES;
        if (floats > Integer.MAX_VALUE - 8 - Alignment.LINE) {
            throw new OutOfMemoryError(
                    "an array of %,d bytes is too large: a float[] holds 8 GiB at most; take fewer"
                                    .formatted(bytes)
                            + " rows at a time");
        }
        return (int) floats;
    }

    /** The array that holds it. */
    float[] array() {
        return arena.floats();
    }

    /** Where it begins there. */
    int start() {
        return arena.first() + start;
    }

    /** Numbers of two bytes, for which it is asked for as {@link VectorLayout.Numbers#BFLOAT16}. */
    synchronized short[] halves() {
        if (halves == null) {
            halves = new short[(int) (size / Short.BYTES)];
        }
        return halves;
    }

    /** Numbers of one byte, for {@link VectorLayout.Numbers#INT8}; scales stand as floats. */
    synchronized byte[] wholes() {
        if (wholes == null) {
            wholes = new byte[(int) size];
        }
        return wholes;
    }

    /** Where two pieces of one arena lie over each other they are different objects. */
    @Override
    public boolean standsWith(HostBuffer other) {
        return other instanceof VectorMemory that && that.arena == arena && that.start == start;
    }

    @Override
    public VectorMemory part(long offset, long bytes) {
        Objects.checkFromIndexSize(offset, bytes, size);
        return new VectorMemory(arena, start + (int) (offset / Float.BYTES), bytes);
    }

    @Override
    public synchronized FloatBuffer asFloats() {
        if (floats == null) {
            floats = FloatBuffer.wrap(array(), start(), floats(size)).slice();
        }
        return floats;
    }

    @Override
    public synchronized ByteBuffer asBytes() {
        if (bytes == null) {
            if (size > Integer.MAX_VALUE) {
                throw HostBuffer.tooLarge(size);
            }
            bytes = ByteBuffer.allocateDirect((int) size).order(ByteOrder.nativeOrder());
        }
        return bytes;
    }

    @Override
    public long bytes() {
        return size;
    }

    /** What has not been allocated yet will be zeros anyway. */
    @Override
    public synchronized void clear() {
        if (arena.isThere()) {
            Arrays.fill(array(), start(), start() + floats(size), 0);
        }
        if (bytes != null) {
            fill((byte) 0);
        }
    }

    @Override
    public synchronized void poison() {
        Arrays.fill(array(), start(), start() + floats(size), Float.intBitsToFloat(NAN));
        asBytes();
        fill((byte) 0xFF);
    }

    private void fill(byte value) {
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put(i, value);
        }
    }

    @Override
    public void close() {}
}
