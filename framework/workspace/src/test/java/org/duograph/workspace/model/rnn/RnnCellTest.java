package org.duograph.workspace.model.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.workspace.io.Ops.arg;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Parameter;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cells compute what loops over their formulas compute, and their gradients are right. */
class RnnCellTest {
    private static final int T = 4;
    private static final int N = 3;
    private static final int I = 2;
    private static final int H = 3;
    private static final int LENGTH = 5; // of what attention looks at
    private static final int[] LENGTHS = {4, 2, 3};

    /** A cell, and whether it is told how long its sequences are. */
    private record Case(String name, RnnCell cell, boolean lengths) {
        /** How many numbers it gives in a step. */
        int width() {
            return cell instanceof AttentionCell ? 2 * H : H;
        }

        /** The outputs whose gradients the loss needs. */
        int[] grads() {
            int output = 2 * cell.outputState();
            int context = 2 * (cell.stateNames().size() - 1);
            return cell instanceof AttentionCell
                    ? new int[] {output, 1, context}
                    : new int[] {output, 1};
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cells() {
        return Stream.of(
                new Case("LSTM", new LstmCell("rnn", I, H).forgetBias(1), false),
                new Case("LSTM, lengths", new LstmCell("rnn", I, H), true),
                new Case("LSTM, dropped states", new LstmCell("rnn", I, H).dropStates(), true),
                new Case("GRU", new GruCell("rnn", I, H), false),
                new Case("GRU, lengths", new GruCell("rnn", I, H).dropStates(), true),
                new Case("GRU, reset after", new GruCell("rnn", I, H).linearBeforeReset(), true),
                new Case("RNN", basic(BasicRnnCell.Activation.TANH), false),
                new Case("RNN, lengths", basic(BasicRnnCell.Activation.TANH), true),
                new Case("RNN, relu", basic(BasicRnnCell.Activation.RELU), false),
                new Case("multiplicative LSTM", new MiLstmCell("rnn", I, H), true),
                new Case("normalised LSTM", new LayerNormLstmCell("rnn", I, H), true),
                new Case("two layers", layers(), true),
                new Case("attention", attention(AttentionCell.Kind.REGULAR, H), true),
                new Case("recurrent attention", attention(AttentionCell.Kind.RECURRENT, H), false),
                new Case("attention by products", attention(AttentionCell.Kind.DOT, H), false));
    }

    private static RnnCell attention(AttentionCell.Kind kind, int size) {
        RnnCell decoder = new LstmCell("rnn/decoder", I, size);
        return new AttentionCell("rnn", kind, decoder, "encoded", H);
    }

    private static RnnCell basic(BasicRnnCell.Activation activation) {
        return new BasicRnnCell("rnn", I, H, activation);
    }

    private static RnnCell layers() {
        return new MultiRnnCell("rnn", List.of(new LstmCell(null, I, H), new GruCell(null, H, H)));
    }

    /** The loss of a net: what it writes, each number times another factor, summed up. */
    private static String loss(ModelHelper model, RnnOutputs outputs) {
        String last = model.op("Scale", outputs.last(0), "scaled", arg("scale", 0.5f));
        String all = model.op("Mul", List.of(outputs.output(), "factors"), "product");
        String a = model.op("SumElements", all, "a");
        String b = model.op("SumElements", last, "b");
        return model.op("Add", List.of(a, b), "loss");
    }

    private static ModelHelper model(Case test) {
        Net.releaseNames();
        ModelHelper model = new ModelHelper("net");
        model.input("x", Shape.of(T, N, I));
        model.input("factors", Shape.of(T, N, test.width()));
        model.input("encoded", Shape.of(LENGTH, N, H));
        model.input("lengths", new ArrayType(DType.INT32, Shape.of(N)));
        RnnOutputs outputs =
                test.cell.over(model, "x", test.lengths ? "lengths" : null, null, test.grads());
        Shape shape = Shape.of(T, N, test.width());
        assertThat(model.type(outputs.output()).shape()).isEqualTo(shape);
        loss(model, outputs);
        return model;
    }

    private static void feed(Workspace workspace, ModelHelper model, int width) {
        Random random = new Random(1);
        workspace.feedBlob("x", numbers(Shape.of(T, N, I), random));
        workspace.feedBlob("factors", numbers(Shape.of(T, N, width), random));
        workspace.feedBlob("encoded", numbers(Shape.of(LENGTH, N, H), random));
        workspace.feedBlob("lengths", NDArray.of(Shape.of(N), LENGTHS));
        for (Parameter parameter : model.allParams()) {
            workspace.feedBlob(parameter.name(), numbers(parameter.shape(), random));
        }
    }

    private static NDArray numbers(Shape shape, Random random) {
        float[] numbers = new float[shape.intSize()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() * 1.6f - 0.8f;
        }
        return NDArray.of(shape, numbers);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void gradientsAreWhatDifferencesTell(Case test) {
        ModelHelper model = model(test);
        ModelHelper training = model(test);
        Map<String, String> gradients = training.addGradientOperators("loss");
        try (Workspace workspace = new Workspace("java", 0)) {
            feed(workspace, model, test.width());
            workspace.runNetOnce(training.net());
            workspace.createNet(model.net());
            List<String> all = new ArrayList<>(model.params());
            assertThat(gradients).containsKeys(all.toArray(String[]::new));
            all.add("x");
            if (test.cell instanceof AttentionCell) {
                all.add("encoded");
            }
            for (String blob : all) {
                NDArray gradient = workspace.fetchBlob(gradients.get(blob));
                NDArray numbers = workspace.fetchBlob(blob);
                assertThat(gradient.shape()).as(blob).isEqualTo(numbers.shape());
                for (int i = 0; i < numbers.size(); i++) {
                    double up = moved(workspace, model, blob, numbers, i, 1e-2);
                    double down = moved(workspace, model, blob, numbers, i, -1e-2);
                    double difference = (up - down) / 2e-2;
                    assertThat(gradient.get(i))
                            .as("%s[%d]", blob, i)
                            .isCloseTo(difference, within(4e-3 * Math.max(1, difference)));
                }
                workspace.feedBlob(blob, numbers);
            }
        }
    }

    private static double moved(
            Workspace workspace, ModelHelper model, String blob, NDArray x, int i, double step) {
        NDArray other = x.copy();
        other.set(i, (float) (x.get(i) + step));
        workspace.feedBlob(blob, other);
        workspace.runNet(model.net().name());
        return workspace.fetchBlob("loss").item();
    }

    @Test
    void lstmIsWhatItsFormulasSay() {
        Case test = new Case("", new LstmCell("rnn", I, H).forgetBias(0.5), true);
        ModelHelper model = model(test);
        try (Workspace workspace = new Workspace("java", 0)) {
            feed(workspace, model, test.width());
            workspace.runNetOnce(model.net());
            for (int n = 0; n < N; n++) {
                double[] h = workspace.fetchBlob("rnn/initial_hidden_state").toDoubles();
                double[] c = workspace.fetchBlob("rnn/initial_cell_state").toDoubles();
                for (int t = 0; t < T; t++) {
                    double[] gates = sum(workspace, "rnn/i2h", row(workspace, t, n));
                    double[] recurrent = sum(workspace, "rnn/gates_t", h);
                    for (int d = 0; d < H && t < LENGTHS[n]; d++) {
                        double input = sigmoid(gates[d] + recurrent[d]);
                        double forget = sigmoid(gates[H + d] + recurrent[H + d] + 0.5);
                        double output = sigmoid(gates[2 * H + d] + recurrent[2 * H + d]);
                        double candidate = Math.tanh(gates[3 * H + d] + recurrent[3 * H + d]);
                        c[d] = forget * c[d] + input * candidate;
                        h[d] = output * Math.tanh(c[d]);
                    }
                    for (int d = 0; d < H; d++) {
                        NDArray all = workspace.fetchBlob("rnn/hidden_t_all");
                        assertThat(all.get(t, n, d)).isCloseTo(h[d], within(1e-6));
                    }
                }
                for (int d = 0; d < H; d++) {
                    NDArray last = workspace.fetchBlob("rnn/cell_t_last");
                    assertThat(last.get(0, n, d)).isCloseTo(c[d], within(1e-6));
                }
            }
        }
    }

    @Test
    void gruResetsTheStateBeforeTheOutputGateReadsIt() {
        Case test = new Case("", new GruCell("rnn", I, H), false);
        ModelHelper model = model(test);
        try (Workspace workspace = new Workspace("java", 0)) {
            feed(workspace, model, test.width());
            workspace.runNetOnce(model.net());
            NDArray all = workspace.fetchBlob("rnn/hidden_t_all");
            for (int n = 0; n < N; n++) {
                double[] h = workspace.fetchBlob("rnn/initial_hidden_state").toDoubles();
                for (int t = 0; t < T; t++) {
                    double[] x = sum(workspace, "rnn/i2h", row(workspace, t, n));
                    double[] reset = sum(workspace, "rnn/reset_gate_t", h);
                    double[] update = sum(workspace, "rnn/update_gate_t", h);
                    double[] modified = h.clone();
                    for (int d = 0; d < H; d++) {
                        modified[d] *= sigmoid(x[d] + reset[d]);
                    }
                    double[] output = sum(workspace, "rnn/output_gate_t", modified);
                    for (int d = 0; d < H; d++) {
                        double keep = sigmoid(x[H + d] + update[d]);
                        h[d] = keep * h[d] + (1 - keep) * Math.tanh(x[2 * H + d] + output[d]);
                        assertThat(all.get(t, n, d)).isCloseTo(h[d], within(1e-6));
                    }
                }
            }
        }
    }

    private static double[] row(Workspace workspace, int t, int n) {
        NDArray x = workspace.fetchBlob("x");
        double[] row = new double[I];
        for (int i = 0; i < I; i++) {
            row[i] = x.get(t, n, i);
        }
        return row;
    }

    private static double[] sum(Workspace workspace, String fc, double[] x) {
        NDArray w = workspace.fetchBlob(fc + "_w");
        double[] y = workspace.fetchBlob(fc + "_b").toDoubles();
        for (int m = 0; m < y.length; m++) {
            for (int i = 0; i < x.length; i++) {
                y[m] += w.get(m, i) * x[i];
            }
        }
        return y;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void blobsAreCalledAsCaffe2CallsThem() {
        ModelHelper model = new ModelHelper("names");
        model.input("x", Shape.of(T, N, I));
        RnnOutputs outputs = new LstmCell("LSTM", I, H).over(model, "x", null, List.of("h0", "c0"));
        assertThat(model.params())
                .containsExactly("LSTM/i2h_w", "LSTM/i2h_b", "LSTM/gates_t_w", "LSTM/gates_t_b");
        assertThat(outputs.states())
                .containsExactly(
                        "LSTM/hidden_t_all",
                        "LSTM/hidden_t_last",
                        "LSTM/cell_t_all",
                        "LSTM/cell_t_last");
        ModelHelper deep = new ModelHelper("deep");
        layers().over(deep, "x", null, List.of("h0", "c0", "h1"));
        assertThat(deep.params())
                .contains("rnn/layer_0/i2h_w", "rnn/layer_0/gates_t_w", "rnn/layer_1/i2h_w")
                .contains("rnn/layer_1/reset_gate_t_b");
    }

    @ParameterizedTest
    @MethodSource("cells")
    void unrolledCellsComputeTheSame(Case test) {
        List<String> begin =
                IntStream.range(0, test.cell.stateNames().size()).mapToObj(i -> "s" + i).toList();
        String lengths = test.lengths ? "lengths" : null;
        Net.releaseNames();
        ModelHelper looped = new ModelHelper("net");
        loss(looped, test.cell.over(looped, "x", lengths, begin, test.grads()));
        Net.releaseNames();
        ModelHelper unrolled = new ModelHelper("net");
        loss(unrolled, new UnrolledCell(test.cell, T).over(unrolled, "x", lengths, begin));
        Map<String, String> gradients = unrolled.addGradientOperators("loss");
        looped.addGradientOperators("loss");
        try (Workspace a = new Workspace("java", 0);
                Workspace b = new Workspace("java", 0)) {
            for (Workspace workspace : List.of(a, b)) {
                feed(workspace, looped, test.width());
                Random random = new Random(2);
                begin.forEach(s -> workspace.feedBlob(s, numbers(Shape.of(1, N, H), random)));
            }
            a.runNetOnce(looped.net());
            unrolled.paramInitNet().proto().getOpList().stream()
                    .filter(op -> op.getOutput(0).startsWith("timestep_"))
                    .forEach(b::runOperatorOnce);
            b.runNetOnce(unrolled.net());
            assertThat(b.fetchBlob("loss").item())
                    .isCloseTo(a.fetchBlob("loss").item(), within(1e-5));
            List<String> compared = new ArrayList<>(unrolled.params());
            compared.addAll(begin);
            for (String blob : compared) {
                double[] one = a.fetchBlob(blob + "_grad").toDoubles();
                double[] other = b.fetchBlob(gradients.get(blob)).toDoubles();
                assertThat(other).as(blob).containsExactly(one, within(2e-5));
            }
        }
    }

    @Test
    void gradientOperatorsInAnotherNetFindWhatTheyNeed() {
        Case test = new Case("", new LstmCell("rnn", I, H), true);
        ModelHelper whole = model(test);
        whole.addGradientOperators("loss");
        NetDef proto = whole.net().proto();
        List<OperatorDef> forward =
                proto.getOpList().stream().filter(op -> !op.getIsGradientOp()).toList();
        List<OperatorDef> backward =
                proto.getOpList().stream().filter(OperatorDef::getIsGradientOp).toList();
        try (Workspace a = new Workspace("java", 0);
                Workspace b = new Workspace("java", 0)) {
            feed(a, whole, test.width());
            feed(b, whole, test.width());
            a.runNetOnce(proto);
            b.runNetOnce(NetDef.newBuilder().setName("f").addAllOp(forward).build());
            b.runNetOnce(NetDef.newBuilder().setName("b").addAllOp(backward).build());
            for (String parameter : whole.params()) {
                assertThat(b.fetchBlob(parameter + "_grad"))
                        .as(parameter)
                        .isEqualTo(a.fetchBlob(parameter + "_grad"));
            }
        }
    }

    @Test
    void aGradientThatTheOperatorWasNotToldOfIsRefused() {
        ModelHelper model = new ModelHelper("untold");
        model.input("x", Shape.of(T, N, I));
        RnnOutputs outputs = new LstmCell("l", I, H).over(model, "x", null, null);
        model.op("SumElements", outputs.last(1), "loss");
        assertThatThrownBy(() -> model.addGradientOperators("loss"))
                .hasMessageContaining("its output 3, \"l/cell_t_last\", has a gradient")
                .hasMessageContaining("outputs_with_grads names only [0]");
    }

    @Test
    void theWrongNumberOfStatesIsRefused() {
        ModelHelper model = new ModelHelper("wrong");
        assertThatThrownBy(() -> new LstmCell("l", I, H).over(model, "x", null, List.of("h")))
                .hasMessageContaining("has the states [l/hidden_t, l/cell_t], but begins with [h]");
    }
}
