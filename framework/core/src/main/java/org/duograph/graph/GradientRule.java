package org.duograph.graph;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An operator's gradient rule: a recipe of ordinary operators that computes, from the gradients of
 * its outputs, those of its inputs.
 */
@FunctionalInterface
public interface GradientRule {
    /** The rule of an operator that lets no gradient back, although numbers flow through it. */
    GradientRule STOP = site -> {};

    /**
     * The rule of an operator that is linear in input {@code i} and depends on no other: its
     * transpose gives the gradient. Most gradient operators are such, and their transpose is the
     * operator whose gradient they are.
     */
    static GradientRule linear(int i, Supplier<OpDef> transpose) {
        return site -> {
            OpDef op = transpose.get();
            Map<String, Object> attrs = site.attrs().sharedWith(op);
            site.inputGradient(i, site.append(op, attrs, site.outputGradient(0)));
        };
    }

    /**
     * The rule of an operator of which {@code gradX} computes the gradient of X from that of Y and
     * the shape of X.
     */
    static GradientRule byShape(OpDef gradX) {
        return site ->
                site.inputGradient(
                        0,
                        site.append(
                                gradX,
                                site.attrs().given(),
                                site.outputGradient(0),
                                site.input(0)));
    }

    /** Appends gradient nodes at {@code site} and names each input's gradient. */
    void build(Site site);

    /** What a gradient rule may look at, and where it puts its results. */
    interface Site {
        /** The operator whose rule is asked. */
        OpDef op();

        /** The forward node's attributes. */
        Attrs attrs();

        /** The number of inputs that the forward node has. */
        int inputCount();

        /** Whether the forward node has the optional input {@code i}. */
        default boolean has(int i) {
            return i < inputCount() && !input(i).type().equals(Operand.ABSENT);
        }

        /** Input {@code i} of the forward node. */
        Value input(int i);

        /** Output {@code i} of the forward node. */
        Value output(int i);

        /** The gradient of output {@code i}, or null where the result does not depend on it. */
        Value outputGradient(int i);

        /**
         * Whether anybody asks for the gradient of input {@code i}. A rule need not look at this:
         * what nobody reads is dropped later. One for which a gradient is dear to write down may.
         */
        default boolean wants(int i) {
            return true;
        }

        /** Appends one node. */
        Node appendNode(OpDef op, Map<String, ?> attrs, Value... inputs);

        /** Appends one node and returns its first output. */
        default Value append(OpDef op, Map<String, ?> attrs, Value... inputs) {
            return appendNode(op, attrs, inputs).output(0);
        }

        /**
         * Appends, to a graph that is to become an attribute, its own gradients.
         *
         * @param graph the graph, such as a copy of a loop's body
         * @param seeds values of it, each with the gradient that it has
         * @param xs the values whose gradients are asked for
         * @return each of {@code xs} on which the seeded values depend, with its gradient
         */
        Map<Value, Value> differentiate(Graph graph, Map<Value, Value> seeds, List<Value> xs);

        /** Says that {@code gradient} is the gradient of input {@code i}. */
        void inputGradient(int i, Value gradient);

        /**
         * Says that no gradient goes back to input {@code i}, although the outputs depend on it: to
         * a given weight, say, or a running mean. Of an input of which a rule says nothing they
         * don't.
         */
        default void stop(int i) {}

        /** Says that the outputs of {@code all} are the gradients of the first inputs, in order. */
        default void inputGradients(Node all) {
            for (Value gradient : all.outputs()) {
                inputGradient(gradient.index(), gradient);
            }
        }
    }
}
