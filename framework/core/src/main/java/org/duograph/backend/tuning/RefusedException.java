package org.duograph.backend.tuning;

/** What a library can't do here: one of several ways may say so, and another is taken. */
public class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says what was asked for, and why the library refused. */
    public RefusedException(String message) {
        super(message);
    }
}
