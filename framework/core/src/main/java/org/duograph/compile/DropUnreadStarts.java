package org.duograph.compile;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Pass;
import org.duograph.graph.Value;
import org.duograph.ops.control.For;
import org.duograph.ops.control.Loop;
import org.duograph.ops.control.While;

/**
 * Lets a loop keep only what its gradient reads, and nothing if nobody asked for one: it has as
 * outputs the states with which each iteration began, and those that no one reads are dropped.
 */
final class DropUnreadStarts implements Pass {
    @Override
    public Graph apply(Graph graph) {
        Set<Value> needed = Rewriter.needed(graph);
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            Map<Integer, Value> starts = starts(node);
            if (needed.containsAll(starts.values())) {
                rewriter.copy(node);
            } else {
                starts.values().retainAll(needed);
                copyWith(starts, node, rewriter);
            }
        }
        return rewriter.finish();
    }

    /** The outputs that are starts, by the number of the state. */
    private static Map<Integer, Value> starts(Node node) {
        Map<Integer, Value> starts = new LinkedHashMap<>();
        if (node.subGraphs().isEmpty()) {
            return starts; // and the operators of loops need not be loaded
        }
        List<Integer> states = List.of();
        int first = 0;
        if (node.op() == For.OP) {
            states = Loop.of(node).starts();
            first = Loop.of(node).firstStart();
        } else if (node.op() == While.OP) {
            states = While.View.of(node).starts();
            first = While.View.of(node).firstStart();
        }
        for (int state : states) {
            starts.put(state, node.output(first + starts.size()));
        }
        return starts;
    }

    private static void copyWith(Map<Integer, Value> kept, Node node, Rewriter rewriter) {
        Set<Value> dropped = new LinkedHashSet<>(starts(node).values());
        dropped.removeAll(kept.values());
        Map<String, Object> attrs = new LinkedHashMap<>(node.attrs().given());
        if (kept.isEmpty()) {
            attrs.put("keep_starts", 0);
        } else {
            attrs.put("starts", List.copyOf(kept.keySet()));
        }
        Node copy =
                rewriter.to()
                        .append(
                                node.name(),
                                node.op(),
                                attrs,
                                node.settings(),
                                rewriter.now(node.inputs()));
        int at = 0;
        for (Value output : node.outputs()) {
            if (!dropped.contains(output)) {
                rewriter.replace(output, copy.output(at++));
            }
        }
    }
}
