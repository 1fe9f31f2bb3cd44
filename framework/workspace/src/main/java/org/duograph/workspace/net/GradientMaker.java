package org.duograph.workspace.net;

/**
 * Writes the operators that compute the gradient of one operator.
 *
 * <p>An operator of your own gets a gradient so:
 *
 * <pre>{@code
 * GradientMakers.register(
 *         "TimesTwo",
 *         g -> g.add("TimesTwo", List.of(g.outputGradient(0)), List.of(g.inputGradient(0))));
 * }</pre>
 */
@FunctionalInterface
public interface GradientMaker {
    /** Writes the operators into {@code gradient}. */
    void write(OperatorGradient gradient);
}
