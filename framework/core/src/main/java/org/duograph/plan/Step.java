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
        List<Stand> inputs,
        List<Stand> outputs) {

    /** The name for listings and errors. */
    String label() {
        return node != null ? node.toString() : kind + " of " + outputs.get(0).value();
    }

    /** What is known of it. */
    StepFacts facts() {
        long flops = node == null ? 0 : node.op().flops(node);
        Cost cost = new Cost(flops, bytes(inputs), bytes(outputs));
        return new StepFacts(
                kind,
                label(),
                backend.device().toString(),
                blueprint.implementation(),
                blueprint.isSlow(),
                cost);
    }

    /** Whether output {@code output} may be written into the memory of {@code input}. */
    boolean mayOverwrite(Stand output, Stand input) {
        int i = inputs.indexOf(input);
        return i >= 0
                && inputs.lastIndexOf(input) == i
                && output.backend() == input.backend()
                && output.layout().bytes() == input.layout().bytes()
                && blueprint.mayOverwrite(outputs.indexOf(output), i);
    }

    /**
     * Whether the host itself runs it: a host operator, a loop or a branch, or a Copy from one
     * backend to another. No lane can join such a step to others.
     */
    boolean isOnHost() {
        boolean byThePlan = node != null && (node.op().isHost() || !node.subGraphs().isEmpty());
        return byThePlan || inputs.stream().anyMatch(s -> s != null && s.backend() != backend);
    }

    /** Whether it draws random numbers, or makes a key for its bodies, which might. */
    boolean mayDraw() {
        return node != null && (node.isRandom() || !node.subGraphs().isEmpty());
    }

    private static long bytes(List<Stand> values) {
        return values.stream().filter(v -> v != null).mapToLong(v -> v.layout().bytes()).sum();
    }
}
