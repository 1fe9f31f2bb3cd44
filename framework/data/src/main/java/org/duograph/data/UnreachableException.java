package org.duograph.data;

import java.io.IOException;

/** Says that there is no way to a server, or that it answers but has not what was asked for. */
final class UnreachableException extends IOException {
    private static final long serialVersionUID = 1;

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
