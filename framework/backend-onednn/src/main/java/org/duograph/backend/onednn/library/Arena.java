package org.duograph.backend.onednn.library;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.Pointer;
import org.duograph.backend.Backend.Slot;
import org.duograph.backend.Buffer;

/**
 * One piece of native memory, cut into buffers; freed when the last of them is closed.
 *
 * <p>Each buffer begins at a multiple of 64 bytes (a cache line, and the widest vector). The memory
 * comes from {@code malloc} directly: JavaCPP's own allocations count against the Java heap's
 * limit. Pieces of a megabyte and more come and go only while nets are made; when one is freed, the
 * C library is told to give back what it keeps for later: 7 MB less for the 6-layer net.
 */
public final class Arena {
    /** Bytes of a cache line, and of the widest vector: where buffers begin. */
    public static final int LINE = 64;

    private static final long PAGE = 4096;
    private static final long LARGE = 1 << 20;
    private static final AtomicLong LIVE_BYTES = new AtomicLong();

    private final Pointer memory;
    private final long bytes;
    private int open;

    private Arena(long bytes, int parts) {
        this.bytes = bytes;
        this.memory = Pointer.malloc(bytes + PAGE);
        if (memory == null || memory.isNull()) {
            throw new OutOfMemoryError("oneDNN backend: no memory for " + bytes + " bytes");
        }
        this.open = parts;
        LIVE_BYTES.addAndGet(bytes);
    }

    /** Bytes of all arenas that are not freed, in the whole process. */
    public static long liveBytes() {
        return LIVE_BYTES.get();
    }

    /** {@code bytes} rounded up so that what follows begins at a multiple of a line. */
    public static long aligned(long bytes) {
        return (bytes + LINE - 1) / LINE * LINE;
    }

    /** Allocates one buffer per size. */
    public static List<Buffer> allocate(List<Long> sizes) {
        List<Slot> slots = new ArrayList<>();
        long at = 0;
        for (long size : sizes) {
            slots.add(new Slot(at, size));
            at += aligned(size);
        }
        return allocate(at, slots);
    }

    /** Allocates one buffer per slot of one arena. */
    public static List<Buffer> allocate(long bytes, List<Slot> slots) {
        if (slots.isEmpty()) {
            return List.of();
        }
        Arena arena = new Arena(bytes, slots.size());
        long start = (arena.memory.address() + PAGE - 1) / PAGE * PAGE;
        return slots.stream()
                .<Buffer>map(slot -> new NativeBuffer(arena, start + slot.offset(), slot.bytes()))
                .toList();
    }

    /** Allocates one buffer. */
    public static NativeBuffer allocate(long size) {
        return (NativeBuffer) allocate(List.of(size)).get(0);
    }

    synchronized void release() {
        if (--open == 0) {
            Pointer.free(memory);
            LIVE_BYTES.addAndGet(-bytes);
            if (bytes >= LARGE) {
                Pointer.trimMemory();
            }
        }
    }
}
