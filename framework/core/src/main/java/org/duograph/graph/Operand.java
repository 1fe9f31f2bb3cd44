package org.duograph.graph;

import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * One input or output in an operator's definition.
 *
 * @param name its name in formulas, such as {@code X}, {@code W}, {@code dY}
 * @param kind how many values stand there and how they are used
 * @param types the element types that they may have
 * @param doc one phrase: what it is and its shape
 */
public record Operand(String name, Kind kind, ElementTypes types, String doc) {
    /** The type of what stands where an optional input is left out before others. */
    public static final ArrayType ABSENT = new ArrayType(DType.BOOL, Shape.of(0));

    /** How an operand is used. */
    public enum Kind {
        /** Exactly one value. */
        ONE,
        /**
         * One value or none: it is left out at the end of a node's inputs, and {@link Graph#absent}
         * stands for it before others.
         */
        OPTIONAL,
        /**
         * An input whose numbers must be known when the node is appended, because shapes depend on
         * them: they become the attribute of the same name. Only at the end of the list; it may be
         * left out where the attribute says it.
         */
        CONSTANT,
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

    /** The same operand of other element types. */
    Operand with(ElementTypes others) {
        return new Operand(name, kind, others, doc);
    }
}
