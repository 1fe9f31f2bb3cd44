package org.duograph.lite.model;

import java.io.IOException;

/** The bytes are no model, or only a part of one. The message says where and what was found. */
public final class ModelFormatException extends IOException {
    private static final long serialVersionUID = 1;

    /** With a message for users. */
    public ModelFormatException(String message) {
        super(message);
    }
}
