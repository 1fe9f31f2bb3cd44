package org.duograph.backend.onednn.library;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.backend.HostBuffer;
import org.duograph.backend.Where;

/**
 * A piece of an {@link Arena}. Java code sees it through NIO views, which are made once and then
 * used without allocating.
 */
public final class NativeBuffer implements HostBuffer {
    private final Arena arena;
    private final Address address;
    private final long bytes;
    private ByteBuffer asBytes;
    private FloatBuffer asFloats;
    private IntBuffer asInts;
    private LongBuffer asLongs;

    /** A pointer to a place inside memory that someone else owns. */
    public static final class Address extends BytePointer {
        Address(long address, long bytes) {
            super((Pointer) null);
            this.address = address;
            this.limit = bytes;
            this.capacity = bytes;
        }
    }

    NativeBuffer(Arena arena, long address, long bytes) {
        this.arena = arena;
        this.address = new Address(address, bytes);
        this.bytes = bytes;
    }

    /** What stands at {@code where}. */
    public static NativeBuffer at(Where where, Memory memory) {
        return (NativeBuffer) where.find(memory);
    }

    /** Where it begins; valid until it is closed. */
    public Pointer address() {
        return address;
    }

    @Override
    public NativeBuffer part(long offset, long size) {
        Objects.checkFromIndexSize(offset, size, bytes);
        return new NativeBuffer(null, address.address() + offset, size);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public boolean standsWith(HostBuffer other) {
        return other instanceof NativeBuffer that && that.address.address() == address.address();
    }

    @Override
    public synchronized ByteBuffer asBytes() {
        if (asBytes == null) {
            if (bytes > Integer.MAX_VALUE) {
                throw HostBuffer.tooLarge(bytes);
            }
            asBytes = address.asByteBuffer();
        }
        return asBytes;
    }

    @Override
    public synchronized FloatBuffer asFloats() {
        if (asFloats == null) {
            asFloats = asBytes().asFloatBuffer();
        }
        return asFloats;
    }

    @Override
    public synchronized IntBuffer asInts() {
        if (asInts == null) {
            asInts = asBytes().asIntBuffer();
        }
        return asInts;
    }

    @Override
    public synchronized LongBuffer asLongs() {
        if (asLongs == null) {
            asLongs = asBytes().asLongBuffer();
        }
        return asLongs;
    }

    @Override
    public void clear() {
        Pointer.memset(address, 0, bytes);
    }

    @Override
    public void poison() {
        Pointer.memset(address, 0xFF, bytes);
    }

    @Override
    public void close() {
        if (arena != null) {
            arena.release();
        }
    }
}
