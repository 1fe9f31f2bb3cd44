package org.duograph.serving.model;

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

    /** What pictures it takes and what it calls its classes, if it says so. */
    Optional<Pictures> pictures();

    /** In a word, what kind of files it was read from, such as {@code SavedModel}. */
    String format();

    @Override
    void close();
}
