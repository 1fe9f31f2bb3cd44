package org.duograph.serving.model;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads one kind of model files. Jars may bring more of them ({@link java.util.ServiceLoader}).
 *
 * <p>Threads share it.
 */
public interface ModelFormat {
    /** Whether a file or folder looks like a model of this kind; it is not read as a whole. */
    boolean recognises(Path place) throws IOException;

    /**
     * Reads it.
     *
     * @param backend where it is to run, as text; empty for the best
     * @throws IOException if files are missing or damaged
     * @throws IllegalArgumentException if it holds what the engine does not have
     */
    Model load(Path place, String backend) throws IOException;
}
