package org.duograph.session.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.Reuse;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What cells compute in a step, what their variables are called, and their gradients. */
@SuppressWarnings("try") // scopes are only to be closed
class CellsTest {
    private final Graph g = new Graph();

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private List<String> names() {
        return g.variables().stream().map(Variable::name).toList();
    }

    /** The outputs of two steps from zeros on the inputs 1 and 2, by one unit. */
    private List<Double> twoSteps(RnnCell cell, Map<String, NDArray> contents) {
        Tensor x = g.placeholder("x", DType.FLOAT32, 1, 1);
        Tensor x2 = g.placeholder("x2", DType.FLOAT32, 1, 1);
        Rnn.StaticResult r = new Rnn().staticRnn(cell, List.of(x, x2));
        List<Double> numbers = new ArrayList<>();
        try (Session s = new Session(g)) {
            s.initialize();
            g.variables().forEach(v -> s.run(v.assign(g.constant(contents.get(v.name())))));
            List<Object> fetches = new ArrayList<>(r.outputs());
            fetches.addAll(r.state());
            Fetched all =
                    s.feed(x, NDArray.of(Shape.of(1, 1), 1f))
                            .feed(x2, NDArray.of(Shape.of(1, 1), 2f))
                            .run(fetches.toArray());
            for (int i = 0; i < fetches.size(); i++) {
                numbers.add(all.get(i).item());
            }
        }
        return numbers;
    }

    @Test
    void aBasicCellInTwoStepsGivesWhatIsComputedByHand() {
        List<Double> found =
                twoSteps(
                        new BasicRnnCell(1),
                        Map.of(
                                "rnn/basic_rnn_cell/kernel",
                                NDArray.of(Shape.of(2, 1), 0.5f, -1),
                                "rnn/basic_rnn_cell/bias",
                                NDArray.vector(0.25f)));
        double first = Math.tanh(0.75);
        double second = Math.tanh(0.5 * 2 - first + 0.25);
        assertThat(found.get(0)).isCloseTo(first, within(1e-6));
        assertThat(found.get(1)).isCloseTo(second, within(1e-6));
        assertThat(found.get(2)).isEqualTo(found.get(1));
    }

    @Test
    void anLstmCellInTwoStepsGivesWhatIsComputedByHand() {
        float[] kernel = {0.5f, 1, -0.5f, 0.25f, -1, 0.5f, 2, 1};
        float[] bias = {0.1f, 0.2f, 0.3f, 0.4f};
        List<Double> found =
                twoSteps(
                        new BasicLstmCell(1),
                        Map.of(
                                "rnn/basic_lstm_cell/kernel",
                                NDArray.of(Shape.of(2, 4), kernel),
                                "rnn/basic_lstm_cell/bias",
                                NDArray.vector(bias)));
        double c = 0;
        double h = 0;
        for (int t = 0; t < 2; t++) {
            double[] sums = new double[4]; // i j f o
            for (int k = 0; k < 4; k++) {
                sums[k] = (t + 1) * kernel[k] + h * kernel[4 + k] + bias[k];
            }
            c = sigmoid(sums[2] + 1) * c + sigmoid(sums[0]) * Math.tanh(sums[1]);
            h = sigmoid(sums[3]) * Math.tanh(c);
            assertThat(found.get(t)).isCloseTo(h, within(1e-6));
        }
        assertThat(found.get(2)).as("c").isCloseTo(c, within(1e-6));
        assertThat(found.get(3)).as("h").isCloseTo(h, within(1e-6));
    }

    @Test
    void aGatedCellInTwoStepsResetsBeforeTheProduct() {
        List<Double> found =
                twoSteps(
                        new GruCell(1),
                        Map.of(
                                "rnn/gru_cell/gates/kernel",
                                NDArray.of(Shape.of(2, 2), 0.5f, -0.5f, 1, 2),
                                "rnn/gru_cell/gates/bias",
                                NDArray.vector(1, 0.5f),
                                "rnn/gru_cell/candidate/kernel",
                                NDArray.of(Shape.of(2, 1), 0.75f, -2),
                                "rnn/gru_cell/candidate/bias",
                                NDArray.vector(0.1f)));
        double h = 0;
        for (int t = 0; t < 2; t++) {
            double x = t + 1;
            double r = sigmoid(0.5 * x + h + 1);
            double u = sigmoid(-0.5 * x + 2 * h + 0.5);
            h = u * h + (1 - u) * Math.tanh(0.75 * x - 2 * r * h + 0.1);
            assertThat(found.get(t)).isCloseTo(h, within(1e-6));
        }
    }

