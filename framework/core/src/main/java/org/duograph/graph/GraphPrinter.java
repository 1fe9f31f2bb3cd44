package org.duograph.graph;

import java.util.stream.Collectors;

/**
 * Writes a graph as text: one line per node, then the assign table. The same graph, the same text.
 */
public final class GraphPrinter {
    private GraphPrinter() {}

    /** For example {@code y, I = MaxPool(x) {kernel=2} : float32 1x8x4x4}. */
    public static String print(Graph graph) {
        StringBuilder text = new StringBuilder("graph " + graph.name() + "\n");
        for (Node node : graph.nodes()) {
            text.append("  ").append(line(node)).append('\n');
        }
        graph.assigns().forEach((name, value) -> text.append("  " + name + " := " + value + "\n"));
        return text.toString();
    }

    /** One node as a line. */
    public static String line(Node node) {
        String outputs = join(node.outputs());
        String types =
                node.outputs().stream()
                        .map(v -> v.type().toString())
                        .collect(Collectors.joining(", "));
        String attrs = node.attrs().given().isEmpty() ? "" : " " + node.attrs();
        String call = "%s(%s)%s".formatted(node.op().type(), join(node.inputs()), attrs);
        return outputs.isEmpty() ? call : outputs + " = " + call + " : " + types;
    }

    private static String join(java.util.List<Value> values) {
        return values.stream().map(Value::name).collect(Collectors.joining(", "));
    }
}
