package org.duograph.graph;

/** A step of compilation: makes a graph into another that assigns the same values. */
@FunctionalInterface
public interface Pass {
    /** Returns the rewritten graph; {@code graph} is left as it is. */
    Graph apply(Graph graph);

    /** The pass's name, for listings. */
    default String name() {
        return getClass().getSimpleName();
    }
}
