package org.duograph.backend;

import org.duograph.tensor.ArrayType;

/**
 * How the numbers of one array stand in a backend's memory.
 *
 * <p>Every backend has the plain layout, dense and row-major; some also have blocked ones, or
 * opaque ones that only they can read. Two layouts are equal if and only if the same bytes mean the
 * same numbers.
 */
public interface Layout {
    /** The array's type. */
    ArrayType type();

    /** The bytes of memory it takes. */
    long bytes();

    /** Whether it is the backend's plain layout. */
    boolean isPlain();

    /**
     * A short name for the plan's text, such as {@code nChw16c}; plain layouts say {@code plain}.
     */
    @Override
    String toString();
}
