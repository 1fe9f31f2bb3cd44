package org.duograph.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.control.Loop;
import org.duograph.tensor.ArrayType;
import org.junit.jupiter.api.Test;

/** What the passes make of graphs inside nodes. */
class SubGraphPassesTest {
    private static final ArrayType IMAGES = ArrayType.float32(1, 2, 4, 4);

    private final Graph graph = new Graph("net");
    private final Value x = graph.variable("x", IMAGES);
    private final Value w = graph.variable("w", ArrayType.float32(2, 2, 1, 1));

    private static Value append(Graph graph, String type, Map<String, ?> attrs, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), attrs, inputs).output(0);
    }

    /** A convolution and Relu; something that nobody reads; and perhaps dropout. */
    private static Graph body(Map<String, ?> dropout) {
        Graph body = new Graph("body");
        body.variable("t", Loop.NUMBER);
        Value h = body.variable("h", IMAGES);
        Value w = body.variable("w", ArrayType.float32(2, 2, 1, 1));
        append(body, "Sin", Map.of(), h);
        Value conv = append(body, "Conv", Map.of("kernel", 1), h, w);
        Value relu = append(body, "Relu", Map.of(), conv);
        body.assign("h", dropout == null ? relu : append(body, "Dropout", dropout, relu));
        return body;
    }

    private Node loop(Graph body) {
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("body", body);
        attrs.put("states", 1);
        attrs.put("n", 3);
        return graph.append("loop", OpCatalog.get("For"), attrs, x, w);
    }

    private static Node compiledLoop(Graph graph) {
        return Compiler.compile(graph).nodes().stream()
                .filter(node -> node.name().equals("loop"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> types(Graph graph) {
        return graph.nodes().stream().map(node -> node.op().type()).toList();
    }

    @Test
    void aBodyIsCompiledAndKeepsItsParameters() {
        graph.assign("y", loop(body(null)).output(0));
        Graph body = compiledLoop(graph).attrs().graph("body");
        assertThat(types(body)).containsExactly("Variable", "Variable", "Variable", "ConvRelu");
        assertThat(body.variables().keySet()).containsExactly("t", "h", "w");
    }

    @Test
    void aLoopWithoutAGradientKeepsNoStates() {
        Node loop = loop(body(null));
        graph.assign("y", loop.output(0));
        assertThat(loop.outputs()).hasSize(2);
        assertThat(compiledLoop(graph).outputs()).hasSize(1);
        Value gradient = Gradients.append(graph, loop.output(0), List.of(w)).get(w);
        graph.assign("dw", gradient);
        assertThat(compiledLoop(graph).outputs()).hasSize(2);
    }

    @Test
    void aBodyThatDrawsNothingAnyMoreGivesNoKey() {
        Graph random = body(Map.of("ratio", 0.5));
        Node loop = loop(random);
        graph.assign("y", loop.output(0));
        assertThat(compiledLoop(graph).outputs()).hasSize(2); // the state and the key
        Graph still = new Graph("still");
        still.variable("t", Loop.NUMBER);
        Value h = still.variable("h", IMAGES);
        still.variable("w", w.type());
        append(still, "Dropout", Map.of("ratio", 0.5), h);
        still.assign("h", append(still, "Relu", Map.of(), h));
        Graph other = new Graph("other");
        Map<String, Object> attrs = new LinkedHashMap<>(loop.attrs().given());
        attrs.put("body", still);
        Value a = other.variable("x", IMAGES);
        Value b = other.variable("w", w.type());
        Node node = other.append("loop", OpCatalog.get("For"), attrs, a, b);
        other.assign("y", node.output(0));
        assertThat(compiledLoop(other).outputs()).hasSize(1);
        other.assign("key", node.output(node.outputs().size() - 1));
        Node kept = compiledLoop(other);
        assertThat(kept.outputs()).hasSize(2); // somebody reads it: the body stays as it is
        assertThat(types(kept.attrs().graph("body"))).contains("Dropout");
    }
}
