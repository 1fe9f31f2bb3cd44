package org.duograph.graph;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.NumberText;

/**
 * A graph as text that reads back: the same graph, the same text, and from the text the same graph.
 *
 * <pre>
 * graph net {
 *   x = Variable() : float32 2
 *   w = Constant() [1.0, 2.0] : float32 2
 *   y, y:1 = For(x, w) {body=graph step {
 *     ...
 *   }, states=1, n=3} on onednn:1 seed 7 from "operator 3" : float32 2, float32 3x2
 *   do print = Print(y) {to_file=1}
 *   z := y
 * }
 * </pre>
 *
 * <p>A node without outputs begins with {@code do}. Attributes and constants are there in full,
 * real numbers with all their digits: this is for files and tests. What a person wants to look at,
 * {@link GraphPrinter} writes. {@link #parse} reads the text; {@link GraphFile} holds the same
 * text, with the arrays as bytes.
 */
public final class GraphText {
    private GraphText() {}

    /** The graph as text, its constants too. */
    public static String print(Graph graph) {
        return print(graph, GraphText::elements);
    }

    /**
     * Reads a graph.
     *
     * @param operators gives the operator of a type, and says with an IllegalArgumentException if
     *     there is none: {@code OpCatalog::get}
     * @throws IllegalArgumentException if the text is no graph; the message names line and column,
     *     what was expected and what was found
     */
    public static Graph parse(String text, Function<String, OpDef> operators) {
        return new GraphReader(text, operators, List.of()).read();
    }

    /** The graph as text, with {@code elements} for each array's. */
    static String print(Graph graph, Function<NDArray, String> elements) {
        StringBuilder text = new StringBuilder();
        print(graph, "", elements, text);
        return text.append('\n').toString();
    }

    private static void print(
            Graph graph, String indent, Function<NDArray, String> elements, StringBuilder text) {
        text.append("graph ").append(name(graph.name())).append(" {\n");
        String inner = indent + "  ";
        for (Node node : graph.nodes()) {
            boolean gives = !node.outputs().isEmpty();
            text.append(inner).append(gives ? join(node.outputs()) : "do " + name(node.name()));
            text.append(" = ").append(name(node.op().type()));
            text.append('(').append(join(node.inputs())).append(')');
            if (node.isConstant()) {
                text.append(' ').append(elements.apply(node.constant()));
            }
            if (!node.attrs().given().isEmpty()) {
                text.append(" {");
                String separator = "";
                for (var attr : node.attrs().given().entrySet()) {
                    text.append(separator).append(name(attr.getKey())).append('=');
                    print(attr.getValue(), inner, elements, text);
                    separator = ", ";
                }
                text.append('}');
            }
            text.append(settings(node.settings()));
            text.append(gives ? " : " + types(node) : "").append('\n');
        }
        graph.assigns()
                .forEach(
                        (variable, value) ->
                                text.append(inner)
                                        .append(name(variable))
                                        .append(" := ")
                                        .append(ref(value))
                                        .append('\n'));
        text.append(indent).append('}');
    }

    private static void print(
            Object value, String indent, Function<NDArray, String> elements, StringBuilder text) {
        if (value instanceof Graph graph) {
            print(graph, indent, elements, text);
        } else if (value instanceof NDArray array) {
            text.append(array.type()).append(' ').append(elements.apply(array));
        } else if (value instanceof List<?> list) {
            text.append('[');
            for (int i = 0; i < list.size(); i++) {
                text.append(i == 0 ? "" : ", ");
                print(list.get(i), indent, elements, text);
            }
            text.append(']');
        } else if (value instanceof DType dtype) {
            text.append(dtype.lowerName());
        } else if (value instanceof Double number) {
            text.append(NumberText.of(DType.FLOAT64, number));
        } else {
            text.append(value instanceof String s ? quoted(s) : value);
        }
    }

    private static String types(Node node) {
        return node.outputs().stream()
                .map(v -> v.type().toString())
                .collect(Collectors.joining(", "));
    }

    private static String settings(Node.Settings settings) {
        Device device = settings.device();
        String on = device.isAny() ? "" : " on " + name(device.backend()) + ":" + device.index();
        String seed = settings.seed().isEmpty() ? "" : " seed " + settings.seed().getAsLong();
        String from = settings.origin().isEmpty() ? "" : " from " + quoted(settings.origin());
        return on + seed + from;
    }

    private static String join(List<Value> values) {
        return values.stream().map(GraphText::ref).collect(Collectors.joining(", "));
    }

    /** A value: the name of its node, and its number where it is not the first. */
    private static String ref(Value value) {
        String node = name(value.node().name());
        return value.index() == 0 ? node : node + ":" + value.index();
    }

    /** The elements of an array in full: {@code [1.0, 2.0]}. */
    private static String elements(NDArray array) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < array.size(); i++) {
            String element = array.getText(i);
            text.append(i == 0 ? "" : ", ");
            text.append(array.dtype().isText() ? quoted(element) : element);
        }
        return text.append(']').toString();
    }

    /** A name as it is where it is a word with no meaning of its own, quoted otherwise. */
    static String name(String name) {
        boolean isWord = name.matches("[A-Za-z_][A-Za-z0-9_./-]*");
        return isWord && !name.equals("do") ? name : quoted(name);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                quoted.append("\\u").append(String.format("%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
