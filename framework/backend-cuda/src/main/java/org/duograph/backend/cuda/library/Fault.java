package org.duograph.backend.cuda.library;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

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
    private final int quoted;
    private final Quotation complaint;
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

    /** The same of a number among others, of which the first may be quoted. */
    public interface Quotation {
        /**
         * Throws.
         *
         * @param index which of the numbers it is
         * @param value the number
         * @param first the first numbers, as many as there is room for
         */
        void raise(int index, long value, LongBuffer first);
    }

    /**
     * Memory for one report.
     *
     * @param quoted how many numbers are reported with it
     */
    Fault(CudaDevice device, int quoted, Quotation complaint) {
        this.device = device;
        this.quoted = quoted;
        this.complaint = complaint;
        device.use();
        memory = new PinnedMemory(BYTES + quoted * Long.BYTES);
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
            LongBuffer first =
                    bytes.slice(BYTES, quoted * Long.BYTES).order(bytes.order()).asLongBuffer();
            complaint.raise((int) bytes.getLong(INDEX), bytes.getLong(VALUE), first);
        }
    }

    @Override
    public void close() {
        device.finishToClose(); // a kernel may still want to report
        device.faults().remove(this);
        memory.close();
    }
}