    @Test
    void variablesAreCalledAsTensorFlowCallsThem() {
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 5, 3);
        new Rnn().dynamicRnn(new BasicLstmCell(4), x);
        new Rnn()
                .scope("deep")
                .dynamicRnn(
                        new MultiRnnCell(
                                new DropoutWrapper(new BasicLstmCell(3)).outputKeep(0.5),
                                new ResidualWrapper(new GruCell(3))),
                        x);
        new Rnn().bidirectionalDynamicRnn(new BasicRnnCell(2), new BasicRnnCell(2), x);
        new Rnn().scope("p").dynamicRnn(new LstmCell(4).peepholes().projection(2), x);
        assertThat(names())
                .containsExactly(
                        "rnn/basic_lstm_cell/kernel",
                        "rnn/basic_lstm_cell/bias",
                        "deep/multi_rnn_cell/cell_0/basic_lstm_cell/kernel",
                        "deep/multi_rnn_cell/cell_0/basic_lstm_cell/bias",
                        "deep/multi_rnn_cell/cell_1/gru_cell/gates/kernel",
                        "deep/multi_rnn_cell/cell_1/gru_cell/gates/bias",
                        "deep/multi_rnn_cell/cell_1/gru_cell/candidate/kernel",
                        "deep/multi_rnn_cell/cell_1/gru_cell/candidate/bias",
                        "bidirectional_rnn/fw/basic_rnn_cell/kernel",
                        "bidirectional_rnn/fw/basic_rnn_cell/bias",
                        "bidirectional_rnn/bw/basic_rnn_cell/kernel",
                        "bidirectional_rnn/bw/basic_rnn_cell/bias",
                        "p/lstm_cell/kernel",
                        "p/lstm_cell/bias",
                        "p/lstm_cell/w_f_diag",
                        "p/lstm_cell/w_i_diag",
                        "p/lstm_cell/w_o_diag",
                        "p/lstm_cell/projection/kernel");
        assertThat(g.operation("p/lstm_cell/kernel").output(0).shape()).hasToString("(5, 16)");
    }

    @Test
    void aSecondCellInTheSameScopeIsRefusedAndTheSameCellIsUsedAgain() {
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 5, 3);
        RnnCell cell = new GruCell(4);
        new Rnn().dynamicRnn(cell, x);
        new Rnn().dynamicRnn(cell, x);
        assertThat(names()).hasSize(4);
        assertThatThrownBy(() -> new Rnn().dynamicRnn(new GruCell(4), x))
                .hasMessageContaining("rnn/gru_cell/gates/kernel already exists");
        Tensor wide = g.placeholder("wide", DType.FLOAT32, -1, 5, 6);
        assertThatThrownBy(() -> new Rnn().dynamicRnn(cell, wide))
                .hasMessageContaining("has variables for inputs of width 3")
                .hasMessageContaining("width 6");
    }

    static List<Supplier<RnnCell>> cells() {
        return List.of(
                () -> new BasicRnnCell(3),
                () -> new BasicRnnCell(3, Tensor::sigmoid),
                () -> new BasicLstmCell(3),
                () -> new LstmCell(4).peepholes().projection(3).forgetBias(0.5),
                () -> new LstmCell(3).cellClip(0.4).projection(3, 0.35),
                () -> new GruCell(3),
                () -> new LstmBlockCell(3),
                () -> new LstmBlockCell(3).peepholes().cellClip(0.5).forgetBias(0.5),
                () -> new MultiRnnCell(new GruCell(4), new BasicLstmCell(3)),
                () -> new ResidualWrapper(new GruCell(3)),
                () ->
                        new DropoutWrapper(new BasicLstmCell(3))
                                .inputKeep(0.7)
                                .stateKeep(0.8)
                                .seed(3),
                () -> new DropoutWrapper(new GruCell(3)).outputKeep(0.6).variational().seed(4));
    }

    /** Each run draws again, so what is random is compared in sessions that begin anew. */
    @ParameterizedTest
    @MethodSource("cells")
    void everyCellHasTheGradientThatDifferencesTell(Supplier<RnnCell> cells) {
        Tensor x = g.placeholder("x", DType.FLOAT64, 2, 4, 3);
        RnnCell cell = cells.get();
        boolean random = cell instanceof DropoutWrapper;
        Tensor lengths = g.constant(new int[] {4, 2});
        Map<Tensor, NDArray> fed = new LinkedHashMap<>();
        fed.put(x, Numeric.waves(DType.FLOAT64, 2, 4, 3));
        for (Rnn rnn : List.of(new Rnn(), new Rnn().stepByStep())) {
            Rnn.Result r = rnn.lengths(lengths).dynamicRnn(cell, x);
            List<Tensor> all = new ArrayList<>(List.of(r.outputs()));
            all.addAll(r.state());
            Numeric.check(g, Numeric.loss(all), fed, random);
        }
    }

    @Test
    void operationsLoopsAndWrittenStepsOfOneCellGiveTheSame() {
        for (Supplier<RnnCell> cells : cells().subList(0, 10)) {
            Graph own = new Graph();
            Tensor x = own.placeholder("x", DType.FLOAT64, 2, 4, 3);
            Tensor lengths = own.constant(new long[] {3, 4});
            RnnCell cell = cells.get();
            Rnn.Result moving = new Rnn().lengths(lengths).dynamicRnn(cell, x);
            Rnn.Result loop = new Rnn().stepByStep().lengths(lengths).dynamicRnn(cell, x);
            List<Tensor> steps =
                    own.op("Unpack").input(x).attr("axis", 1).attr("num", 4).build().outputs();
            Rnn.StaticResult written = new Rnn().lengths(lengths).staticRnn(cell, steps);
            try (Session s = new Session(own)) {
                Numeric.scramble(s, own);
                Map<Tensor, NDArray> fed = Map.of(x, Numeric.waves(DType.FLOAT64, 2, 4, 3));
                Tensor stacked = own.op("Pack").inputs(written.outputs()).attr("axis", 1).tensor();
                Numeric.requireClose(
                        Numeric.run(s, fed, moving.outputs()), Numeric.run(s, fed, stacked), 1e-12);
                Numeric.requireClose(
                        Numeric.run(s, fed, loop.outputs()), Numeric.run(s, fed, stacked), 1e-12);
                for (int i = 0; i < moving.state().size(); i++) {
                    Numeric.requireClose(
                            Numeric.run(s, fed, loop.state().get(i)),
                            Numeric.run(s, fed, written.state().get(i)),
                            1e-12);
                    Numeric.requireClose(
                            Numeric.run(s, fed, moving.state().get(i)),
                            Numeric.run(s, fed, written.state().get(i)),
                            1e-12);
                }
            }
        }
    }

    @Test
    void theFusedCellComputesWhatTheOtherDoes() {
        Tensor x = g.placeholder("x", DType.FLOAT64, 2, 3);
        RnnCell a = new LstmCell(4).peepholes().cellClip(0.3);
        RnnCell b = new LstmBlockCell(4).peepholes().cellClip(0.3);
        List<Tensor> state = List.of(x.matmul(g.constant(ones())), x.matmul(g.constant(ones())));
        RnnCell.Step one;
        RnnCell.Step other;
        try (Scope scope = g.variableScope("rnn", Reuse.AUTO)) {
            one = a.step(x, state);
        }
        try (Scope scope = g.variableScope("rnn", Reuse.AUTO)) {
            other = b.step(x, state);
        }
        assertThat(names()).hasSize(5);
        try (Session s = new Session(g)) {
            Numeric.scramble(s, g);
            Map<Tensor, NDArray> fed = Map.of(x, Numeric.waves(DType.FLOAT64, 2, 3));
            for (int i = 0; i < 2; i++) {
                Numeric.requireClose(
                        Numeric.run(s, fed, other.state().get(i)),
                        Numeric.run(s, fed, one.state().get(i)),
                        1e-7); // the limit is a float
            }
        }
    }

    private static NDArray ones() {
        return NDArray.full(new ArrayType(DType.FLOAT64, Shape.of(3, 4)), 1);
    }

    @Test
    void wrongUseIsToldWithWhatToDo() {
        Tensor x = g.placeholder("x", DType.FLOAT32, 2, 3);
        assertThatThrownBy(() -> new Rnn().dynamicRnn(new GruCell(2), x))
                .hasMessageContaining("[n, time, features]");
        assertThatThrownBy(() -> new GruCell(2).step(x, List.of()))
                .hasMessageContaining("is 1 tensors of the widths [2], found 0");
        assertThatThrownBy(() -> new DropoutWrapper(new GruCell(2)).inputKeep(0))
                .hasMessageContaining("input_keep_prob must be above 0");
        assertThatThrownBy(() -> new MultiRnnCell()).hasMessageContaining("at least one cell");
        RnnCell wide = new ResidualWrapper(new GruCell(5));
        assertThatThrownBy(() -> wide.step(x, wide.zeroState(x)))
                .hasMessageContaining("the input is 3 wide and the output 5");
        Tensor open = g.placeholder("open", DType.FLOAT32, -1, -1, -1);
        assertThatThrownBy(() -> new Rnn().dynamicRnn(new GruCell(2), open))
                .hasMessageContaining("must know the width of its input");
    }

    @Test
    void aCellOfOnesOwnGoesAlongSequences() {
        RnnCell sum =
                new RnnCell() {
                    @Override
                    public List<Integer> stateSizes() {
                        return List.of(2);
                    }

                    @Override
                    public int outputSize() {
                        return 2;
                    }

                    @Override
                    protected void make(Graph graph, int inputSize, DType dtype) {
                        assertThat(inputSize).isEqualTo(2);
                    }

                    @Override
                    protected Step next(Tensor x, List<Tensor> state) {
                        Tensor all = state.get(0).plus(x);
                        return new Step(all, List.of(all));
                    }
                };
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, -1, 2);
        try (Scope scope = g.variableScope("sums")) {
            Rnn.Result r = new Rnn().timeMajor().dynamicRnn(sum, x);
            assertThat(r.outputs().shape()).hasToString("(?, ?, 2)");
            try (Session s = new Session(g)) {
                NDArray steps = NDArray.of(Shape.of(3, 1, 2), 1f, 2, 3, 4, 5, 6);
                assertThat(s.feed(x, steps).run(r.outputs()))
                        .isEqualTo(NDArray.of(Shape.of(3, 1, 2), 1f, 2, 4, 6, 9, 12));
            }
        }
    }
}
