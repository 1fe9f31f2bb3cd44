package org.duograph.ops.control;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.fill.ConstantFill;
import org.duograph.tensor.ArrayType;

/** What writing a body by program takes: short words for nodes, zeros, and names that are free. */
final class Bodies {
    private Bodies() {}

    /** Appends a node without attributes, named as its type; returns its first output. */
    static Value append(Graph graph, String type, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), Map.of(), inputs).output(0);
    }

    /** What {@link ConstantFill} is told to make zeros of a type. */
    static Map<String, ?> zeros(ArrayType type) {
        return Map.of("shape", type.shape().toList(), "dtype", type.dtype());
    }

    /** {@code value}, or zeros of that type where it is null. */
    static Value orZeros(Graph graph, Value value, ArrayType type) {
        return value != null
                ? value
                : graph.append("zeros", ConstantFill.OP, zeros(type)).output(0);
    }

    /**
     * A name that no node of these graphs has. Nodes of a body that is copied must keep theirs, for
     * their random numbers depend on them.
     */
    static String freeName(String wished, List<Graph> graphs) {
        Set<String> taken = new LinkedHashSet<>();
        for (Graph graph : graphs) {
            graph.nodes().stream().map(Node::name).forEach(taken::add);
        }
        String name = wished;
        for (int i = 1; taken.contains(name); i++) {
            name = wished + "_" + i;
        }
        return name;
    }
}
