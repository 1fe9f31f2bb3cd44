package org.duograph.session.op;

/**
 * An operation can't be lowered, for it needs numbers that aren't known: a shape, or axes. What is
 * fed is known when a run is planned, but not while the graph is built.
 */
public final class NotKnown extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    NotKnown(String message) {
        super(message);
    }
}
