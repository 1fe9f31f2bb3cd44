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

    @Override
    void close();
}
