package org.duograph.workspace.lower;

/**
 * How large an operator's output is depends on numbers that are not there yet. Where an operator
 * before it in the net computes them, the net can be cut between the two.
 */
public final class LateNumbersException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int operator;

    /** Before anybody knows the operator's place. */
    LateNumbersException(String message) {
        super(message);
        this.operator = -1;
    }

    LateNumbersException(int operator, RuntimeException cause) {
        super(cause.getMessage(), cause);
        this.operator = operator;
    }

    /** Its place in the net. */
    public int operator() {
        return operator;
    }
}
