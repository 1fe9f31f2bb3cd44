package org.duograph.workspace.lower;

/**
 * An operator that runs nets can't become nodes of its net's graph, such as a loop whose blobs
 * change their types. It may still run by itself.
 */
public final class NoGraphException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int operator;

    NoGraphException(int operator, RuntimeException cause) {
        super(cause.getMessage(), cause);
        this.operator = operator;
    }

    /** Its place in the net. */
    public int operator() {
        return operator;
    }
}
