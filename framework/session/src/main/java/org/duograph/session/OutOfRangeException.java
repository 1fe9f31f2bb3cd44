package org.duograph.session;

/** What a run throws when there is nothing more to read: the usual end of a data set. */
public final class OutOfRangeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message that says what is over. */
    public OutOfRangeException(String message) {
        super(message);
    }
}
