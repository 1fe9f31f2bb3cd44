package org.duograph.workspace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.compile.Gradients;
import org.duograph.graph.Attrs;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Operand;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.lower.Spellings;
import org.duograph.workspace.proto.Argument;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The gradients that a net gets, written in Caffe2's operators, are those of the operators' own
 * rules: for every operator of the catalogue that a net can differentiate, with all its samples,
 * and so with every argument and every way of stretching that a sample has.
 */
class NetGradientsTest {
    @TestFactory
    Stream<DynamicTest> areThoseOfTheOperatorsOwnRules() {
        return OpCatalog.all().stream()
                .filter(op -> op.gradient() != null && !op.isRandom())
                .filter(op -> GradientMakers.has(op.type()))
                .filter(op -> !ControlOperators.isControl(op.type())) // in files they hold nets
                .flatMap(NetGradientsTest::tests);
    }

    private static Stream<DynamicTest> tests(OpDef op) {
        return op.samples().stream()
                .filter(sample -> !isOnlyForward(op, sample))
                .map(
                        sample ->
                                DynamicTest.dynamicTest(
                                        op.type() + " " + sample.attrs() + " " + shapes(sample),
                                        () -> compare(op, sample)));
    }

    /** What Caffe2 has no gradient for either: an exponent that is learnt, Cast from any type. */
    private static boolean isOnlyForward(OpDef op, Sample sample) {
        boolean exponentIsInput = op.type().equals("Pow") && sample.inputs().size() == 2;
        return exponentIsInput || op.type().equals("Cast");
    }

    private static List<Shape> shapes(Sample sample) {
        return sample.inputs().stream().map(input -> input.type().shape()).toList();
    }

    private static void compare(OpDef op, Sample sample) {
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        for (int i = 0; i < sample.inputs().size(); i++) {
            inputs.put("x" + i, sample.inputs().get(i).draw(1, i));
        }
        Graph graph = new Graph("own");
        List<Value> variables = new ArrayList<>();
        inputs.forEach((name, array) -> variables.add(graph.variable(name, array.type())));
        Node node = graph.append("y", op, sample.attrs(), variables.toArray(Value[]::new));
        int learnt = learnt(node);
        Value y = node.output(learnt);
        NDArray factors = new Sample.Input(y.type(), 0.5, 2, 0).draw(2, 0);
        Value weighted =
                graph.append("z", OpCatalog.get("Mul"), Map.of(), y, graph.constant("f", factors))
                        .output(0);
        Map<Value, Value> own = Gradients.append(graph, weighted, variables);
        Map<Value, NDArray> numbers = Interpreter.run(graph, inputs);

        Net net = new Net("written");
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < node.outputs().size(); i++) {
            if (node.op().output(i).kind() != Operand.Kind.SAVED) {
                outputs.add("y" + i);
            }
        }
        net.op(op.type(), List.copyOf(inputs.keySet()), outputs, arguments(op, sample));
        net.op("Mul", List.of("y" + learnt, "factors"), "z");
        Map<String, Shape> known = new LinkedHashMap<>();
        inputs.forEach((name, array) -> known.put(name, array.shape()));
        node.outputs().forEach(v -> known.put("y" + v.index(), v.shape()));
        Map<String, String> starts = new LinkedHashMap<>();
        starts.put("z", null);
        Map<String, String> gradients = net.addGradientOperators(starts, known::get);

        try (Workspace workspace = new Workspace("java", 0)) {
            inputs.forEach(workspace::feedBlob);
            workspace.feedBlob("factors", factors);
            workspace.runNetOnce(net.proto());
            own.forEach(
                    (variable, gradient) -> {
                        String name = variable.node().name();
                        if (variable.type().dtype().isFloating() && gradients.containsKey(name)) {
                            GradientOfRows rows = net.ofRows(gradients.get(name));
                            NDArray written =
                                    rows == null
                                            ? workspace.fetchBlob(gradients.get(name))
                                            : summed(workspace, rows, variable.type());
                            check(name, written, numbers.get(gradient));
                        }
                    });
        }
        String first = own.keySet().iterator().next().node().name();
        assertThat(gradients).as("the first input that can learn does").containsKey(first);
    }

    /** The gradient of all rows, given that of those that were looked up. */
    private static NDArray summed(Workspace workspace, GradientOfRows rows, ArrayType table) {
        NDArray indices = workspace.fetchBlob(rows.indices());
        NDArray values = workspace.fetchBlob(rows.values());
        NDArray all = NDArray.zeros(table);
        int size = values.size() / indices.size();
        for (int i = 0; i < values.size(); i++) {
            int at = (int) indices.get(i / size) * size + i % size;
            all.set(at, (float) (all.get(at) + values.get(i)));
        }
        return all;
    }

    private static void check(String name, NDArray actual, NDArray expected) {
        assertThat(actual.type()).as("gradient of " + name).isEqualTo(expected.type());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i))
                    .as("gradient of %s, element %d", name, i)
                    .isCloseTo(expected.get(i), within(1e-4 * (1 + Math.abs(expected.get(i)))));
        }
    }

    /** The last output that may have a gradient: of a softmax with its loss, the loss. */
    private static int learnt(Node node) {
        for (int i = node.outputs().size() - 1; i >= 0; i--) {
            if (node.op().output(i).carriesGradient()) {
                return i;
            }
        }
        throw new AssertionError(node + " has nothing to learn from");
    }

    private static Argument[] arguments(OpDef op, Sample sample) {
        Map<String, Object> attrs = Attrs.check(op, sample.attrs()).given();
        return Spellings.arguments(op, attrs).entrySet().stream()
                .map(e -> Ops.arg(e.getKey(), e.getValue()))
                .toArray(Argument[]::new);
    }
}
