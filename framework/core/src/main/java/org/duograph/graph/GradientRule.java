package org.duograph.graph;

import java.util.Map;

/**
 * An operator's gradient rule: a recipe of ordinary operators that computes, from the gradients of
 * its outputs, those of its inputs.
 */
@FunctionalInterface
public interface GradientRule {
    /** The rule of an operator that lets no gradient back, although numbers flow through it. */
    GradientRule STOP = site -> {};

    /** Appends gradient nodes at {@code site} and names each input's gradient. */
    void build(Site site);

    /** What a gradient rule may look at, and where it puts its results. */
    interface Site {
        /** The forward node's attributes. */
        Attrs attrs();

        /** The number of inputs that the forward node has. */
        int inputCount();

        /** Input {@code i} of the forward node. */
        Value input(int i);

        /** Output {@code i} of the forward node. */
        Value output(int i);

        /** The gradient of output {@code i}, or null where the result does not depend on it. */
        Value outputGradient(int i);

        /** Appends one node and returns its first output. */
        Value append(OpDef op, Map<String, ?> attrs, Value... inputs);

        /** Says that {@code gradient} is the gradient of input {@code i}. */
        void inputGradient(int i, Value gradient);
    }
}
