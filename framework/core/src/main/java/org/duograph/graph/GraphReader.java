package org.duograph.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** Reads the text that {@link GraphText} writes, from left to right, one rule a method. */
final class GraphReader {
    private static final int DEEPEST = 64;

    private final GraphScanner in;
    private final Function<String, OpDef> operators;
    private final List<NDArray> arrays;
    private int depth;

    /**
     * A reader at the beginning of the text.
     *
     * @param arrays the arrays that stand in the text as {@code #0}, {@code #1} and so on
     */
    GraphReader(String text, Function<String, OpDef> operators, List<NDArray> arrays) {
        this.in = new GraphScanner(text);
        this.operators = operators;
        this.arrays = arrays;
    }

    /** The whole text, which must be one graph. */
    Graph read() {
        Graph graph = graph();
        in.requireEnd();
        return graph;
    }

    private Graph graph() {
        if (++depth > DEEPEST) {
            throw in.error("graphs lie in each other more than " + DEEPEST + " deep");
        }
        in.expect("graph");
        Graph graph = new Graph(in.name());
        in.expect("{");
        Map<String, Node> nodes = new LinkedHashMap<>();
        while (!in.take("}")) {
            in.mark();
            boolean gives = !in.take("do");
            String first = in.name();
            if (gives && in.take(":=")) {
                graph.assign(first, value(nodes));
            } else {
                node(graph, first, gives, nodes);
            }
        }
        depth--;
        return graph;
    }

    /** A node from behind its name on; one that {@code gives} nothing has no outputs. */
    private void node(Graph graph, String name, boolean gives, Map<String, Node> nodes) {
        if (nodes.containsKey(name)) {
            throw in.error("there is a node \"" + name + "\" already");
        }
        int outputs = gives ? 1 : 0;
        while (gives && in.take(",")) {
            in.expect(GraphText.name(name));
            if (in.index() != outputs++) {
                throw in.error("the outputs of \"" + name + "\" must come in order");
            }
        }
        in.expect("=");
        in.mark();
        String type = in.name();
        boolean isConstant = type.equals(Graph.CONSTANT.type());
        if (gives && (isConstant || type.equals(Graph.VARIABLE.type()))) {
            nodes.put(name, source(graph, name, isConstant));
            return;
        }
        OpDef op = operator(type);
        List<Value> inputs = inputs(nodes);
        Map<String, Object> attrs = attrs();
        Node.Settings settings = settings();
        List<ArrayType> types = gives ? types() : List.of();
        Node node;
        try {
            node = graph.append(name, op, attrs, settings, inputs);
        } catch (IllegalArgumentException e) {
            throw in.error(e.getMessage());
        }
        List<ArrayType> found = node.outputs().stream().map(Value::type).toList();
        if (!found.equals(types) || outputs != found.size() || !node.name().equals(name)) {
            throw in.error(
                    "\"%s\" is said to give %d outputs of types %s, but %s gives %s"
                            .formatted(name, outputs, types, op, found));
        }
        nodes.put(name, node);
    }

    private List<ArrayType> types() {
        List<ArrayType> types = new ArrayList<>();
        in.expect(":");
        do {
            types.add(type());
        } while (in.take(","));
        return types;
    }

    private Node source(Graph graph, String name, boolean isConstant) {
        in.expect("(");
        in.expect(")");
        GraphScanner.Elements elements = isConstant ? in.elements() : null;
        in.expect(":");
        ArrayType type = type();
        if (!isConstant) {
            return graph.variable(name, type).node();
        }
        Node node = graph.constant(name, array(type, elements)).node();
        if (!node.name().equals(name)) {
            throw in.error("there is a node \"" + name + "\" already");
        }
        return node;
    }

    private OpDef operator(String type) {
        try {
            return operators.apply(type);
        } catch (IllegalArgumentException e) {
            throw in.error(e.getMessage());
        }
    }

    private List<Value> inputs(Map<String, Node> nodes) {
        List<Value> inputs = new ArrayList<>();
        in.expect("(");
        if (!in.take(")")) {
            do {
                inputs.add(value(nodes));
            } while (in.take(","));
            in.expect(")");
        }
        return inputs;
    }

    private Value value(Map<String, Node> nodes) {
        in.mark();
        String name = in.name();
        int index = in.index();
        Node node = nodes.get(name);
        if (node == null || index >= node.outputs().size()) {
            throw in.error(
                    "no node before gives \""
                            + name
                            + (index == 0 ? "" : ":" + index)
                            + "\""
                            + Suggestion.among(name, nodes.keySet()));
        }
        return node.output(index);
    }

    private Map<String, Object> attrs() {
        Map<String, Object> attrs = new LinkedHashMap<>();
        if (in.take("{")) {
            do {
                in.mark();
                String name = in.name();
                in.expect("=");
                if (attrs.put(name, attr()) != null) {
                    throw in.error("attribute \"" + name + "\" is there twice");
                }
            } while (in.take(","));
            in.expect("}");
        }
        return attrs;
    }

    private Object attr() {
        if (in.sees("graph")) {
            return graph();
        }
        if (in.take("[")) {
            List<Object> list = new ArrayList<>();
            if (!in.take("]")) {
                do {
                    list.add(in.literal());
                } while (in.take(","));
                in.expect("]");
            }
            return list;
        }
        DType dtype = in.dtype();
        if (dtype == null) {
            return in.literal();
        }
        return in.endsValue() ? dtype : array(in.type(dtype), in.elements());
    }

    private ArrayType type() {
        in.mark();
        DType dtype = in.dtype();
        if (dtype == null) {
            throw in.error("expected a type, such as \"float32 2x3\"");
        }
        return in.type(dtype);
    }

    private Node.Settings settings() {
        Device device = Device.ANY;
        OptionalLong seed = OptionalLong.empty();
        String origin = "";
        if (in.take("on")) {
            device = new Device(in.name(), in.index());
        }
        if (in.take("seed")) {
            seed = OptionalLong.of(in.whole());
        }
        if (in.take("from")) {
            origin = in.name();
        }
        return new Node.Settings(device, seed, origin);
    }

    /** An array of a type: from its elements in the text, or one of those at hand. */
    private NDArray array(ArrayType type, GraphScanner.Elements elements) {
        if (elements.number() >= 0) {
            boolean fits =
                    elements.number() < arrays.size()
                            && arrays.get(elements.number()).type().equals(type);
            if (!fits) {
                throw in.error("there is no array #" + elements.number() + " of type " + type);
            }
            return arrays.get(elements.number());
        }
        List<String> texts = elements.texts();
        if (texts.size() != type.shape().size()) {
            throw in.error(
                    type + " has " + type.shape().size() + " elements, found " + texts.size());
        }
        if (!texts.isEmpty() && elements.quoted() != type.dtype().isText()) {
            throw in.error(
                    "expected elements of "
                            + type
                            + ", found "
                            + (elements.quoted() ? "texts in quotes" : "numbers"));
        }
        NDArray array = NDArray.zeros(type);
        try {
            for (int i = 0; i < array.size(); i++) {
                array.setText(i, texts.get(i));
            }
        } catch (IllegalArgumentException e) {
            throw in.error(e.getMessage());
        }
        return array;
    }
}
