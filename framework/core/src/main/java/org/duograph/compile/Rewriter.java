package org.duograph.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;

/** Copies a graph, node by node, while values are replaced by others. */
public final class Rewriter {
    private final Graph from;
    private final Graph to;
    private final Map<Value, Value> now = new LinkedHashMap<>();

    /** Starts a copy of {@code from}, with no node copied yet. */
    public Rewriter(Graph from) {
        this(from, new Graph(from.name()));
    }

    /** Starts a copy of {@code from} at the end of {@code to}. */
    Rewriter(Graph from, Graph to) {
        this.from = from;
        this.to = to;
    }

    /** The graph under construction. */
    public Graph to() {
        return to;
    }

    /** What stands for {@code old} in the new graph. */
    public Value now(Value old) {
        return now.get(old);
    }

    /** What stands for each of {@code old} in the new graph. */
    public List<Value> now(List<Value> old) {
        return old.stream().map(now::get).toList();
    }

    /** Lets {@code replacement}, a value of the new graph, stand for {@code old}. */
    public void replace(Value old, Value replacement) {
        now.put(old, replacement);
    }

    /** Copies a node. */
    public void copy(Node node) {
        Node copy = to.appendCopy(node, now(node.inputs()));
        copy.outputs().forEach(output -> replace(node.output(output.index()), output));
    }

    /**
     * Copies a node and gives it other attributes. It must have as many outputs as before, but for
     * last ones that nobody reads.
     */
    void copy(Node node, Map<String, ?> attrs) {
        Node copy = to.append(node.name(), node.op(), attrs, node.settings(), now(node.inputs()));
        copy.outputs().forEach(output -> replace(node.output(output.index()), output));
    }

    /** Copies the assign table and returns the new graph. */
    public Graph finish() {
        from.assigns().forEach((variable, value) -> to.assign(variable, now.get(value)));
        return to;
    }

    /** The values that some variable takes. */
    public static Set<Value> assigned(Graph graph) {
        return new LinkedHashSet<>(graph.assigns().values());
    }

    /** The values that something reads: a node, or some variable that takes them. */
    static Set<Value> needed(Graph graph) {
        Set<Value> needed = assigned(graph);
        graph.nodes().forEach(node -> needed.addAll(node.inputs()));
        return needed;
    }

    /** Who reads each value of {@code graph}; a node that reads a value twice is listed twice. */
    public static Map<Value, List<Node>> readers(Graph graph) {
        Map<Value, List<Node>> readers = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            for (Value input : node.inputs()) {
                readers.computeIfAbsent(input, v -> new ArrayList<>()).add(node);
            }
        }
        return readers;
    }
}
