package org.duograph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.keras.Keras.bidirectional;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.embedding;
import static org.duograph.keras.Keras.epochs;
import static org.duograph.keras.Keras.gru;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.lstm;
import static org.duograph.keras.Keras.simpleRnn;
import static org.duograph.keras.Keras.verbose;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.training.History;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recurrent layers against Keras' formulas, computed step by step in plain Java. */
class RecurrentTest {
    private static final int TIME = 3;
    private static final int UNITS = 2;
    private static final NDArray X = NDArray.of(Shape.of(1, TIME, 2), 0.5f, -1, 1, 0.25f, -0.5f, 2);

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** One unit's sum of gate {@code gate}: input, state and bias. */
    private static double sum(
            List<NDArray> w, int gates, int gate, int unit, double[] x, double[] h) {
        int column = gate * UNITS + unit;
        double sum = w.get(2).get(column);
        for (int i = 0; i < 2; i++) {
            sum += x[i] * w.get(0).get(i * gates * UNITS + column);
            sum += h[i] * w.get(1).get(i * gates * UNITS + column);
        }
        return sum;
    }

    /** The outputs of all steps. */
    private static double[][] byHand(String kind, List<NDArray> w, boolean backwards) {
        double[][] all = new double[TIME][];
        double[] h = new double[UNITS];
        double[] c = new double[UNITS];
        for (int k = 0; k < TIME; k++) {
            int t = backwards ? TIME - 1 - k : k;
            double[] x = {X.get(0, t, 0), X.get(0, t, 1)};
            double[] next = new double[UNITS];
            for (int u = 0; u < UNITS; u++) {
                if (kind.equals("lstm")) {
                    double i = sigmoid(sum(w, 4, 0, u, x, h));
                    double f = sigmoid(sum(w, 4, 1, u, x, h));
                    c[u] = f * c[u] + i * Math.tanh(sum(w, 4, 2, u, x, h));
                    next[u] = sigmoid(sum(w, 4, 3, u, x, h)) * Math.tanh(c[u]);
                } else if (kind.equals("gru")) {
                    double[] reset = new double[UNITS];
                    for (int v = 0; v < UNITS; v++) {
                        reset[v] = sigmoid(sum(w, 3, 1, v, x, h)) * h[v];
                    }
                    double z = sigmoid(sum(w, 3, 0, u, x, h));
                    next[u] = z * h[u] + (1 - z) * Math.tanh(sum(w, 3, 2, u, x, reset));
                } else {
                    next[u] = Math.tanh(sum(w, 1, 0, u, x, h));
                }
            }
            h = next;
            all[t] = h;
        }
        return all;
    }

    private static Model model(Layer layer) {
        KerasTensor x = input(TIME, 2);
        return new Model(x, layer.on(x));
    }

    private static void computesAsKeras(String kind, Layer last, Layer all) {
        try (Model model = model(last)) {
            double[][] expected = byHand(kind, model.getWeights(), false);
            assertThat(model.predict(X).toDoubles())
                    .as(kind)
                    .containsExactly(expected[TIME - 1], within(1e-5));
        }
        try (Model model = model(all.returnSequences())) {
            double[][] expected = byHand(kind, model.getWeights(), false);
            NDArray y = model.predict(X);
            assertThat(y.shape()).isEqualTo(Shape.of(1, TIME, UNITS));
            for (int t = 0; t < TIME; t++) {
                assertThat(y.row(0).row(t).toDoubles()).containsExactly(expected[t], within(1e-5));
            }
        }
    }

    @Test
    void layersComputeKerasFormulas() {
        computesAsKeras("lstm", lstm(UNITS), lstm(UNITS));
        computesAsKeras("gru", gru(UNITS), gru(UNITS));
        computesAsKeras("rnn", simpleRnn(UNITS), simpleRnn(UNITS));
    }

