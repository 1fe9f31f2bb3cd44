package org.duograph.plan;

import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.graph.Node;
import org.duograph.ops.Cost;

/**
 * One step of a plan.
 *
 * @param kind what it does: an operator's type, or {@code Reorder}, {@code Copy} or {@code Assign}
 *     for the steps that the plan itself puts in
 * @param node the node that it runs, or null for the plan's own steps
 * @param backend where it runs; for a Copy, where its result stands
 * @param blueprint how it runs
 * @param inputs what it reads; null where only the shape is used
 * @param outputs what it writes
 */
record Step(
        String kind,
        Node node,
        Backend backend,
        Blueprint blueprint,
        List<PlannedValue> inputs,
        List<PlannedValue> outputs) {

    /** The name for listings and errors. */
    String label() {
        return node != null ? node.toString() : kind + " of " + outputs.get(0).value();
    }

    /**
     * What it costs: the arithmetic that the operator counts, 0 where it does not, and the bytes of
     * its operands in the layouts that they have.
     */
    Cost cost() {
        long flops = node == null ? 0 : node.op().flops(node);
        return new Cost(flops, bytes(inputs), bytes(outputs));
    }

    private static long bytes(List<PlannedValue> values) {
        return values.stream().filter(v -> v != null).mapToLong(v -> v.layout().bytes()).sum();
    }
}
