package org.duograph.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.Conv;
import org.duograph.ops.Relu;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class CompilerTest {
    private final Graph graph = new Graph("net");
    private final Value x = graph.variable("x", ArrayType.float32(1, 2, 4, 4));
    private final Value w = graph.variable("w", ArrayType.float32(2, 2, 1, 1));

    private static List<String> types(Graph g) {
        return g.nodes().stream().map(n -> n.op().type()).toList();
    }

    private Value conv() {
        return graph.append("conv", Conv.OP, Map.of("kernel", 1), x, w).output(0);
    }

    private Value relu(Value v) {
        return graph.append("relu", Relu.OP, Map.of(), v).output(0);
    }

    @Test
    void whatReachesNoVariableIsDropped() {
        conv();
        graph.assign("y", relu(x));
        assertThat(types(Compiler.compile(graph))).containsExactly("Variable", "Relu");
    }

    @Test
    void convolutionAndReluBecomeOneNode() {
        graph.assign("y", relu(conv()));
        assertThat(types(Compiler.compile(graph)))
                .containsExactly("Variable", "Variable", "ConvRelu");
    }

    @Test
    void convolutionAndReluStayApartWhereTheSumIsReadToo() {
        Value c = conv();
        graph.assign("y", relu(c));
        graph.assign("c", c);
        assertThat(types(Compiler.compile(graph))).contains("Conv", "Relu");
    }

    @Test
    void constantsAreComputedOnce() {
        Value c = graph.constant("c", NDArray.of(Shape.of(3), -1f, 0f, 2f));
        graph.assign("y", relu(c));
        Graph compiled = Compiler.compile(graph);
        assertThat(types(compiled)).containsExactly("Constant");
        assertThat(compiled.nodes().get(0).constant()).isEqualTo(NDArray.vector(0, 0, 2));
    }

    @Test
    void theWatcherSeesEveryPass() {
        graph.assign("y", relu(x));
        List<String> seen = new ArrayList<>();
        Compiler.compile(graph, (pass, g) -> seen.add(pass.name()));
        assertThat(seen)
                .containsExactly(
                        "DropDeadNodes",
                        "DropIdentities",
                        "FoldConstants",
                        "FuseRelu",
                        "DropDeadNodes");
    }

    @Test
    void gradientsOfAValueWithTwoReadersAreSummed() {
        Value r = relu(x);
        Value y = graph.append("s", Conv.OP, Map.of("kernel", 1), relu(r), w).output(0);
        Value z = graph.append("t", Conv.OP, Map.of("kernel", 1), r, w).output(0);
        Value sum =
                graph.append("sum", org.duograph.ops.OpCatalog.get("Sum"), Map.of(), y, z)
                        .output(0);
        Node before = graph.nodes().get(graph.nodes().size() - 1);
        Map<Value, Value> gradients = Gradients.append(graph, sum, List.of(x, w));
        assertThat(gradients).containsOnlyKeys(x, w);
        assertThat(graph.nodes().indexOf(before)).isLessThan(graph.nodes().size() - 1);
        assertThat(types(graph).stream().filter("Sum"::equals)).hasSize(3);
    }

    @Test
    void anOperatorWithoutAGradientIsNamed() {
        Value y = graph.append("g", Relu.GRAD_X, Map.of(), x, x).output(0);
        assertThatThrownBy(() -> Gradients.append(graph, y, List.of(x)))
                .hasMessageContaining("ReluGradX \"g\" has no gradient");
    }
}
