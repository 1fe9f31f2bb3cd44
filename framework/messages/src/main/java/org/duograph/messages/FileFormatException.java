package org.duograph.messages;

import java.io.IOException;

/**
 * What a reader throws when the bytes of a file are not what they should be; the message names the
 * file, the place in it where known, and what to do.
 */
public final class FileFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With a message for the user. */
    public FileFormatException(String message) {
        super(message);
    }

    /** With a message for the user and what led to it. */
    public FileFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
