package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Value;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.interop.onnx.proto.NodeProto;
import org.duograph.interop.onnx.proto.TensorProto;
import org.duograph.interop.onnx.proto.ValueInfoProto;
import org.duograph.tensor.NDArray;

/**
 * A branch or a loop's body as a graph of the core, which is handed all that it uses of what is
 * around it: ONNX's bodies see the names outside.
 */
final class Body {
    private Body() {}

    /**
     * What bodies use of what is around them.
     *
     * @param variables what is handed in as a further argument, by name
     * @param constants what is known already
     */
    record Captured(Map<String, Value> variables, Map<String, NDArray> constants) {
        /** What these graphs use. */
        static Captured by(GraphLowerer around, GraphProto... graphs) {
            Set<String> names = new LinkedHashSet<>();
            for (GraphProto graph : graphs) {
                names.addAll(free(graph));
            }
            Map<String, Value> variables = new LinkedHashMap<>();
            Map<String, NDArray> constants = new LinkedHashMap<>();
            for (String name : names) {
                if (around.knows(name)) { // else the body's own error will say so
                    add(around, name, variables, constants);
                }
            }
            return new Captured(variables, constants);
        }

        private static void add(
                GraphLowerer around,
                String name,
                Map<String, Value> variables,
                Map<String, NDArray> constants) {
            if (!(around.find(name) instanceof Item.Array array)) {
                throw new UnsupportedModelException(
                        "it uses \"%s\", a sequence or optional value, inside of a graph whose runs are not known before"
                                .formatted(name));
            }
            NDArray known = around.fixed(array.value());
            if (known != null) {
                constants.put(name, known);
            } else {
                variables.put(name, array.value());
            }
        }

        /** Hands it to a body, whose parameters so far are its own. */
        void into(GraphLowerer body) {
            variables.forEach(
                    (name, value) ->
                            body.put(
                                    name,
                                    new Item.Array(
                                            body.graph().variable("outer " + name, value.type()))));
            constants.forEach(
                    (name, numbers) ->
                            body.put(
                                    name,
                                    new Item.Array(
                                            body.graph().constant("outer " + name, numbers))));
        }

        /** The arguments. */
        List<Value> arguments() {
            return new ArrayList<>(variables.values());
        }
    }

    /** The names that a graph uses and does not give itself. */
    private static Set<String> free(GraphProto graph) {
        Set<String> own = new LinkedHashSet<>();
        graph.getInputList().stream().map(ValueInfoProto::getName).forEach(own::add);
        graph.getInitializerList().stream().map(TensorProto::getName).forEach(own::add);
        Set<String> free = new LinkedHashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            Set<String> used = new LinkedHashSet<>(node.getInputList());
            node.getAttributeList().stream()
                    .filter(attr -> attr.hasG() || attr.getGraphsCount() > 0)
                    .forEach(attr -> used.addAll(free(attr.getG())));
            used.removeAll(own);
            free.addAll(used);
            own.addAll(node.getOutputList());
        }
        for (ValueInfoProto output : graph.getOutputList()) {
            if (!own.contains(output.getName())) {
                free.add(output.getName());
            }
        }
        free.remove("");
        return free;
    }

    /** Lowers the nodes of a graph into a lowerer that has its inputs, and gives its outputs. */
    static List<Item> results(GraphLowerer into, GraphProto graph) {
        into.initializers(graph);
        into.lower(graph.getNodeList());
        List<Item> results = new ArrayList<>();
        for (ValueInfoProto output : graph.getOutputList()) {
            results.add(into.find(output.getName()));
        }
        return results;
    }

    /**
     * The arrays among results.
     *
     * @throws UnsupportedModelException if one is a sequence or optional
     */
    static List<Value> arrays(List<Item> results) {
        List<Value> arrays = new ArrayList<>();
        for (Item result : results) {
            if (!(result instanceof Item.Array array)) {
                throw new UnsupportedModelException(
                        "sequences and optional values are offered where it is known before the run which branch is taken, or how often a loop goes round");
            }
            arrays.add(array.value());
        }
        return arrays;
    }
}
