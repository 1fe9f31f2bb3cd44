package org.duograph.cli.train;

/** A training whose loss or weights are no longer numbers; the message says since which step. */
public final class DivergedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** With a message for the user. */
    public DivergedException(String message) {
        super(message);
    }
}
