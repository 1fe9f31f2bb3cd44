package org.duograph.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class GradientsTest {
    private final Graph graph = new Graph("net");
    private final Value x = graph.variable("x", ArrayType.float32(2));

    private Value append(String type, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), Map.of(), inputs).output(0);
    }

    private NDArray run(Value value) {
        return Interpreter.run(graph, Map.of("x", NDArray.vector(3, -2))).get(value);
    }

    @Test
    void severalResultsAreDifferentiatedAtOnceEachWithItsSeed() {
        Value square = append("Sqr", x);
        Value negative = append("Negative", x);
        Value seed = graph.constant("a", NDArray.vector(1, 10));
        Value other = graph.constant("b", NDArray.vector(100, 1000));
        Value dX =
                Gradients.append(graph, Map.of(square, seed, negative, other), List.of(x)).get(x);
        assertThat(run(dX)).isEqualTo(NDArray.vector(6 - 100, -40 - 1000));
    }

    @Test
    void aResultOnTheWayToAnotherAddsItsOwnSeed() {
        Value square = append("Sqr", x);
        Value again = append("Sqr", square);
        Value ones = graph.constant("ones", NDArray.vector(1, 1));
        Value dX = Gradients.append(graph, Map.of(again, ones, square, ones), List.of(x)).get(x);
        assertThat(run(dX)).isEqualTo(NDArray.vector(4 * 27 + 6, 4 * -8 - 4));
    }

    @Test
    void noGradientGoesThroughWhereTheGraphSaysStop() {
        Value stopped = append("Mul", append("StopGradient", x), x);
        Value dX = Gradients.append(graph, stopped, List.of(x)).get(x);
        assertThat(run(dX)).isEqualTo(NDArray.vector(3, -2));
    }

    @Test
    void aRuleThatGivesAGradientOfAnotherTypeIsNamed() {
        OpDef sums =
                OpDef.named("Sums")
                        .summary("An operator whose gradient rule is wrong.")
                        .input("X", "any shape")
                        .output("Y", "like X")
                        .types(TypeRule.sameAs(0))
                        .gradient(
                                site ->
                                        site.inputGradient(
                                                0,
                                                site.append(
                                                        OpCatalog.get("SumElements"),
                                                        Map.of(),
                                                        site.outputGradient(0))))
                        .kernel(o -> {})
                        .example(Example.of(NDArray.vector(1), NDArray.vector(1)))
                        .sample(Sample.of(Map.of(), Shape.of(2)))
                        .build();
        Value y = graph.append("y", sums, Map.of(), x).output(0);
        assertThatThrownBy(() -> Gradients.append(graph, y, List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the gradient of x must be float32 2, as it is itself, but the gradient"
                                + " rule of Sums \"y\" gives float32 scalar");
    }

    @Test
    void aSeedOfAnotherTypeIsRefused() {
        Value seed = graph.constant("seed", NDArray.vector(1));
        Value y = append("Sqr", x);
        assertThatThrownBy(() -> Gradients.append(graph, Map.of(y, seed), List.of(x)))
                .hasMessage(
                        "the gradient of Sqr must be float32 2, as it is itself, but seed is"
                                + " float32 1");
    }
}
