package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directions and lengths of recurrent layers, and what is said of operands that do not fit. */
class RecurrentLayerTest {
    private static final int T = 5;
    private static final int N = 4;
    private static final int I = 2;
    private static final int H = 3;
    private static final int[] LENGTHS = {3, 0, 5, 1};

    private static List<NDArray> inputs(String type, int[] lengths) {
        int gates = type.equals("LSTM") ? 4 : type.equals("GRU") ? 3 : 1;
        List<Shape> shapes = new ArrayList<>(List.of(Shape.of(T, N, I), Shape.of(N, H)));
        if (type.equals("LSTM")) {
            shapes.add(Shape.of(N, H));
        }
        shapes.add(Shape.of(I, gates * H));
        shapes.add(Shape.of(H, gates * H));
        shapes.add(Shape.of(gates * H));
        List<NDArray> inputs =
                new ArrayList<>(Sample.of(Map.of(), shapes.toArray(Shape[]::new)).draw(3));
        if (lengths != null) {
            inputs.add(NDArray.of(Shape.of(N), lengths));
        }
        return inputs;
    }

    private static List<NDArray> run(String type, int reverse, List<NDArray> inputs) {
        return ReferenceCall.run(OpCatalog.get(type), Map.of("reverse", reverse), inputs);
    }

    /** The same rows, those of each sequence in the opposite order up to its end. */
    private static NDArray turned(NDArray rows) {
        NDArray turned = NDArray.zeros(rows.type());
        int width = rows.shape().dim(2);
        for (int i = 0; i < rows.size(); i++) {
            int step = i / width / N;
            int n = i / width % N;
            int from = step < LENGTHS[n] ? LENGTHS[n] - 1 - step : step;
            turned.set(i, rows.get((from * N + n) * width + i % width));
        }
        return turned;
    }

    @ParameterizedTest
    @ValueSource(strings = {"LSTM", "GRU", "RNN"})
    void inReverseASequenceIsReadFromItsOwnEnd(String type) {
        List<NDArray> inputs = inputs(type, LENGTHS);
        List<NDArray> reverse = run(type, 1, inputs);
        inputs.set(0, turned(inputs.get(0)));
        List<NDArray> forward = run(type, 0, inputs);
        assertThat(reverse.get(0)).isEqualTo(turned(forward.get(0)));
        assertThat(reverse.subList(1, reverse.size()))
                .isEqualTo(forward.subList(1, forward.size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LSTM", "GRU", "RNN"})
    void lengthsBeyondTheStepsAreAllOfThemAndBelowZeroNone(String type) {
        List<NDArray> all = run(type, 0, inputs(type, null));
        assertThat(run(type, 0, inputs(type, new int[] {9, T, T, 7}))).isEqualTo(all);
        List<NDArray> none = run(type, 0, inputs(type, new int[] {-1, 0, 0, -9}));
        assertThat(none.get(0)).isEqualTo(NDArray.zeros(all.get(0).type()));
        assertThat(none.get(1)).isEqualTo(inputs(type, null).get(1));
    }

    @Test
    void operandsThatDoNotFitAreNamedWithTheShapeThatWould() {
        OpDef op = OpCatalog.get("LSTM");
        Map<Integer, String> faults = new LinkedHashMap<>();
        faults.put(0, "X must have rank 3, found float32 7");
        faults.put(1, "H0 must have rank 2, found float32 7");
        faults.put(2, "C0 must be 4x3 for X 5x4x2 and H0 4x3, found float32 7");
        faults.put(3, "W must be 2x12 for X 5x4x2 and H0 4x3, found float32 7");
        faults.put(4, "R must be 3x12 for X 5x4x2 and H0 4x3, found float32 7");
        faults.put(5, "B must be 12 for X 5x4x2 and H0 4x3, found float32 7");
        faults.forEach(
                (i, message) -> {
                    Graph graph = new Graph("wrong");
                    List<NDArray> inputs = inputs("LSTM", null);
                    inputs.set(i, NDArray.zeros(inputs.get(i).type().withShape(Shape.of(7))));
                    Value[] values =
                            inputs.stream()
                                    .map(x -> graph.variable("x" + graph.nodes().size(), x.type()))
                                    .toArray(Value[]::new);
                    assertThatThrownBy(() -> graph.append("y", op, Map.of(), values))
                            .hasMessageContaining(message);
                });
        assertThatThrownBy(
                        () ->
                                ReferenceCall.run(
                                        OpCatalog.get("RNN"),
                                        Map.of("activation", "sigmoid"),
                                        inputs("RNN", null)))
                .hasMessageContaining("activation must be tanh or relu, found \"sigmoid\"");
    }
}
