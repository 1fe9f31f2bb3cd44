package org.duograph.session.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Attention: scores, what doesn't count, gradients; masks and losses of sequences. */
class AttentionTest {
    private final Graph g = new Graph();
    private final Tensor memory = g.placeholder("memory", DType.FLOAT64, -1, -1, 2);
    private final Tensor lengths = g.placeholder("lengths", DType.INT32, -1);
    private final Tensor x = g.placeholder("x", DType.FLOAT64, -1, 3, 2);

    private Map<Tensor, NDArray> fed() {
        Map<Tensor, NDArray> fed = new LinkedHashMap<>();
        fed.put(memory, Numeric.waves(DType.FLOAT64, 2, 4, 2));
        fed.put(lengths, NDArray.of(Shape.of(2), 3, 1));
        fed.put(x, Numeric.waves(DType.FLOAT64, 2, 3, 2));
        return fed;
    }

    @Test
    void luongComparesByProductsAndSeesTheMemoryAsItFits() {
        Attention luong = Attention.luong(2, memory, lengths).scaled();
        Tensor query = g.constant(NDArray.of(Shape.of(2, 2), 1.0, 2, 3, 4));
        Tensor weights = luong.alignments(query);
        Tensor context = luong.context(weights);
        assertThat(weights.shape()).hasToString("(2, ?)");
        assertThat(g.variables().stream().map(Variable::name))
                .containsExactly("memory_layer/kernel", "luong_attention/attention_g");
        NDArray steps = NDArray.of(Shape.of(2, 3, 2), 1.0, 0, 0, 1, 9, 9, 5, 6, 7, 8, 9, 10);
        NDArray one = NDArray.of(Shape.of(2, 2), 1.0, 0, 0, 1);
        NDArray both = NDArray.of(Shape.of(2), 2, 1);
        try (Session s = new Session(g)) {
            s.initialize();
            s.run(g.variables().get(0).assign(g.constant(one)));
            s.run(g.variables().get(1).assign(0.5));
            Map<Tensor, NDArray> fed = Map.of(memory, steps, lengths, both);
            NDArray found = Numeric.run(s, fed, weights);
            double second = 1 / (1 + Math.exp(0.5 - 1)); // scores 1 and 2, times 0.5
            double[] wanted = {1 - second, second, 0, 1, 0, 0};
            for (int i = 0; i < 6; i++) {
                assertThat(found.get(i)).isCloseTo(wanted[i], within(1e-12));
            }
            NDArray seen = Numeric.run(s, fed, context);
            assertThat(seen.get(1)).isCloseTo(second, within(1e-12));
            assertThat(seen.get(2)).isEqualTo(5);
        }
    }

    @Test
    void bahdanauAddsKeyAndQueryInsideOfATangent() {
        Attention bahdanau = Attention.bahdanau(1, memory);
        Tensor query = g.constant(NDArray.of(Shape.of(1, 1), 0.5));
        Tensor weights = bahdanau.alignments(query);
        assertThat(g.variables().stream().map(Variable::name))
                .containsExactly(
                        "memory_layer/kernel",
                        "bahdanau_attention/query_layer/kernel",
                        "bahdanau_attention/attention_v");
        try (Session s = new Session(g)) {
            s.initialize();
            s.run(g.variables().get(0).assign(g.constant(NDArray.of(Shape.of(2, 1), 1.0, -1))));
            s.run(g.variables().get(1).assign(g.constant(NDArray.of(Shape.of(1, 1), 2.0))));
            s.run(g.variables().get(2).assign(g.constant(NDArray.of(Shape.of(1), 3.0))));
            NDArray steps = NDArray.of(Shape.of(1, 2, 2), 1.0, 0, 0, 1);
            NDArray found = Numeric.run(s, Map.of(memory, steps), weights);
            double a = Math.exp(3 * Math.tanh(1 + 1));
            double b = Math.exp(3 * Math.tanh(-1 + 1));
            assertThat(found.get(0)).isCloseTo(a / (a + b), within(1e-12));
        }
    }

    @Test
    void cellsThatLookBackHaveTheGradientsThatDifferencesTell() {
        RnnCell luong =
                new AttentionWrapper(new GruCell(3), Attention.luong(3, memory, lengths), 4);
        Rnn.Result a = new Rnn().dynamicRnn(luong, x);
        assertThat(a.outputs().shape()).hasToString("(?, 3, 4)");
        Numeric.check(g, Numeric.loss(List.of(a.outputs())), fed(), false);
    }

    @Test
    void cellsThatGiveTheirOwnOutputHaveThemToo() {
        RnnCell bahdanau =
                new AttentionWrapper(new BasicLstmCell(3), Attention.bahdanau(3, memory, lengths))
                        .givesCellOutput();
        Rnn.Result r = new Rnn().lengths(lengths).dynamicRnn(bahdanau, x);
        assertThat(r.outputs().shape()).hasToString("(?, 3, 3)");
        assertThat(r.state()).hasSize(3);
        assertThat(g.variables().stream().map(Variable::name))
                .contains(
                        "rnn/attention_wrapper/basic_lstm_cell/kernel",
                        "rnn/attention_wrapper/bahdanau_attention/query_layer/kernel",
                        "rnn/attention_wrapper/bahdanau_attention/attention_v");
        Numeric.check(g, Numeric.loss(r.state()), fed(), false);
    }

    @Test
    void wrongUseIsToldWithWhatToDo() {
        Attention luong = Attention.luong(5, memory);
        RnnCell cell = new AttentionWrapper(new GruCell(3), luong);
        assertThatThrownBy(() -> new Rnn().dynamicRnn(cell, x))
                .hasMessageContaining("Query has units: 3. Keys have units: 5");
        assertThatThrownBy(() -> Attention.bahdanau(2, lengths))
                .hasMessageContaining("a memory [n, steps, features]");
        assertThatThrownBy(() -> Attention.bahdanau(2, x))
                .hasMessageContaining("memory_layer/kernel already exists");
    }

    @Test
    void aMaskIsTrueBeforeTheLength() {
        try (Session s = new Session(g)) {
            NDArray n = NDArray.of(Shape.of(3), 2, 0, 9);
            assertThat(s.feed(lengths, n).run(Sequences.mask(lengths, 3, DType.INT32)))
                    .isEqualTo(NDArray.of(Shape.of(3, 3), 1, 1, 0, 0, 0, 0, 1, 1, 1));
        }
    }

    @Test
    void theLossOfSequencesIsTheMeanOverStepsThatCount() {
        Tensor scores = g.placeholder("scores", DType.FLOAT64, 2, 2, 2);
        Tensor targets = g.constant(NDArray.of(Shape.of(2, 2), 0, 1, 1, 0));
        Tensor weights = Sequences.mask(lengths, 2);
        Tensor loss = Sequences.loss(scores, targets, weights);
        Map<Tensor, NDArray> fed = new LinkedHashMap<>();
        fed.put(scores, NDArray.of(Shape.of(2, 2, 2), 1.0, 0, 0, 2, 0, 0, 7, -7));
        fed.put(lengths, NDArray.of(Shape.of(2), 2, 1));
        try (Session s = new Session(g)) {
            double wanted =
                    (Math.log(1 + Math.exp(-1)) + Math.log(1 + Math.exp(-2)) + Math.log(2)) / 3;
            assertThat(Numeric.run(s, fed, loss).item()).isCloseTo(wanted, within(1e-11));
        }
        Numeric.check(g, loss, fed, false);
        assertThatThrownBy(() -> Sequences.loss(weights, targets, weights))
                .hasMessageContaining("Logits must be a [batch_size x sequence_length x logits]");
    }
}
