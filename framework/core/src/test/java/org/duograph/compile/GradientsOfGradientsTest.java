package org.duograph.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Gradients are graphs like any other, and can be differentiated again. */
class GradientsOfGradientsTest {
    private static final double STEP = 1e-5;

    private static final String PLACES = "a backend saves the places in a form of its own";
    private static final String PRODUCTS =
            "each number depends on all others, in products of three";
    private static final String GIVEN = "weights are given, not learnt";
    private static final String GATES = "each gate goes into products of four";

    /** The gradient operators that have no gradient of their own, and why. */
    private static final Map<String, String> WITHOUT =
            Map.ofEntries(
                    Map.entry("MaxPoolGradX", PLACES),
                    Map.entry("LRNGradX", PRODUCTS),
                    Map.entry("SpatialBNGrad", PRODUCTS),
                    Map.entry("InstanceNormGrad", PRODUCTS),
                    Map.entry("LayerNormGradX", PRODUCTS),
                    Map.entry("LSTMUnitGrad", GATES),
                    Map.entry("GRUUnitGrad", GATES));

    /** The inputs of real numbers to which no gradient flows, and why. */
    private static final Map<String, String> UNLEARNT =
            Map.ofEntries(
                    Map.entry("SoftmaxWithLoss weight", GIVEN),
                    Map.entry("SpatialSoftmaxWithLoss weight", GIVEN),
                    Map.entry("SpatialBN mean", "it follows the batches"),
                    Map.entry("SpatialBN var", "it follows the batches"),
                    Map.entry("WeightedSum X_w1", GIVEN),
                    Map.entry("WeightedSum X_w3", GIVEN),
                    Map.entry("WeightedSum X_w5", GIVEN));

    private final Graph graph = new Graph("penalised");
    private final Map<String, NDArray> numbers = new LinkedHashMap<>();

    private Value variable(String name, Shape shape) {
        NDArray drawn = Sample.real(shape, -1, 1).with(DType.FLOAT64).draw(5, numbers.size());
        numbers.put(name, drawn);
        return graph.variable(name, drawn.type());
    }

    private Value append(String type, Map<String, ?> attrs, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), attrs, inputs).output(0);
    }

    /**
     * A net trained with a gradient penalty: what is differentiated is the sum of the squares of
     * the gradient of the loss with respect to the images.
     */
    @Test
    void aGradientPenaltyThroughASmallNetAgreesWithCentralDifferences() {
        Value x = variable("x", Shape.of(2, 2, 4, 4));
        Value w = variable("w", Shape.of(3, 2, 3, 3));
        Value b = variable("b", Shape.of(3));
        Value w2 = variable("w2", Shape.of(4, 48));
        Value b2 = variable("b2", Shape.of(4));
        numbers.put("label", NDArray.of(Shape.of(2), 3, 1));
        Value label = graph.variable("label", numbers.get("label").type());
        Value conv = append("Conv", Map.of("kernel", 3, "pad", 1), x, w, b);
        Value scores = append("FC", Map.of(), append("Relu", Map.of(), conv), w2, b2);
        Value loss =
                graph.append("loss", OpCatalog.get("SoftmaxWithLoss"), Map.of(), scores, label)
                        .output(1);
        Value dX = Gradients.append(graph, loss, List.of(x)).get(x);
        Value penalty = append("SumSqrElements", Map.of(), dX);
        List<Value> all = List.of(x, w, b, w2, b2);
        Map<Value, Value> gradients = Gradients.append(graph, penalty, all);
        assertThat(gradients).containsOnlyKeys(all);
        Map<Value, NDArray> results = Interpreter.run(graph, numbers);
        gradients.forEach((v, gradient) -> compare(v, results.get(gradient), penalty));
    }

    private void compare(Value v, NDArray actual, Value penalty) {
        NDArray array = numbers.get(v.name());
        for (int i = 0; i < array.size(); i++) {
            double before = array.get(i);
            array.set(i, before + STEP);
            double above = Interpreter.run(graph, numbers).get(penalty).get(0);
            array.set(i, before - STEP);
            double below = Interpreter.run(graph, numbers).get(penalty).get(0);
            array.set(i, before);
            double expected = (above - below) / (2 * STEP);
            assertThat(Math.abs(actual.get(i) - expected))
                    .as("%s[%d]: %s, differences say %s", v, i, actual.get(i), expected)
                    .isLessThan(1e-6 * Math.max(1, Math.abs(expected)));
        }
    }

    @Test
    void everyRealInputHasAGradientButForThoseListed() {
        TreeSet<String> without = new TreeSet<>();
        for (OpDef op : OpCatalog.all()) {
            boolean learns = op.gradient() != null && op.gradient() != GradientRule.STOP;
            if (learns && !op.type().contains("Grad")) { // whose slopes may be jumps
                op.samples().forEach(sample -> addUnlearnt(op, sample, without));
            }
        }
        assertThat(without).containsExactlyElementsOf(new TreeSet<>(UNLEARNT.keySet()));
    }

    private static void addUnlearnt(OpDef op, Sample sample, Set<String> to) {
        Graph one = new Graph(op.type());
        List<Value> inputs = new ArrayList<>();
        for (Sample.Input input : sample.inputs()) {
            boolean absent = input == Sample.ABSENT;
            inputs.add(absent ? one.absent() : one.variable("in" + inputs.size(), input.type()));
        }
        Node node = one.append("y", op, sample.attrs(), inputs.toArray(Value[]::new));
        Map<Value, Value> seeds = new LinkedHashMap<>();
        for (Value y : node.outputs()) {
            if (y.type().dtype().isFloating() && op.output(y.index()).carriesGradient()) {
                seeds.put(y, y);
            }
        }
        Map<Value, Value> found = Gradients.append(one, seeds, inputs);
        for (int i = 0; i < inputs.size(); i++) {
            Value x = inputs.get(i);
            boolean real = x.type().dtype().isFloating() && !op.isShapeOnly(i);
            if (real && !found.containsKey(x)) {
                to.add(op + " " + op.inputName(i));
            }
        }
    }

    @Test
    void everyGradientOperatorHasAGradientButForThoseListed() {
        TreeSet<String> without = new TreeSet<>();
        for (OpDef op : OpCatalog.all()) {
            if (op.type().contains("Grad") && op.gradient() == null) {
                without.add(op.type());
            }
        }
        assertThat(without).containsExactlyElementsOf(new TreeSet<>(WITHOUT.keySet()));
    }
}
