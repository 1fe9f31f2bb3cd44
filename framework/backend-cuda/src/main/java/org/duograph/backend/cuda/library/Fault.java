package org.duograph.backend.cuda.library;

import java.nio.ByteBuffer;

/**
 * Where kernels of one node report a number in its inputs with which they can't work, such as that
 * of a row which is not there. A kernel can't throw: it writes into this memory of the host's, and
 * goes on with what can do no harm. When the host next waits for the GPU it looks here, and throws
 * what the operator throws elsewhere.
 */
public final class Fault implements AutoCloseable {
    private static final int THERE = 2; // as in fault.cuh
    private static final int INDEX = 8;
    private static final int VALUE = 16;
    private static final int BYTES = 24;

    private final CudaDevice device;
    private final Complaint complaint;
    private final PinnedMemory memory;

    /** What is wrong with a number, in the operator's own words. */
    public interface Complaint {
        /**
         * Throws.
         *
         * @param index which of the numbers it is
         * @param value the number
         */
        void raise(int index, long value);
    }

    Fault(CudaDevice device, Complaint complaint) {
        this.device = device;
        this.complaint = complaint;
        device.use();
        memory = new PinnedMemory(BYTES);
        memory.bytes().putInt(0, 0);
        device.faults().add(this);
    }

    /** The number of its first byte: the GPU reaches pinned memory where the host does. */
    long address() {
        return memory.address();
    }

    /** Throws if something was reported since it was asked last. */
    void raise() {
        ByteBuffer bytes = memory.bytes();
        if (bytes.getInt(0) == THERE) {
            bytes.putInt(0, 0);
            complaint.raise((int) bytes.getLong(INDEX), bytes.getLong(VALUE));
        }
    }

    @Override
    public void close() {
        device.finishToClose(); // a kernel may still want to report
        device.faults().remove(this);
        memory.close();
    }
}
