package org.duograph.graph;

import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.Shape;

/** An operator's type rule: from the types of the inputs to the types of the outputs. */
@FunctionalInterface
public interface TypeRule {
    /**
     * Infers the types of all outputs.
     *
     * @throws IllegalArgumentException if the inputs do not fit; the message says what was expected
     *     and what was found
     */
    List<ArrayType> infer(Site site);

    /** All outputs have the type of input {@code i}; there is one output. */
    static TypeRule sameAs(int i) {
        return site -> List.of(site.in(i));
    }

    /** What a type rule may look at. */
    record Site(OpDef op, Attrs attrs, List<ArrayType> inputs) {
        /** The type of input {@code i}. */
        public ArrayType in(int i) {
            return inputs.get(i);
        }

        /** The shape of input {@code i}. */
        public Shape shape(int i) {
            return inputs.get(i).shape();
        }

        /** The number of inputs, absent ones before others included. */
        public int count() {
            return inputs.size();
        }

        /** Whether the optional input {@code i} is there. */
        public boolean has(int i) {
            return i < count() && !in(i).equals(Operand.ABSENT);
        }

        /** Fails with {@code message}, formatted as by {@link String#format}, unless {@code ok}. */
        public void require(boolean ok, String message, Object... arguments) {
            if (!ok) {
                throw new IllegalArgumentException(message.formatted(arguments));
            }
        }

        /** Fails unless input {@code i} has rank {@code rank}. */
        public void requireRank(int i, int rank) {
            require(
                    shape(i).rank() == rank,
                    "%s must have rank %d, found %s",
                    op.inputName(i),
                    rank,
                    in(i));
        }

        /** Fails unless input {@code i} is one number. */
        public void requireOne(int i) {
            require(
                    shape(i).size() == 1,
                    "%s must be a single number, found %s",
                    op.inputName(i),
                    in(i));
        }

        /** Fails where a floating-point attribute is negative or not a number. */
        public void requireNotNegative(String... names) {
            for (String name : names) {
                double value = attrs.f(name);
                require(value >= 0, "%s must not be negative, found %s", name, value);
            }
        }

        /** Fails unless inputs {@code i} and {@code j} have the same shape. */
        public void requireSameShape(int i, int j) {
            require(
                    shape(i).equals(shape(j)),
                    "%s and %s must have the same shape, found %s and %s",
                    op.inputName(i),
                    op.inputName(j),
                    in(i),
                    in(j));
        }
    }
}
