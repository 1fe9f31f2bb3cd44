package org.duograph.backend;

import java.util.List;

/**
 * How a backend will run one node: the layouts it wants and gives, the scratch memory it needs.
 * Bound to memory it becomes a {@link Kernel}.
 */
public interface Blueprint extends AutoCloseable {
    /** The layout that each input must have; ignored for inputs of which only the shape is used. */
    List<Layout> inputs();

    /** The layout that each output will have. */
    List<Layout> outputs();

    /** Bytes of memory that it needs only while it runs; shared by all kernels of a plan. */
    default long scratchBytes() {
        return 0;
    }

    /**
     * Whether output {@code output} may be written into the memory of input {@code input}. Asked
     * only where both layouts take the same bytes.
     */
    default boolean mayOverwrite(int output, int input) {
        return false;
    }

    /**
     * Where input {@code input} is to lie in the memory of output 0 so that it need not be copied
     * there: so many bytes from the beginning. A plan may let it lie there, and then binds the
     * kernel to an input and an output of which one is a piece of the other. Negative if it can't.
     */
    default long placeInOutput(int input) {
        return -1;
    }

    /** What will run, for the plan's text: such as {@code jit:avx512_core}. */
    String implementation();

    /**
     * Whether what will run is a slow way that is there because no fast one is, such as a library's
     * textbook code or a Java loop over much memory. Plans say so to their readers.
     */
    default boolean isSlow() {
        return false;
    }

    /**
     * Binds it to memory, and to the lane where the kernel will run. The kernel may outlive neither
     * the buffers, nor the lane, nor this blueprint. Binding starts nothing on the lane: several
     * blueprints may be bound to one lane at the same time, by several threads.
     *
     * @param memory the buffers
     * @param lane a lane of the backend on which the outputs stand
     */
    Kernel bind(Memory memory, Lane lane);

    /** Frees descriptors; kernels that were bound must be closed before. */
    @Override
    default void close() {}

    /**
     * The buffers of one node.
     *
     * @param inputs one per input; null where only the shape is used
     * @param outputs one per output
     * @param scratch at least {@link #scratchBytes} bytes, or null where none are needed
     * @param step the number of the run, one int64 in the backend's plain layout: what changes from
     *     run to run stands in memory. Null where what is bound draws no random numbers
     */
    record Memory(List<Buffer> inputs, List<Buffer> outputs, Buffer scratch, Buffer step) {
        /** Buffers of something that draws no random numbers. */
        public Memory(List<Buffer> inputs, List<Buffer> outputs, Buffer scratch) {
            this(inputs, outputs, scratch, null);
        }
    }
}
