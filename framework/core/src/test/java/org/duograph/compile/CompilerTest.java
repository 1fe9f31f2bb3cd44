package org.duograph.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Node;
import org.duograph.graph.Pass;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.conv.Conv;
import org.duograph.ops.math.Add;
import org.duograph.ops.math.Mul;
import org.duograph.ops.math.Sub;
import org.duograph.ops.pool.MaxPool;
import org.duograph.ops.product.MatMul;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
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
    void whatTheBackendDoesNotOfferIsNotMade() {
        graph.assign("y", relu(conv()));
        Target target =
                new Target(node -> !node.op().type().equals("ConvRelu"), List.of(), List.of());
        assertThat(types(Compiler.compile(graph, target)))
                .containsExactly("Variable", "Variable", "Conv", "Relu");
    }

    @Test
    void aGradientPassesReluBeforeItIsUnpooledToTheSameNumbers() {
        Map<String, Integer> window = Map.of("kernel", 2, "stride", 2);
        Value y = relu(x);
        Node pool = graph.append("pool", MaxPool.OP, window, y);
        Value dP = graph.variable("dP", pool.output(0).type());
        Value unpooled =
                graph.append("unpool", MaxPool.GRAD_X, window, pool.output(1), dP, y).output(0);
        graph.assign("dX", graph.append("mask", Relu.GRAD_X, Map.of(), y, unpooled).output(0));
        Graph compiled = Compiler.compile(graph);
        assertThat(types(compiled)).endsWith("ReluGradX", "MaxPoolGradX");
        Map<String, NDArray> variables =
                Map.of(
                        "x", NDArray.of(Shape.of(1, 2, 4, 4), ramp(32, -9)),
                        "dP", NDArray.of(Shape.of(1, 2, 2, 2), ramp(8, 1)),
                        "w", NDArray.zeros(w.type()));
        assertThat(dX(compiled, variables)).isEqualTo(dX(graph, variables));
    }

    @Test
    void aGradientThatIsReadUnmaskedTooStaysAsItIs() {
        Map<String, Integer> window = Map.of("kernel", 2, "stride", 2);
        Value y = relu(x);
        Node pool = graph.append("pool", MaxPool.OP, window, y);
        Value dP = graph.variable("dP", pool.output(0).type());
        Value unpooled =
                graph.append("unpool", MaxPool.GRAD_X, window, pool.output(1), dP, y).output(0);
        graph.assign("dY", unpooled);
        graph.assign("dX", graph.append("mask", Relu.GRAD_X, Map.of(), y, unpooled).output(0));
        assertThat(types(Compiler.compile(graph))).endsWith("MaxPoolGradX", "ReluGradX");
    }

    private static float[] dX(Graph graph, Map<String, NDArray> variables) {
        return Interpreter.run(graph, variables).get(graph.assigns().get("dX")).floats();
    }

    private static float[] ramp(int count, int from) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (i * 7 % count) / 2f + from;
        }
        return numbers;
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

    /** A pass that a backend brings. */
    private static final class OfABackend implements Pass {
        @Override
        public Graph apply(Graph graph) {
            return graph;
        }
    }

    @Test
    void theWatcherSeesEveryPassThoseOfTheBackendAfterFusionAndAfterTheOrder() {
        graph.assign("y", relu(x));
        List<String> seen = new ArrayList<>();
        List<Pass> own = List.of(new OfABackend());
        Target target = new Target(node -> true, own, own);
        Compiler.compile(graph, target, (pass, g) -> seen.add(pass.name()));
        assertThat(seen)
                .containsExactly(
                        "DropDeadNodes",
                        "DropUnreadStarts",
                        "CompileSubGraphs",
                        "DropIdentities",
                        "FoldConstants",
                        "MultiplyEinsums",
                        "SinkTransposes",
                        "FuseRelu",
                        "MaskPooledGradients",
                        "FuseReluGradient",
                        "OfABackend",
                        "DropDeadNodes",
                        "HoistUpdates",
                        "OfABackend",
                        "GroupByDevice");
    }

    private Node step(String name, Value gradient, Value of, Value rate) {
        Value m = graph.variable(name + "_m", of.type());
        Node step =
                graph.append(
                        name, OpCatalog.get("MomentumSGDUpdate"), Map.of(), gradient, m, rate, of);
        graph.assign(m.name(), step.output(1));
        graph.assign(of.name(), step.output(2));
        return step;
    }

    @Test
    void anUpdateRunsWhenItsGradientIsThereAndTheVariableHasBeenRead() {
        Value v = graph.variable("v", ArrayType.float32(4, 2, 1, 1));
        Value a = graph.append("a", Conv.OP, Map.of("kernel", 1), x, w).output(0);
        Value b = graph.append("b", Conv.OP, Map.of("kernel", 1), a, v).output(0);
        Map<Value, Value> gradients = Gradients.append(graph, b, List.of(x, w, v));
        graph.assign("x_grad", gradients.get(x));
        Value iter = graph.variable("iter", new ArrayType(DType.INT64, Shape.of(1)));
        Value next = graph.append("next", OpCatalog.get("Iter"), Map.of(), iter).output(0);
        graph.assign("iter", next);
        Value rate =
                graph.append(
                                "rate",
                                OpCatalog.get("LearningRate"),
                                Map.of("base_lr", 0.1f, "policy", "fixed"),
                                next)
                        .output(0);
        step("w_step", gradients.get(w), w, rate);
        step("v_step", gradients.get(v), v, rate);
        assertThat(types(new HoistUpdates().apply(graph)))
                .containsSubsequence("Iter", "LearningRate", "Conv", "Conv")
                .endsWith("ConvGradW", "MomentumSGDUpdate", "ConvGradW", "MomentumSGDUpdate");
    }

    @Test
    void anUpdateThatWritesOneVariableByWayOfAnotherRunsAsEarly() {
        Value v = graph.variable("v", ArrayType.float32(4, 2, 1, 1));
        Value a = graph.append("a", Conv.OP, Map.of("kernel", 1), x, w).output(0);
        Value b = graph.append("b", Conv.OP, Map.of("kernel", 1), a, v).output(0);
        Map<Value, Value> gradients = Gradients.append(graph, b, List.of(x, w, v));
        graph.assign("x_grad", gradients.get(x));
        Value rate = graph.variable("rate", ArrayType.float32(1));
        for (Value of : List.of(w, v)) {
            Value m = graph.variable(of.name() + "_m", of.type());
            Value sum = weightedSum(m, rate, gradients.get(of), rate);
            graph.assign(m.name(), sum);
            graph.assign(of.name(), weightedSum(of, rate, sum, rate));
        }
        assertThat(types(new HoistUpdates().apply(graph)))
                .endsWith(
                        "ConvGradW",
                        "WeightedSum",
                        "WeightedSum",
                        "ConvGradW",
                        "WeightedSum",
                        "WeightedSum");
    }

    private Value weightedSum(Value... inputs) {
        return graph.append("sum", OpCatalog.get("WeightedSum"), Map.of(), inputs).output(0);
    }

    @Test
    void anUpdateStaysBehindThoseWhoReadTheVariable() {
        Value rate = graph.variable("rate", ArrayType.float32(1));
        Value gradient = graph.variable("gradient", w.type());
        step("w_step", gradient, w, rate);
        Value y = graph.append("y", Conv.OP, Map.of("kernel", 1), x, w).output(0);
        graph.assign("y", y);
        assertThat(types(new HoistUpdates().apply(graph))).endsWith("Conv", "MomentumSGDUpdate");
    }

    @Test
    void gradientsOfAValueWithTwoReadersAreSummed() {
        Value r = relu(x);
        Value y = graph.append("s", Conv.OP, Map.of("kernel", 1), relu(r), w).output(0);
        Value z = graph.append("t", Conv.OP, Map.of("kernel", 1), r, w).output(0);
        Value sum = graph.append("sum", OpCatalog.get("Sum"), Map.of(), y, z).output(0);
        Map<Value, Value> gradients = Gradients.append(graph, sum, List.of(x, w));
        assertThat(gradients).containsOnlyKeys(x, w);
        Map<String, NDArray> ones =
                Map.of("x", NDArray.full(x.type(), 1), "w", NDArray.full(w.type(), 1));
        Map<Value, NDArray> numbers = Interpreter.run(graph, ones);
        assertThat(numbers.get(gradients.get(x))) // two readers, two output channels
                .isEqualTo(NDArray.full(x.type(), 2 * 2));
        assertThat(numbers.get(gradients.get(w))) // two readers, 16 pixels
                .isEqualTo(NDArray.full(w.type(), 2 * 16));
    }

    @Test
    void aReluThatWishesForAnotherDeviceThanItsLayerStaysApart() {
        Device cpu = Device.of("onednn");
        Device gpu = Device.of("cuda");
        assertThat(typesOfConvAndRelu(cpu, gpu)).contains("Conv", "Relu");
        assertThat(typesOfConvAndRelu(Device.ANY, gpu)).contains("Conv", "Relu");
        assertThat(typesOfConvAndRelu(cpu, cpu)).contains("ConvRelu");
        assertThat(typesOfConvAndRelu(cpu, Device.ANY)).contains("ConvRelu");
    }

    private static List<String> typesOfConvAndRelu(Device ofConv, Device ofRelu) {
        Graph net = new Graph("net");
        Value x = net.variable("x", ArrayType.float32(1, 2, 4, 4));
        Value w = net.variable("w", ArrayType.float32(2, 2, 1, 1));
        Node conv = net.append("conv", Conv.OP, Map.of("kernel", 1), on(ofConv), List.of(x, w));
        Node relu = net.append("relu", Relu.OP, Map.of(), on(ofRelu), conv.outputs());
        net.assign("y", relu.output(0));
        return types(Compiler.compile(net));
    }

    private static Node.Settings on(Device device) {
        return new Node.Settings(device, OptionalLong.empty(), "");
    }

    private Value transposed(Value v, Long... axes) {
        return graph.append("t", Transpose.OP, Map.of("axes", List.of(axes)), v).output(0);
    }

    @Test
    void transposesGoWhereTheyAreUndoneBehindOperatorsOfElements() {
        Value filter = transposed(w, 2L, 3L, 1L, 0L);
        Value gradient = transposed(graph.variable("g", w.type()), 2L, 3L, 1L, 0L);
        Value rate = graph.variable("rate", ArrayType.float32(1));
        Value step = graph.append("step", Mul.OP, Map.of(), gradient, rate).output(0);
        Value next = graph.append("next", Sub.OP, Map.of(), filter, step).output(0);
        graph.assign("w", transposed(next, 3L, 2L, 0L, 1L));
        Graph compiled = Compiler.compile(graph);
        assertThat(types(compiled))
                .containsExactly("Variable", "Variable", "Variable", "Mul", "Sub");
        assertThat(run(compiled)).isEqualTo(run(graph));
    }

    @Test
    void aProductReadsAMatrixTheOtherWayRoundInsteadOfTransposingIt() {
        Value a = graph.variable("a", ArrayType.float32(3, 2));
        Value b = graph.variable("b", ArrayType.float32(4, 3));
        Map<String, ?> attrs = Map.of("trans_a", 1);
        Value factor = transposed(b, 1L, 0L);
        Value y = graph.append("y", MatMul.OP, attrs, a, factor).output(0);
        Value turned = transposed(a, 1L, 0L);
        Value z = graph.append("z", MatMul.OP, Map.of(), turned, factor).output(0);
        graph.assign("y", y);
        graph.assign("z", z);
        Graph compiled = Compiler.compile(graph);
        assertThat(types(compiled)).containsExactly("Variable", "Variable", "MatMul", "MatMul");
        assertThat(run(compiled)).isEqualTo(run(graph));
    }

    @Test
    void transposesStayWhereNothingIsGained() {
        Value turned = transposed(x, 0L, 2L, 3L, 1L);
        graph.assign("y", relu(turned));
        graph.assign("z", turned);
        Graph compiled = Compiler.compile(graph);
        assertThat(types(compiled)).containsExactly("Variable", "Transpose", "Relu");
        assertThat(run(compiled)).isEqualTo(run(graph));
    }

    @Test
    void anArrayInItsOwnOrderStopsTransposes() {
        Value sum = graph.append("s", Add.OP, Map.of(), transposed(x, 0L, 1L, 3L, 2L), x).output(0);
        graph.assign("y", transposed(sum, 0L, 1L, 3L, 2L));
        Graph compiled = Compiler.compile(graph);
        assertThat(types(compiled)).containsExactly("Variable", "Transpose", "Add", "Transpose");
        assertThat(run(compiled)).isEqualTo(run(graph));
    }

    /** What the graph's variables become, of numbers that are all different. */
    private static Map<String, NDArray> run(Graph graph) {
        Map<String, NDArray> start = new LinkedHashMap<>();
        graph.variables()
                .forEach(
                        (name, value) -> {
                            NDArray numbers = NDArray.zeros(value.type());
                            for (int i = 0; i < numbers.size(); i++) {
                                numbers.set(i, 1 + i + 0.25 * name.charAt(0));
                            }
                            start.put(name, numbers);
                        });
        Map<Value, NDArray> all = Interpreter.run(graph, start);
        Map<String, NDArray> results = new LinkedHashMap<>();
        graph.assigns().forEach((name, value) -> results.put(name, all.get(value)));
        return results;
    }

    @Test
    void anOperatorWithoutAGradientIsNamed() {
        Value y = graph.append("g", OpCatalog.get("Sign"), Map.of(), x).output(0);
        assertThatThrownBy(() -> Gradients.append(graph, y, List.of(x)))
                .hasMessageContaining("Sign \"g\" has no gradient");
    }
}
