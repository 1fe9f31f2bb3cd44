package org.duograph.backend;

/** A piece of a backend's memory. Whoever asked for it closes it, once. */
public interface Buffer extends AutoCloseable {
    /** Its size. */
    long bytes();

    /**
     * Fills it with bytes 0xFF, which floating-point types read as NaN, so that a kernel that
     * leaves part of its output unwritten is found out.
     */
    void poison();

    /** Fills it with zeros. */
    void clear();

    /**
     * The part of {@code size} bytes from {@code offset} on, which lives as long as this and needs
     * no closing. Only a backend that never asks for parts need not have them.
     */
    default Buffer part(long offset, long size) {
        throw new UnsupportedOperationException(
                "%s can't be cut into parts".formatted(getClass().getSimpleName()));
    }

    @Override
    void close();
}
