package org.duograph.graph;

/**
 * One input or output in an operator's definition.
 *
 * @param name its name in formulas, such as {@code X}, {@code W}, {@code dY}
 * @param kind how many values stand there and how they are used
 * @param doc one phrase: what it is and its shape
 */
public record Operand(String name, Kind kind, String doc) {
    /** How an operand is used. */
    public enum Kind {
        /** Exactly one value. */
        ONE,
        /** One value or none; only at the end of the list. */
        OPTIONAL,
        /** Any number of values; only at the end of the list. */
        MANY,
        /** An input of which only type and shape are used: its numbers need not be kept for it. */
        SHAPE_ONLY,
        /** An output through which no gradient flows, such as a running mean. */
        AUXILIARY,
        /**
         * An output for this operator's gradient alone: a backend may store it in a form of its
         * own.
         */
        SAVED
    }

    /** Whether a gradient can flow back through this output. */
    public boolean carriesGradient() {
        return kind == Kind.ONE || kind == Kind.MANY;
    }
}
