package org.duograph.workspace.host;

import org.duograph.tensor.NDArray;

/**
 * What is around a net that runs, for its host operators: the output and the folder for files, as
 * around every graph, and the blobs.
 */
public interface Surroundings extends org.duograph.graph.Surroundings {
    /**
     * A copy of the tensor in blob {@code name}.
     *
     * @throws java.util.NoSuchElementException if there is no such blob (the nearest is suggested)
     * @throws ClassCastException if the blob holds no tensor; the message says what it holds
     */
    NDArray fetchBlob(String name);

    /**
     * The object in blob {@code name}; of a tensor a copy.
     *
     * @throws java.util.NoSuchElementException if there is no such blob
     * @throws ClassCastException if the blob holds something else; the message says what
     */
    <T> T fetchObject(String name, Class<T> type);

    /** Gives blob {@code name} a tensor; the array is copied. */
    void feedBlob(String name, NDArray tensor);

    /**
     * Gives blob {@code name} an object: a tensor, or one that is none, such as a reader or a
     * counter. One that can be closed is closed when the blob gets something else.
     */
    void feedObject(String name, Object object);
}
