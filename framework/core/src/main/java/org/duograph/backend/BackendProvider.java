package org.duograph.backend;

import java.util.Optional;

/** Offers a backend. Found by {@link java.util.ServiceLoader}; see {@link Backends}. */
public interface BackendProvider {
    /** The backend's name, for example {@code onednn}. */
    String name();

    /** Which backend is taken when the user names none: the available one of highest rank. */
    int rank();

    /** Whether plans for other backends fall back to it where those lack a kernel. */
    default boolean isFallback() {
        return false;
    }

    /**
     * Why the backend can't be used here, in words for a user, or empty if it can. Never throws,
     * and loads native code at most once.
     */
    Optional<String> whyUnavailable();

    /**
     * Opens the backend.
     *
     * @throws IllegalStateException with {@link #whyUnavailable} if it can't be used here
     */
    Backend open();
}
