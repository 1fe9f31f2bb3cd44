package org.duograph.workspace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.rnn.BasicRnnCell;
import org.duograph.workspace.model.rnn.GruCell;
import org.duograph.workspace.model.rnn.LstmCell;
import org.duograph.workspace.model.rnn.RnnCell;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers of one operator compute what Caffe2's cells compute, given the same weights. */
class RecurrentLayersTest {
    private static final int T = 5;
    private static final int N = 3;
    private static final int I = 2;
    private static final int H = 4;

    private static ModelHelper model() {
        Net.releaseNames();
        ModelHelper model = new ModelHelper("net");
        model.input("x", Shape.of(T, N, I));
        model.input("factors", Shape.of(T, N, H));
        model.input("lengths", new ArrayType(DType.INT32, Shape.of(N)));
        model.input("h", Shape.of(N, H));
        model.input("c", Shape.of(N, H));
        return model;
    }

    private static Map<String, String> train(ModelHelper model, String all) {
        String product = model.op("Mul", List.of(all, "factors"), "product");
        return model.addGradientOperators(model.op("SumElements", product, "loss"));
    }

    private static NDArray numbers(Shape shape, int seed) {
        Random random = new Random(seed);
        float[] numbers = new float[shape.intSize()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() * 1.6f - 0.8f;
        }
        return NDArray.of(shape, numbers);
    }

    private static void feed(Workspace workspace, ModelHelper model) {
        workspace.feedBlob("x", numbers(Shape.of(T, N, I), 1));
        workspace.feedBlob("factors", numbers(Shape.of(T, N, H), 2));
        workspace.feedBlob("lengths", NDArray.of(Shape.of(N), 5, 2, 4));
        workspace.feedBlob("h", numbers(Shape.of(N, H), 3));
        workspace.feedBlob("c", numbers(Shape.of(N, H), 4));
        int seed = 5;
        for (Parameter parameter : model.allParams()) {
            workspace.feedBlob(parameter.name(), numbers(parameter.shape(), seed++));
        }
    }

    /** Columns of gates, in another order of the gates. */
    private static NDArray columns(NDArray w, int... order) {
        NDArray other = w.copy();
        int rows = w.size() / (order.length * H);
        for (int row = 0; row < rows; row++) {
            for (int g = 0; g < order.length; g++) {
                for (int d = 0; d < H; d++) {
                    int at = row * order.length * H;
                    other.set(at + g * H + d, (float) w.get(at + order[g] * H + d));
                }
            }
        }
        return other;
    }

