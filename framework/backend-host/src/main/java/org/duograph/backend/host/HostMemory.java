package org.duograph.backend.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.duograph.backend.HostBuffer;

/**
 * A piece of memory outside the Java heap, zeros at first. The garbage collector frees it once
 * nobody holds it any more.
 */
final class HostMemory implements HostBuffer {
    private final ByteBuffer whole;
    private final int start;
    private final ByteBuffer bytes;

    private HostMemory(ByteBuffer whole, int start, int size) {
        this.whole = whole;
        this.start = start;
        this.bytes = whole.slice(start, size).order(ByteOrder.nativeOrder());
    }

    /** Memory of its own. */
    static HostMemory allocate(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw HostBuffer.tooLarge(bytes);
        }
        return new HostMemory(ByteBuffer.allocateDirect((int) bytes), 0, (int) bytes);
    }

    @Override
    public HostMemory part(long offset, long size) {
        Objects.checkFromIndexSize(offset, size, bytes());
        return new HostMemory(whole, start + (int) offset, (int) size);
    }

    @Override
    public boolean standsWith(HostBuffer other) {
        return other instanceof HostMemory that && that.whole == whole && that.start == start;
    }

    @Override
    public ByteBuffer asBytes() {
        return bytes;
    }

    @Override
    public long bytes() {
        return bytes.capacity();
    }

    @Override
    public void clear() {
        fill((byte) 0);
    }

    @Override
    public void poison() {
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
