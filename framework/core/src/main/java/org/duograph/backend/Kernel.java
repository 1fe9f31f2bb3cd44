package org.duograph.backend;

/**
 * One node made ready to run: its memory is fixed, so {@link #run} takes nothing, allocates nothing
 * and decides nothing.
 */
public interface Kernel extends AutoCloseable {
    /** Computes the node's outputs from its inputs. */
    void run();

    /** Frees what {@link Blueprint#bind} made; the buffers are not the kernel's. */
    @Override
    default void close() {}
}
