package org.duograph.compile;

import java.util.LinkedHashMap;
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
 * Lets a loop whose gradient nobody asked for keep nothing: it has as outputs the states with which
 * each iteration began, and where no one reads these, they are dropped.
 */
final class DropUnreadStarts implements Pass {
    @Override
    public Graph apply(Graph graph) {
        Set<Value> needed = Rewriter.needed(graph);
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            List<Value> starts = starts(node);
            if (starts.isEmpty() || starts.stream().anyMatch(needed::contains)) {
                rewriter.copy(node);
            } else {
                copyWithout(starts, node, rewriter);
            }
        }
        return rewriter.finish();
    }

    private static List<Value> starts(Node node) {
        if (node.subGraphs().isEmpty()) {
            return List.of(); // and the operators of loops need not be loaded
        }
        int first = 0;
        int count = 0;
        if (node.op() == For.OP) {
            Loop loop = Loop.of(node);
            first = loop.firstStart();
            count = loop.keepsStarts() ? loop.states() : 0;
        } else if (node.op() == While.OP) {
            While.View view = While.View.of(node);
            first = view.firstStart();
            count = view.keepsStarts() ? view.states() : 0;
        }
        return node.outputs().subList(first, first + count);
    }

    private static void copyWithout(List<Value> starts, Node node, Rewriter rewriter) {
        Map<String, Object> attrs = new LinkedHashMap<>(node.attrs().given());
        attrs.put("keep_starts", 0);
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
            if (!starts.contains(output)) {
                rewriter.replace(output, copy.output(at++));
            }
        }
    }
}
