package org.duograph.graph;

import java.util.stream.Collectors;

/**
 * Writes a graph as text for people: one line per node, the graphs among its attributes below it,
 * then the assign table. The same graph, the same text.
 *
 * <p>Long lists are cut and constants left out; {@link GraphText} writes all, so that it reads
 * back.
 */
public final class GraphPrinter {
    private GraphPrinter() {}

    /** For example {@code y, I = MaxPool(x) {kernel=2} : float32 1x8x4x4}. */
    public static String print(Graph graph) {
        StringBuilder text = new StringBuilder("graph " + graph.name() + "\n");
        print(graph, "  ", text);
        return text.toString();
    }

    private static void print(Graph graph, String indent, StringBuilder text) {
        for (Node node : graph.nodes()) {
            text.append(indent).append(line(node)).append('\n');
            node.attrs()
                    .given()
                    .forEach(
                            (name, value) -> {
                                if (value instanceof Graph inner) {
                                    String role = name + ": graph " + inner.name();
                                    text.append(indent).append("  ").append(role).append('\n');
                                    print(inner, indent + "    ", text);
                                }
                            });
        }
        graph.assigns()
                .forEach((name, value) -> text.append(indent + name + " := " + value + "\n"));
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
