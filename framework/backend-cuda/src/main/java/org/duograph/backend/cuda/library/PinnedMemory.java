package org.duograph.backend.cuda.library;

import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemHostAlloc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import jcuda.Pointer;

/**
 * Memory of the host that a GPU copies from and to by itself, while the host does other things: it
 * never moves. Arrays of Java can't be that.
 */
public final class PinnedMemory implements AutoCloseable {
    private static final AtomicLong LIVE_BYTES = new AtomicLong();

    private final Address address = new Address();
    private final ByteBuffer bytes;

    /** A place in the host's memory, whose number can be read. */
    private static final class Address extends Pointer {
        long number() {
            return getNativePointer() + getByteOffset();
        }
    }

    /** Allocates it; some device must be in use. */
    public PinnedMemory(long size) {
        try {
            Cuda.check("cuMemHostAlloc", cuMemHostAlloc(address, size, 0));
        } catch (OutOfMemoryError e) {
            throw new OutOfMemoryError(
                    "%,d bytes were asked for of the host's memory, for a GPU to copy from and to; %s are held here. %s"
                            .formatted(size, "%,d bytes".formatted(liveBytes()), e.getMessage()));
        }
        this.bytes = address.getByteBuffer(0, size).order(ByteOrder.nativeOrder());
        LIVE_BYTES.addAndGet(size);
    }

    /** Bytes that are not freed, in the whole process. */
    public static long liveBytes() {
        return LIVE_BYTES.get();
    }

    /** Where it begins, for calls of the driver. */
    public Pointer pointer() {
        return address;
    }

    /** The number of its first byte. */
    long address() {
        return address.number();
    }

    /** All of it, in the machine's byte order; always the same view. */
    public ByteBuffer bytes() {
        return bytes;
    }

    @Override
    public void close() {
        LIVE_BYTES.addAndGet(-bytes.capacity());
        Cuda.released("cuMemFreeHost", cuMemFreeHost(address));
    }
}
