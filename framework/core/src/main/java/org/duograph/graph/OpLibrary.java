package org.duograph.graph;

import java.util.Set;

/**
 * A set of operators that anyone may bring: a project of your own, say.
 *
 * <p>List the class in {@code META-INF/services/org.duograph.graph.OpLibrary} of your jar, and give
 * it a public constructor without parameters. Then nets use its operators by their types, backends
 * run them by their reference kernels, and the catalogue, the documentation and the contract tests
 * enumerate them like those that Duograph brings.
 */
public interface OpLibrary {
    /**
     * The types of its operators, those of gradients among them, in the order in which they are to
     * be listed. It is asked more often than {@link #get}, so it should make no operator.
     */
    Set<String> types();

    /** The operator of a type that is one of {@link #types}; the same object every time. */
    OpDef get(String type);
}
