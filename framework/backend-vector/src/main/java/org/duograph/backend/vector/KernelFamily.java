package org.duograph.backend.vector;

import java.util.List;
import org.duograph.backend.HostKernel;
import org.duograph.backend.tuning.Alternative;
import org.duograph.graph.Node;

/** Draws kernels of operators that belong together. */
interface KernelFamily {
    /** Whether it can run that node: where all arrays are float32, unless a family knows better. */
    default boolean supports(Node node) {
        return HostKernel.allFloat(node);
    }

    /** Draws the node in the one way that there is, or in the one to take untimed. */
    void draw(Drawing d);

    /** The ways to run a node, first the one to take untimed. */
    default List<Alternative<Drawing>> alternatives(Node node) {
        return List.of(new Alternative<>("", this::draw));
    }

    /** Whether it is worth while to time the alternatives. */
    default boolean isWorthTiming(Node node) {
        return false;
    }
}
