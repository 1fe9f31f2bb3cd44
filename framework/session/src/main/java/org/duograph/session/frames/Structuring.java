package org.duograph.session.frames;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.duograph.session.proto.NodeDef;

/**
 * Turns loops and choices as TensorFlow 1 writes them, with tensors that come only sometimes, into
 * {@link Structure}s with bodies.
 *
 * <p><b>A loop</b> is a frame. Each of its variables goes in a circle:
 *
 * <pre>{@code
 * begin -> Enter -> Merge ------> the condition -> LoopCond
 *                    ^  |                              |
 *                    |  +-> Switch <-------------------+
 *                    |       | 1      | 0
 *                    |       v        +--> Exit -> end
 *                    |    the body
 *                    |       v
 *                    +- NextIteration
 * }</pre>
 *
 * <p>What the loop only reads comes in by an Enter that is constant. So the condition is what
 * stands between the Merges and LoopCond; the body is what stands between the Switches and the
 * NextIterations. Both are cut out, inner frames first, which the outer frame then has as one node.
 *
 * <p><b>A choice</b> has no frame. What a branch reads goes through a Switch, whose other output
 * never comes, and neither does what is computed of that; a Merge takes the side that comes:
 *
 * <pre>{@code
 * x ----> Switch -- 1 --> the branch for true  --> Merge -> y
 *           ^ |                                     ^
 * predicate + +-- 0 ----> the branch for false -----+
 * }</pre>
 *
 * <p>So a branch is what comes on one side of a predicate alone. A node that computes something
 * without reading any of it waits for the "pivot", an Identity of the predicate behind its own
 * Switch.
 */
public final class Structuring {
    private Structuring() {}

    /** Whether an operator is part of a loop or a choice, and not an operation by itself. */
    public static boolean isControlFlow(String op) {
        return Kind.of(op) != Kind.OTHER;
    }

    /**
     * The nodes without control flow, with structures in its place.
     *
     * @param given whether an input comes from elsewhere
     * @throws IllegalArgumentException if it isn't written as TensorFlow writes loops and choices;
     *     the message names the nodes and says why
     */
    public static Region of(Map<String, NodeDef> nodes, Predicate<String> given) {
        if (isPlain(nodes.values())) {
            return new Region(nodes, List.of(), Map.of());
        }
        Budget budget = new Budget(nodes.size());
        Frames frames = new Frames(ResourceReads.outside(nodes), given);
        frames.innermostFirst().forEach(frame -> FrameLoop.turn(frame, budget));
        Frame all = frames.outermost();
        for (NodeDef node : all.nodes.values()) {
            if (Kind.of(node) == Kind.NEXT_ITERATION || Kind.of(node) == Kind.LOOP_COND) {
                throw new IllegalArgumentException(
                        "Node '%s' (op: '%s') is in no frame: no Enter leads to it"
                                .formatted(node.getName(), node.getOp()));
            }
        }
        return Choices.turn(new Region(all.nodes, List.of(), all.structures), budget);
    }

    private static boolean isPlain(Collection<NodeDef> nodes) {
        return nodes.stream().noneMatch(node -> isControlFlow(node.getOp()));
    }
}
