package org.duograph.session.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Reuse;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Recurrent layers with variables of their own: sizes, names, options, gradients. */
@SuppressWarnings("try") // scopes are only to be closed
class RecurrentLayersTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT64, -1, -1, 2);
    private final Tensor lengths = g.placeholder("lengths", DType.INT64, -1);

    private Map<Tensor, NDArray> fed() {
        Map<Tensor, NDArray> fed = new LinkedHashMap<>();
        fed.put(x, Numeric.waves(DType.FLOAT64, 2, 4, 2));
        fed.put(lengths, NDArray.of(Shape.of(2), 4L, 2L));
        return fed;
    }

    private List<String> variables() {
        return g.variables().stream().map(v -> v.name() + " " + v.shape()).toList();
    }

    @Test
    void layersMakeKernelsForWhatComesInAndForWhatCameOutBefore() {
        assertThat(g.layers().lstm(x, 3).shape()).hasToString("(?, 3)");
        assertThat(g.layers().recurrent().sequences().gru(x, 4).shape()).hasToString("(?, ?, 4)");
        assertThat(g.layers().rnn(x, 5).shape()).hasToString("(?, 5)");
        assertThat(g.layers().recurrent().bidirectional().resetAfter().gru(x, 3).shape())
                .hasToString("(?, 6)");
        assertThat(g.layers().recurrent().stacked(2).lstm(x, 3).shape()).hasToString("(?, 3)");
        assertThat(variables())
                .containsExactly(
                        "lstm/kernel (2, 12)",
                        "lstm/recurrent_kernel (3, 12)",
                        "lstm/bias (12,)",
                        "gru/kernel (2, 12)",
                        "gru/recurrent_kernel (4, 12)",
                        "gru/bias (12,)",
                        "simple_rnn/kernel (2, 5)",
                        "simple_rnn/recurrent_kernel (5, 5)",
                        "simple_rnn/bias (5,)",
                        "bidirectional/forward_gru/kernel (2, 9)",
                        "bidirectional/forward_gru/recurrent_kernel (3, 9)",
                        "bidirectional/forward_gru/bias (12,)",
                        "bidirectional/backward_gru/kernel (2, 9)",
                        "bidirectional/backward_gru/recurrent_kernel (3, 9)",
                        "bidirectional/backward_gru/bias (12,)",
                        "lstm_1/kernel (2, 12)",
                        "lstm_1/recurrent_kernel (3, 12)",
                        "lstm_1/bias (12,)",
                        "lstm_2/kernel (3, 12)",
                        "lstm_2/recurrent_kernel (3, 12)",
                        "lstm_2/bias (12,)");
        try (Session s = new Session(g)) {
            s.initialize();
            NDArray bias = s.run(g.variables().get(2).read());
            for (int i = 0; i < 12; i++) {
                assertThat(bias.get(i)).as("bias %d", i).isEqualTo(i / 3 == 1 ? 1 : 0);
            }
        }
    }

    @Test
    void withoutSequencesTheLastStepComesOutWhereEachSequenceEnds() {
        RecurrentLayers layers = new RecurrentLayers(g).lengths(lengths);
        Tensor all;
        Tensor last;
        try (Scope scope = g.variableScope("net", Reuse.AUTO)) {
            all = layers.sequences().bidirectional().rnn(x, 3);
        }
        try (Scope scope = g.variableScope("net", Reuse.AUTO)) {
            last = layers.bidirectional().rnn(x, 3);
        }
        assertThat(g.variables()).hasSize(6);
        try (Session s = new Session(g)) {
            Numeric.scramble(s, g);
            NDArray steps = Numeric.run(s, fed(), all);
            NDArray ends = Numeric.run(s, fed(), last);
            int[] lengthOf = {4, 2};
            for (int n = 0; n < 2; n++) {
                for (int k = 0; k < 6; k++) {
                    int t = k < 3 ? lengthOf[n] - 1 : 0; // backwards the last step is the first
                    assertThat(ends.get(n * 6 + k))
                            .isCloseTo(steps.get((n * 4 + t) * 6 + k), within(1e-12));
                }
                assertThat(steps.get((1 * 4 + 2 + n) * 6 + n)).isZero();
            }
        }
    }

    @Test
    void everyLayerHasTheGradientThatDifferencesTell() {
        RecurrentLayers layers = new RecurrentLayers(g).lengths(lengths).sequences();
        check(layers.lstm(x, 3));
        check(layers.reverse().gru(x, 3));
        check(layers.resetAfter().stacked(2).gru(x, 2));
        check(layers.bidirectional().relu().rnn(x, 2));
    }

    private void check(Tensor y) {
        Numeric.check(g, Numeric.loss(List.of(y)), fed(), false);
    }

    @Test
    void dropoutStandsBetweenLayersOfTheNetThatIsTrained() {
        RecurrentLayers layers = new RecurrentLayers(g).stacked(2);
        layers.dropout(0.5, false).lstm(x, 3);
        assertThat(drawn()).isZero();
        layers.dropout(0.5, true).lstm(x, 3);
        assertThat(drawn()).isEqualTo(1);
    }

    private long drawn() {
        return g.operations().stream()
                .filter(op -> op.name().matches("dropout[^/]*/RandomUniform"))
                .count();
    }

    @Test
    void wrongUseIsToldWithWhatToDo() {
        Tensor flat = g.placeholder("flat", DType.FLOAT32, -1, 3);
        assertThatThrownBy(() -> g.layers().lstm(flat, 2))
                .hasMessageContaining("lstm takes [n, time, features]; found");
        assertThatThrownBy(() -> new RecurrentLayers(g).stacked(0))
                .hasMessageContaining("There must be a layer at least");
        assertThat(g.variables()).isEmpty();
    }
}
