package org.duograph.compile;

import java.util.List;
import java.util.function.Predicate;
import org.duograph.graph.Node;
import org.duograph.graph.Pass;

/**
 * What the compiler needs to know of the backends for which it compiles. {@code plan.Placement}
 * fills it in.
 *
 * @param offers whether the backend that would be taken for a node has a kernel for it, so that it
 *     need not fall back to another
 * @param passes passes that help this backend alone, in order
 * @param ordering passes that put nodes into an order that helps this backend alone
 */
public record Target(Predicate<Node> offers, List<Pass> passes, List<Pass> ordering) {
    /** A backend that has a kernel for every operator, and no passes of its own. */
    public static final Target ANY = new Target(node -> true, List.of(), List.of());
}
