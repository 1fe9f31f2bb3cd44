package org.duograph.compile;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Pass;
import org.duograph.graph.Value;

/**
 * Drops every node whose results reach no variable, and nothing outside: gradients nobody asked
 * for, for example.
 */
public final class DropDeadNodes implements Pass {
    @Override
    public Graph apply(Graph graph) {
        Set<Node> live = new LinkedHashSet<>();
        Deque<Node> open = new ArrayDeque<>();
        graph.assigns().values().forEach(v -> open.push(v.node()));
        graph.nodes().stream().filter(node -> node.hasEffect()).forEach(open::push);
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (live.add(node)) {
                for (Value input : node.inputs()) {
                    open.push(input.node());
                }
            }
        }
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            if (live.contains(node)) {
                rewriter.copy(node);
            }
        }
        return rewriter.finish();
    }
}
