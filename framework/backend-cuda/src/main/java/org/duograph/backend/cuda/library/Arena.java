package org.duograph.backend.cuda.library;

import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import jcuda.driver.CUdeviceptr;
import org.duograph.backend.Backend.Slot;
import org.duograph.backend.Buffer;

/**
 * One allocation of a GPU's memory, cut into buffers; it is freed when the last of them is closed,
 * or the GPU. Memory is taken when it is asked for, never in advance.
 */
public final class Arena {
    /** Buffers begin at multiples of so many bytes, as cuMemAlloc's own do. */
    public static final int ALIGNMENT = 256;

    private static final AtomicLong LIVE_BYTES = new AtomicLong();

    private final CudaDevice device;
    private final CUdeviceptr memory = new CUdeviceptr();
    private final long bytes;
    private int open;

    private Arena(CudaDevice device, long bytes, int parts) {
        this.device = device;
        this.bytes = Math.max(bytes, 1);
        this.open = parts;
        device.use();
        if (device.heldBytes().addAndGet(this.bytes) > device.limit()) {
            device.heldBytes().addAndGet(-this.bytes);
            throw new OutOfMemoryError(lack("the limit that was set for it"));
        }
        try {
            Cuda.check("cuMemAlloc", cuMemAlloc(memory, this.bytes));
        } catch (OutOfMemoryError e) {
            device.heldBytes().addAndGet(-this.bytes);
            throw new OutOfMemoryError(lack("what is free"));
        } catch (RuntimeException e) {
            device.heldBytes().addAndGet(-this.bytes);
            throw e;
        }
        LIVE_BYTES.addAndGet(this.bytes);
        device.hold(this, this::free);
    }

    private String lack(String than) {
        return "GPU %s: %s were asked for, more than %s: %s of %s are free, %s are held here%s"
                .formatted(
                        device,
                        mib(bytes),
                        than,
                        mib(device.freeBytes()),
                        mib(device.totalBytes()),
                        mib(device.heldBytes().get()),
                        device.limit() == Long.MAX_VALUE
                                ? ""
                                : ", and the limit is " + mib(device.limit()));
    }

    private static String mib(long bytes) {
        return "%,.1f MiB".formatted(bytes / (double) (1 << 20));
    }

    CudaDevice device() {
        return device;
    }

    /** Bytes of all arenas that are not freed, in the whole process. */
    public static long liveBytes() {
        return LIVE_BYTES.get();
    }

    /** {@code bytes} rounded up so that what follows is aligned. */
    public static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Allocates one buffer per size. */
    public static List<Buffer> allocate(CudaDevice device, List<Long> sizes) {
        List<Slot> slots = new ArrayList<>();
        long at = 0;
        for (long size : sizes) {
            slots.add(new Slot(at, size));
            at += aligned(size);
        }
        return allocate(device, at, slots);
    }

    /** Allocates one buffer per slot of one arena. */
    public static List<Buffer> allocate(CudaDevice device, long bytes, List<Slot> slots) {
        if (slots.isEmpty()) {
            return List.of();
        }
        Arena arena = new Arena(device, bytes, slots.size());
        return slots.stream()
                .<Buffer>map(s -> new DeviceBuffer(arena, arena.memory, s.offset(), s.bytes()))
                .toList();
    }

    /** Allocates one buffer. */
    public static DeviceBuffer allocate(CudaDevice device, long size) {
        return (DeviceBuffer) allocate(device, List.of(size)).get(0);
    }

    synchronized void release() {
        if (--open == 0) {
            device.giveBack(this);
        }
    }

    private void free() {
        Cuda.released("cuMemFree", cuMemFree(memory));
        LIVE_BYTES.addAndGet(-bytes);
        device.heldBytes().addAndGet(-bytes);
    }
}
