package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.graph.Example;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Node;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.conv.Conv;
import org.duograph.ops.pool.MaxPool;
import org.duograph.plan.Placement;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class SplitBatchTest {
    private static final int IMAGES = 6;

    /** The convolution below reads and writes 3,072 bytes, the Relu 4,608, the pooling 2,448. */
    private final SplitBatch pass = new SplitBatch(900, 1600);

    private final Graph graph = new Graph("net");
    private final Value x = graph.variable("x", ArrayType.float32(IMAGES, 2, 4, 4));
    private final Value w = graph.variable("w", ArrayType.float32(6, 2, 1, 1));
    private final Value conv = graph.append("conv", Conv.OP, Map.of("kernel", 1), x, w).output(0);
    private final Value relu = graph.append("relu", Relu.OP, Map.of(), conv).output(0);
    private final Node pool =
            graph.append("pool", MaxPool.OP, Map.of("kernel", 4, "stride", 4), relu);
    private final Value sum =
            graph.append("sum", OpCatalog.get("Sqr"), Map.of(), pool.output(0)).output(0);

    private static List<String> types(Graph g) {
        return g.nodes().stream().map(n -> n.op().type()).toList();
    }

    private static NDArray ramp(Shape shape) {
        NDArray array = NDArray.zeros(ArrayType.float32(shape.toArray()));
        for (int i = 0; i < array.size(); i++) {
            array.floats()[i] = (i * 7 % 11) - 5;
        }
        return array;
    }

    private static NDArray y(Graph g) {
        Map<String, NDArray> variables =
                Map.of("x", ramp(Shape.of(IMAGES, 2, 4, 4)), "w", ramp(Shape.of(6, 2, 1, 1)));
        return Interpreter.run(g, variables).get(g.assigns().get("y"));
    }

    @Test
    void layersByImageRunForAPartOfTheBatchAtATimeToTheSameNumbers() {
        graph.assign("y", sum);
        Graph split = pass.apply(graph);
        assertThat(types(split))
                .startsWith("Variable", "Variable", "Split", "Conv", "Relu", "MaxPool", "Conv")
                .endsWith("MaxPool", "Concat", "Sqr");
        assertThat(types(split)).filteredOn("Conv"::equals).hasSize(3);
        assertThat(y(split)).isEqualTo(y(graph));
    }

    @Test
    void anOperatorOfAnyoneIsSplitIfItSaysThatItTreatsEachImageByItself() {
        OpBuilder half =
                OpDef.named("Half")
                        .summary("Halves every number.")
                        .input("X", "any shape")
                        .output("Y", "the shape of X")
                        .types(TypeRule.sameAs(0))
                        .kernel(o -> o.out(0)[0] = o.in(0)[0] / 2)
                        .example(Example.of(NDArray.vector(4), NDArray.vector(2)))
                        .sample(Sample.of(Map.of(), Shape.of(1)));
        assertThat(halves(half.build())).isEqualTo(2);
        assertThat(halves(half.byImage().build())).isGreaterThan(2);
    }

    /** How many nodes are there of two that halve, when the batch has been split. */
    private long halves(OpDef half) {
        Graph g = new Graph("halves");
        Value y = g.variable("x", ArrayType.float32(IMAGES, 2, 4, 4));
        for (int i = 0; i < 2; i++) {
            y = g.append("half", half, Map.of(), y).output(0);
        }
        g.assign("y", y);
        return types(new SplitBatch(900, 600).apply(g)).stream().filter("Half"::equals).count();
    }

    @Test
    void aChainEndsWhereValuesAreSmall() {
        graph.assign("y", sum);
        Graph split = new SplitBatch(4000, 2400).apply(graph);
        assertThat(types(split)).containsSubsequence("Relu", "Concat", "MaxPool", "Sqr");
        assertThat(types(split)).filteredOn("MaxPool"::equals).hasSize(1);
        assertThat(y(split)).isEqualTo(y(graph));
    }

    @Test
    void nothingIsSplitWhoseMiddleIsReadOrKept() {
        graph.assign("y", sum);
        graph.assign("kept", relu);
        graph.append("reader", OpCatalog.get("Sqr"), Map.of(), conv);
        assertThat(types(pass.apply(graph))).isEqualTo(types(graph));
    }

    @Test
    void nothingIsSplitThatIsSmallOrCannotBeCutIntoSmallEnoughParts() {
        graph.assign("y", sum);
        assertThat(types(new SplitBatch().apply(graph))).isEqualTo(types(graph));
        assertThat(types(new SplitBatch(900, 10).apply(graph))).isEqualTo(types(graph));
    }

    @Test
    void aPoolingWhoseIndicesAreReadStaysWhole() {
        graph.append("i", OpCatalog.get("Copy"), Map.of(), pool.output(1));
        graph.assign("y", sum);
        assertThat(types(pass.apply(graph))).filteredOn("MaxPool"::equals).hasSize(1);
    }

    @Test
    void aPoolingWhoseIndicesAreKeptStaysWhole() {
        graph.assign("i", pool.output(1));
        graph.assign("y", sum);
        Graph split = pass.apply(graph);
        assertThat(types(split)).filteredOn("MaxPool"::equals).hasSize(1);
        assertThat(split.assigns().get("i").type()).isEqualTo(pool.output(1).type());
    }

    @Test
    void aNetOfLargeImagesThatKeepsIndicesCompiles() {
        Graph net = new Graph("large");
        Value images = net.variable("x", ArrayType.float32(64, 3, 32, 32));
        Value filters = net.variable("w", ArrayType.float32(32, 3, 3, 3));
        Map<String, ?> window = Map.of("kernel", 3, "pad", 1);
        Value c = net.append("conv", Conv.OP, window, images, filters).output(0);
        Value r = net.append("relu", Relu.OP, Map.of(), c).output(0);
        Node p = net.append("pool", MaxPool.OP, Map.of("kernel", 2, "stride", 2), r);
        net.assign("y", p.output(0));
        net.assign("i", p.output(1));
        try (Placement placement = Placement.of(Backends.open(OneDnnBackend.NAME))) {
            Graph compiled = Compiler.compile(net, placement.target());
            assertThat(types(compiled)).containsOnlyOnce("ConvRelu", "MaxPool");
            assertThat(compiled.assigns().get("i").node().op()).isEqualTo(MaxPool.OP);
        }
    }
}
