package org.duograph.session.op;

/** What an operator means: says it in operators of the core. */
@FunctionalInterface
public interface Lowering {
    /**
     * Appends what an operation does to a graph of the core, and gives its results.
     *
     * @throws IllegalArgumentException if shapes or attributes don't fit
     */
    void lower(LoweringSite site);
}