    @Test
    void theForgetGateBeginsOpen() {
        try (Model model = model(lstm(UNITS))) {
            assertThat(model.getWeights().get(2).toDoubles())
                    .containsExactly(0, 0, 1, 1, 0, 0, 0, 0);
        }
    }

    @Test
    void backwardsIsFromTheEnd() {
        try (Model model = model(gru(UNITS).with("go_backwards", true).returnSequences())) {
            double[][] expected = byHand("gru", model.getWeights(), true);
            NDArray y = model.predict(X);
            for (int t = 0; t < TIME; t++) {
                assertThat(y.row(0).row(t).toDoubles())
                        .as("in the order of reading")
                        .containsExactly(expected[TIME - 1 - t], within(1e-5));
            }
        }
    }

    @Test
    void bothDirectionsStandSideBySide() {
        try (Model model = model(bidirectional(lstm(UNITS)))) {
            assertThat(model.variables().keySet())
                    .contains("bidirectional_1/forward/kernel", "bidirectional_1/backward/bias");
            List<NDArray> w = model.getWeights();
            double[] there = byHand("lstm", w.subList(0, 3), false)[TIME - 1];
            double[] back = byHand("lstm", w.subList(3, 6), true)[0];
            assertThat(model.predict(X).toDoubles())
                    .containsExactly(
                            new double[] {there[0], there[1], back[0], back[1]}, within(1e-5));
        }
        Layer sum = bidirectional(simpleRnn(UNITS).returnSequences()).with("merge_mode", "sum");
        try (Model model = model(sum)) {
            List<NDArray> w = model.getWeights();
            double[] there = byHand("rnn", w.subList(0, 3), false)[1];
            double[] back = byHand("rnn", w.subList(3, 6), true)[1];
            assertThat(model.predict(X).row(0).row(1).toDoubles())
                    .containsExactly(
                            new double[] {there[0] + back[0], there[1] + back[1]}, within(1e-5));
        }
    }

    @Test
    void sequencesAreLearntAndTheModelComesBack(@TempDir Path folder) throws IOException {
        Philox random = new Philox(1, 2);
        int[] words = new int[200 * 6];
        int[] first = new int[200];
        for (int i = 0; i < words.length; i++) {
            words[i] = random.below(i, 8);
        }
        for (int i = 0; i < 200; i++) {
            first[i] = words[i * 6] / 4; // to be remembered for five steps
        }
        NDArray x = NDArray.of(Shape.of(200, 6), words);
        NDArray y = NDArray.of(Shape.of(200), first);
        try (Sequential model =
                new Sequential(
                        embedding(8, 8).inputShape(6),
                        bidirectional(gru(8).returnSequences()),
                        lstm(12),
                        dense(2, "softmax"))) {
            model.compile("adam(0.02)", "sparse_categorical_crossentropy", "accuracy");
            History history = model.fit(x, y, epochs(10), verbose(0));
            assertThat(history.last("accuracy")).isGreaterThan(0.95);
            model.save(folder);
            try (Model back = Keras.loadModel(folder)) {
                assertThat(back.predict(x)).isEqualTo(model.predict(x));
            }
        }
    }

    @Test
    void whatTheyCanNotDoIsSaid() {
        assertThatThrownBy(() -> lstm(3).on(input(4)))
                .hasMessage("layer lstm takes sequences (None, time, features); found (None, 4)");
        assertThatThrownBy(() -> lstm(3).activation("relu").on(input(4, 2)))
                .hasMessageContaining("has the activation \"tanh\", found \"relu\"");
        assertThatThrownBy(() -> bidirectional(dense(3)))
                .hasMessageContaining("bidirectional takes lstm(...), gru(...) or simpleRnn(...)");
        assertThatThrownBy(() -> bidirectional(gru(3)).with("merge_mode", "max").on(input(4, 2)))
                .hasMessageContaining("has a merge_mode of [concat, sum, mul, ave], found \"max\"");
    }
}
