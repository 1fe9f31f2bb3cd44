package org.duograph.session.data;

import java.util.List;
import org.duograph.tensor.NDArray;

/** The elements of a data set, one after the other; used by one thread at a time. */
interface Elements extends AutoCloseable {
    /** The next element, one array for each component; null at the end, and from then on. */
    List<NDArray> next();

    /** Ends threads that work ahead. */
    @Override
    default void close() {}
}
