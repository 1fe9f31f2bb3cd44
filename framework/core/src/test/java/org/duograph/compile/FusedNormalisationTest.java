package org.duograph.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.norm.SpatialBN;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A batch normalisation and the Relu behind it as one node, forward and backward. */
class FusedNormalisationTest {
    private static final Target LACKS_FUSED =
            new Target(node -> !node.op().type().contains("BNRelu"), List.of(), List.of());

    private final Graph graph = new Graph("normalised");
    private final Value x = graph.variable("x", ArrayType.float32(3, 2, 4));
    private final Value dY = graph.variable("dY", x.type());
    private Value y;
    private Value masked;

    /** In training: what it gives, its running numbers, and all gradients. */
    @BeforeEach
    void layerWithGradients() {
        Value[] inputs = {
            x, channels("scale"), channels("bias"), channels("mean"), channels("var")
        };
        Node layer = graph.append("layer", SpatialBN.OP, Map.of(), inputs);
        y = graph.append("relu", Relu.OP, Map.of(), layer.output(0)).output(0);
        graph.assign("y", y);
        graph.assign("mean", layer.output(1));
        graph.assign("var", layer.output(2));
        Map<Value, Value> gradients =
                Gradients.append(graph, Map.of(y, dY), List.of(x, inputs[1], inputs[2]));
        gradients.forEach((v, g) -> graph.assign("d_" + v.name(), g));
        masked =
                graph.nodes().stream()
                        .filter(n -> n.op() == Relu.GRAD_X)
                        .findFirst()
                        .orElseThrow()
                        .output(0);
    }

    private Value channels(String name) {
        return graph.variable(name, ArrayType.float32(2));
    }

    private static List<String> types(Graph g) {
        return g.nodes().stream().filter(n -> !n.isSource()).map(n -> n.op().type()).toList();
    }

    @Test
    void bothBecomeOneNodeToTheSameNumbers() {
        Graph compiled = Compiler.compile(graph);
        assertThat(types(compiled)).containsExactly("SpatialBNRelu", "SpatialBNReluGrad");
        assertThat(results(compiled)).hasSize(6).isEqualTo(results(graph));
    }

    @Test
    void aBackendWithoutSuchKernelsKeepsThemApart() {
        assertThat(types(Compiler.compile(graph, LACKS_FUSED)))
                .containsExactly("SpatialBN", "Relu", "ReluGradX", "SpatialBNGrad");
    }

    @Test
    void aGradientThatIsReadElsewhereIsStillMade() {
        graph.assign("masked", masked);
        assertThat(types(Compiler.compile(graph))).contains("ReluGradX", "SpatialBNGrad");
    }

    private static Map<String, NDArray> results(Graph graph) {
        Map<String, NDArray> fed = new LinkedHashMap<>();
        graph.variables().forEach((name, value) -> fed.put(name, numbers(value.shape())));
        Map<Value, NDArray> all = Interpreter.run(graph, fed);
        Map<String, NDArray> results = new LinkedHashMap<>();
        graph.assigns().forEach((name, value) -> results.put(name, all.get(value)));
        return results;
    }

    private static NDArray numbers(Shape shape) {
        NDArray array = NDArray.zeros(ArrayType.float32(shape.toArray()));
        for (int i = 0; i < array.size(); i++) {
            array.set(i, 1 + i * 7 % 5);
        }
        return array;
    }
}
