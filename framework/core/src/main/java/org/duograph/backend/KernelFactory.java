package org.duograph.backend;

import org.duograph.graph.Node;

/** A backend's way of running one operator type. */
@FunctionalInterface
public interface KernelFactory {
    /**
     * Draws the blueprint of one node.
     *
     * @throws RuntimeException if the backend's library refuses; the message says why
     */
    Blueprint prepare(KernelRequest request);

    /** Whether this factory can run {@code node}, with its attributes and types. */
    default boolean supports(Node node) {
        return true;
    }
}
