package org.duograph.backend.cuda.library;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import jcuda.Pointer;

/**
 * Host memory for the arguments of a lane's kernels, which the driver reads at every launch: to
 * hand them over as arrays of Java would take longer than all the rest of a launch.
 */
final class Arguments implements AutoCloseable {
    private static final int PAGE = 1 << 14;

    private final CudaDevice device;
    private final List<PinnedMemory> pages = new ArrayList<>();
    private int used = PAGE;

    Arguments(CudaDevice device) {
        this.device = device;
    }

    /** A piece of it. */
    record Block(Pointer pointer, long address, ByteBuffer bytes) {}

    /** So that every argument begins where its type may begin. */
    static int aligned(int bytes) {
        return (bytes + 7) / 8 * 8;
    }

    /** The next piece; several threads may bind kernels at a time. */
    synchronized Block take(int bytes) {
        if (bytes > PAGE) {
            throw new IllegalArgumentException(
                    "Arguments of " + bytes + " bytes are more than a kernel can have");
        }
        if (used + bytes > PAGE) {
            device.use();
            pages.add(new PinnedMemory(PAGE));
            used = 0;
        }
        PinnedMemory page = pages.get(pages.size() - 1);
        int at = used;
        used += aligned(bytes);
        ByteBuffer piece = page.bytes().slice(at, bytes).order(page.bytes().order());
        return new Block(page.pointer().withByteOffset(at), page.address() + at, piece);
    }

    @Override
    public void close() {
        pages.forEach(PinnedMemory::close);
        pages.clear();
    }
}
