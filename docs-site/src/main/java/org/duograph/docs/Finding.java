package org.duograph.docs;

import java.util.Objects;

/**
 * One thing wrong with the site; any finding fails the build.
 *
 * @param page the page it was found on, as a path relative to the site or the docs folder
 * @param message what was found and what to do about it
 */
public record Finding(String page, String message) {
    /** Checks that both parts are present. */
    public Finding {
        Objects.requireNonNull(page, "page");
        Objects.requireNonNull(message, "message");
    }

    @Override
    public String toString() {
        return page + ": " + message;
    }
}
