package org.duograph.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
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
    private static final String GATES = "each gate goes into products of four";
    private static final String STEPS =
            "each step's gradient depends on all later ones; write the layer as a For to have it";

    /** The gradient operators that have no gradient of their own, and why. */
    private static final Map<String, String> WITHOUT =
            Map.ofEntries(
                    Map.entry("MaxPoolGradX", PLACES),
                    Map.entry("LRNGradX", PRODUCTS),
                    Map.entry("ReduceProdGradX", PRODUCTS),
                    Map.entry("SpatialBNGrad", PRODUCTS),
                    Map.entry("SpatialBNReluGrad", PRODUCTS),
                    Map.entry("InstanceNormGrad", PRODUCTS),
                    Map.entry("LayerNormGradX", PRODUCTS),
                    Map.entry("RMSNormGrad", PRODUCTS),
                    Map.entry("GroupNormGrad", PRODUCTS),
                    Map.entry("GridSampleGrad", "points move in the products of two lines"),
                    Map.entry("CosineSimilarityGrad", PRODUCTS),
                    Map.entry("NormalizeGradX", PRODUCTS),
                    Map.entry("NormalizeL1GradX", PRODUCTS),
                    Map.entry("LpPoolGradX", PRODUCTS),
                    Map.entry("RoIPoolGradX", "no operator looks at places in planes of regions"),
                    Map.entry("LSTMUnitGrad", GATES),
                    Map.entry("GRUUnitGrad", GATES),
                    Map.entry("LSTMGrad", STEPS),
                    Map.entry("GRUGrad", STEPS),
                    Map.entry("RNNGrad", STEPS));

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
