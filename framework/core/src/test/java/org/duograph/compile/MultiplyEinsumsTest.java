package org.duograph.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Value;
import org.duograph.ops.product.Einsum;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An Einsum that is written as products of matrices gives what it gave. */
class MultiplyEinsumsTest {
    private final Map<String, NDArray> arrays = new HashMap<>();

    private Graph graph(String equation, String shapes) {
        Graph graph = new Graph("net");
        String[] all = shapes.split(" ");
        Value[] inputs = new Value[all.length];
        for (int i = 0; i < all.length; i++) {
            Shape shape = Shape.parse(all[i]);
            inputs[i] = graph.variable("x" + i, new ArrayType(DType.FLOAT32, shape));
            NDArray array = NDArray.zeros(inputs[i].type());
            for (int k = 0; k < array.size(); k++) {
                array.set(k, Math.sin(k * 0.7 + i));
            }
            arrays.put("x" + i, array);
        }
        Map<String, ?> attrs = Map.of("equation", equation);
        graph.assign("y", graph.append("y", Einsum.OP, attrs, inputs).output(0));
        return graph;
    }

    private static List<String> types(Graph graph) {
        return graph.nodes().stream()
                .map(node -> node.op().type())
                .filter(type -> !type.equals("Variable"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'ij,jk->ik', 2x3 3x4",
        "'bij,bjk->bik', 2x2x3 2x3x4",
        "'bqhd,bkhd->bhqk', 2x3x2x4 2x5x2x4",
        "'ij,kj', 2x3 4x3",
        "'...i,...j', 2x3 2x4",
        "'i,j->ji', 2 3",
        "'ijk->ki', 2x3x4",
        "'ij->', 2x3",
        "'ijm,jkn->ik', 2x3x2 3x4x5",
        "'ij,k,kj->', 2x3 2 2x3",
        "'ab,bc,cd->da', 2x3 3x4 4x5"
    })
    void whatLettersSayIsMadeOfProducts(String equation, String shapes) {
        Graph graph = graph(equation, shapes);
        Graph products = new MultiplyEinsums().apply(graph);
        assertThat(types(products))
                .isNotEmpty()
                .isSubsetOf("BatchMatMul", "Transpose", "Reshape", "ReduceSum");
        same(graph, products);
    }

    @ParameterizedTest
    @CsvSource({
        "'ii->i', 3x3", // a diagonal
        "'i->ii', 3",
        "'ij,ij->ij', 1x3 2x3" // stretches
    })
    void whatIsNoProductStaysAnEinsum(String equation, String shapes) {
        Graph graph = graph(equation, shapes);
        Graph products = new MultiplyEinsums().apply(graph);
        assertThat(types(products)).containsExactly("Einsum");
        same(graph, products);
    }

    private void same(Graph graph, Graph other) {
        NDArray expected = run(graph);
        NDArray actual = run(other);
        assertThat(actual.type()).isEqualTo(expected.type());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).isCloseTo(expected.get(i), within(1e-6));
        }
    }

    private NDArray run(Graph graph) {
        return Interpreter.run(graph, arrays).get(graph.assigns().get("y"));
    }
}
