package org.duograph.serving.model;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A model that was read from its files: its signatures, and its weights, which are in memory once.
 *
 * <p>Threads share it; each computes with a {@link Runner} of its own. Close it after its runners.
 */
public interface Model extends AutoCloseable {
    /** What it can be asked, by name; {@link ServedSignature#DEFAULT} is among them, mostly. */
    Map<String, ServedSignature> signatures();

    /** Another runner over the same weights, for one thread at a time; the caller closes it. */
    Runner runner();

    /**
     * Runs the requests that its files bring along for the purpose, so that the first one of a
     * client is no slower than others. Most files bring none.
     *
     * @throws IOException if they can't be read, or the model refuses one
     */
    default void warmUp(Runner runner) throws IOException {}

    /** What pictures it takes and what it calls its classes, if it says so. */
    Optional<Pictures> pictures();

    /** In a word, what kind of files it was read from, such as {@code SavedModel}. */
    String format();

    @Override
    void close();
}
