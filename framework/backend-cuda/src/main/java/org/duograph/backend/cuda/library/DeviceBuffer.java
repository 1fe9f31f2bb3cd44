package org.duograph.backend.cuda.library;

import static jcuda.driver.JCudaDriver.cuMemsetD8Async;

import jcuda.driver.CUdeviceptr;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.backend.Buffer;
import org.duograph.backend.Where;

/** A piece of a GPU's memory. */
public final class DeviceBuffer implements Buffer {
    private final Arena arena;
    private final Address address;
    private final long bytes;

    /** A place in a GPU's memory, whose number can be read. */
    private static final class Address extends CUdeviceptr {
        Address(CUdeviceptr base, long offset) {
            super(base, offset);
        }

        long number() {
            return getNativePointer() + getByteOffset();
        }
    }

    DeviceBuffer(Arena arena, CUdeviceptr base, long offset, long bytes) {
        this.arena = arena;
        this.address = new Address(base, offset);
        this.bytes = bytes;
    }

    /** The memory that stands at {@code place}. */
    public static DeviceBuffer at(Where place, Memory memory) {
        return (DeviceBuffer) place.find(memory);
    }

    /** Where it begins, for calls of the driver and of cuDNN. */
    public CUdeviceptr pointer() {
        return address;
    }

    /** The number of its first byte. */
    public long address() {
        return address.number();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void poison() {
        fill((byte) 0xFF);
    }

    @Override
    public void clear() {
        fill((byte) 0);
    }

    private void fill(byte value) {
        if (bytes > 0) {
            CudaDevice device = arena.device();
            device.use();
            Cuda.check("cuMemsetD8Async", cuMemsetD8Async(address, value, bytes, device.stream()));
        }
    }

    @Override
    public DeviceBuffer part(long offset, long size) {
        if (offset < 0 || size < 0 || offset + size > bytes) {
            throw new IndexOutOfBoundsException(
                    "Bytes %d to %d were asked for of a buffer of %d"
                            .formatted(offset, offset + size, bytes));
        }
        return new DeviceBuffer(arena, address, offset, size);
    }

    @Override
    public void close() {
        arena.release();
    }
}
