package org.duograph.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.copy.Cast;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;

/** The same attributes and graphs with float64 in the place of float32. */
final class InDouble {
    private InDouble() {}

    /** The attributes, with those that are graphs made anew. */
    static Map<String, Object> attrs(Map<String, ?> given) {
        Map<String, Object> attrs = new LinkedHashMap<>(given);
        attrs.replaceAll((name, value) -> value instanceof Graph graph ? graph(graph) : value);
        return attrs;
    }

    /** The type, of float64 if it was of float32. */
    static ArrayType type(ArrayType type) {
        return type.dtype() == DType.FLOAT32 ? new ArrayType(DType.FLOAT64, type.shape()) : type;
    }

    /** The graph, its variables and constants of float64 where they were of float32. */
    static Graph graph(Graph graph) {
        Graph twin = new Graph(graph.name());
        Map<Value, Value> there = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            ArrayType type = type(node.output(0).type());
            if (node.isVariable()) {
                there.put(node.output(0), twin.variable(node.name(), type));
            } else if (node.isConstant()) {
                there.put(
                        node.output(0),
                        twin.constant(node.name(), node.constant().cast(type.dtype())));
            } else {
                List<Value> inputs = node.inputs().stream().map(there::get).toList();
                Node copy =
                        twin.append(
                                node.name(),
                                node.op(),
                                attrs(node.attrs().given()),
                                node.settings(),
                                inputs);
                for (int i = 0; i < node.outputs().size(); i++) {
                    there.put(node.output(i), widened(twin, copy.output(i)));
                }
            }
        }
        graph.assigns().forEach((name, value) -> twin.assign(name, there.get(value)));
        return twin;
    }

    /** What an operator gives as float32 whatever it reads, such as a fill, as float64. */
    private static Value widened(Graph twin, Value value) {
        ArrayType type = type(value.type());
        return type.equals(value.type())
                ? value
                : twin.append(value.name(), Cast.OP, Map.of("to", DType.FLOAT64), value).output(0);
    }
}