    private static NDArray transposed(NDArray w) {
        int rows = w.shape().dim(0);
        int columns = w.size() / rows;
        float[] other = new float[w.size()];
        for (int i = 0; i < w.size(); i++) {
            other[i % columns * rows + i / columns] = (float) w.get(i);
        }
        return NDArray.of(Shape.of(columns, rows), other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "onednn"})
    void lstmIsCaffe2sCell(String backend) {
        ModelHelper fast = model();
        RecurrentLayers.Outputs one =
                RecurrentLayers.lstm(fast, "x", "lstm", H, List.of("h", "c"), null);
        assertThat(fast.params()).containsExactly("lstm_w", "lstm_r", "lstm_b");
        Map<String, String> gradients = train(fast, one.all());
        ModelHelper slow = model();
        RnnCell cell = new LstmCell("cell", I, H);
        train(slow, cell.over(slow, "x", null, List.of("h", "c")).output());
        try (Workspace a = new Workspace(backend, 0);
                Workspace b = new Workspace("java", 0)) {
            feed(a, fast);
            feed(b, slow);
            int[] ifog = {0, 1, 3, 2}; // where the layer's gates i f c o stand in the cell
            b.feedBlob("cell/i2h_w", transposed(columns(a.fetchBlob("lstm_w"), ifog)));
            b.feedBlob("cell/gates_t_w", transposed(columns(a.fetchBlob("lstm_r"), ifog)));
            b.feedBlob("cell/i2h_b", columns(a.fetchBlob("lstm_b"), ifog));
            b.feedBlob("cell/gates_t_b", NDArray.zeros(ArrayType.float32(4 * H)));
            a.runNetOnce(fast.net());
            b.runNetOnce(slow.net());
            close(a.fetchBlob("lstm"), b.fetchBlob("cell/hidden_t_all"));
            close(a.fetchBlob("lstm_last"), b.fetchBlob("cell/hidden_t_last"));
            close(a.fetchBlob("lstm_cell_last"), b.fetchBlob("cell/cell_t_last"));
            NDArray dW = columns(a.fetchBlob(gradients.get("lstm_w")), ifog);
            close(transposed(dW), b.fetchBlob("cell/i2h_w_grad"));
            NDArray dR = columns(a.fetchBlob(gradients.get("lstm_r")), ifog);
            close(transposed(dR), b.fetchBlob("cell/gates_t_w_grad"));
            for (String blob : List.of("x", "h", "c")) {
                close(a.fetchBlob(gradients.get(blob)), b.fetchBlob(blob + "_grad"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "onednn"})
    void gruAndRnnAreCaffe2sCells(String backend) {
        ModelHelper fast = model();
        RecurrentLayers.Outputs gru = RecurrentLayers.gru(fast, "x", "gru", H, "h", null);
        RecurrentLayers.Outputs rnn = RecurrentLayers.rnn(fast, "x", "rnn", H, "h", null);
        train(fast, fast.op("Sum", List.of(gru.all(), rnn.all()), "sum"));
        ModelHelper slow = model();
        String all = new GruCell("gru", I, H).over(slow, "x", null, List.of("h")).output();
        RnnCell basic = new BasicRnnCell("rnn", I, H, BasicRnnCell.Activation.TANH);
        slow.op("Copy", "h", "h2"); // one blob can't be the state of both
        String other = basic.over(slow, "x", null, List.of("h2")).output();
        train(slow, slow.op("Sum", List.of(all, other), "sum"));
        try (Workspace a = new Workspace(backend, 0);
                Workspace b = new Workspace("java", 0)) {
            feed(a, fast);
            feed(b, slow);
            int[] ruo = {1, 0, 2};
            b.feedBlob("gru/i2h_w", transposed(columns(a.fetchBlob("gru_w"), ruo)));
            b.feedBlob("gru/i2h_b", columns(a.fetchBlob("gru_b"), ruo));
            NDArray r = transposed(columns(a.fetchBlob("gru_r"), ruo)); // gate by gate
            List<String> gates = List.of("reset_gate_t", "update_gate_t", "output_gate_t");
            for (int g = 0; g < 3; g++) {
                float[] own = new float[H * H];
                for (int i = 0; i < own.length; i++) {
                    own[i] = (float) r.get(g * H * H + i);
                }
                b.feedBlob("gru/" + gates.get(g) + "_w", NDArray.of(Shape.of(H, H), own));
                b.feedBlob("gru/" + gates.get(g) + "_b", NDArray.zeros(ArrayType.float32(H)));
            }
            b.feedBlob("rnn/i2h_w", transposed(a.fetchBlob("rnn_w")));
            b.feedBlob("rnn/i2h_b", a.fetchBlob("rnn_b"));
            b.feedBlob("rnn/gates_t_w", transposed(a.fetchBlob("rnn_r")));
            b.feedBlob("rnn/gates_t_b", NDArray.zeros(ArrayType.float32(H)));
            a.runNetOnce(fast.net());
            b.runNetOnce(slow.net());
            close(a.fetchBlob("gru"), b.fetchBlob("gru/hidden_t_all"));
            close(a.fetchBlob("rnn_last"), b.fetchBlob("rnn/hidden_t_last"));
            close(a.fetchBlob("x_grad"), b.fetchBlob("x_grad"));
        }
    }

    private static void close(NDArray one, NDArray other) {
        assertThat(one.toDoubles()).containsExactly(other.toDoubles(), within(1e-5));
    }

    @Test
    void zerosAndLengthsAreForTheAsking() {
        ModelHelper model = model();
        RecurrentLayers.lstm(model, "x", "lstm", H, null, "lengths");
        RecurrentLayers.lstm(model, "x", "back", H, null, null, Option.arg("reverse", 1));
        try (Workspace workspace = new Workspace("java", 0)) {
            feed(workspace, model);
            workspace.runNetOnce(model.net());
            NDArray y = workspace.fetchBlob("lstm");
            assertThat(y.get(1, 1, 0)).isNotZero();
            assertThat(y.get(2, 1, 0)).as("behind the end").isZero();
            assertThat(workspace.fetchBlob("lstm_last").get(1, 0)).isEqualTo(y.get(1, 1, 0));
            NDArray back = workspace.fetchBlob("back");
            assertThat(workspace.fetchBlob("back_last").get(1, 0)).isEqualTo(back.get(0, 1, 0));
        }
    }

    @Test
    void whatIsNoSequenceIsRefused() {
        ModelHelper model = model();
        assertThatThrownBy(() -> RecurrentLayers.gru(model, "h", "gru", H, null, null))
                .hasMessageContaining("gru \"gru\" reads sequences, steps x batch x size");
        assertThatThrownBy(() -> RecurrentLayers.lstm(model, "x", "l", H, List.of("h"), null))
                .hasMessageContaining("begins with 2 states, found [h]");
    }
}
