package org.duograph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.keras.Keras.activation;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.reshape;

import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Losses and metrics against sums by hand. */
class LossesTest {
    private static final double[][] LABELS = {{0, 1}, {1, 0}, {1, 1}};
    private static final double[][] OUTPUTS = {{0.2, 0.7}, {0.6, 0.1}, {0.3, 0.9}};

    /** A number of one sample. */
    private interface Row {
        double of(double[] z, double[] y);
    }

    private static NDArray array(double[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) rows[i / rows[0].length][i % rows[0].length];
        }
        return NDArray.of(Shape.of(rows.length, rows[0].length), all);
    }

    /** What the loss of a name is, where the model's output is its input. */
    private static double loss(String name, NDArray x, NDArray y, String activation) {
        KerasTensor in = input(x.shape().dim(1));
        try (Model model = new Model(in, activation(activation).on(in))) {
            model.compile("sgd", name);
            return model.testOnBatch(x, y).get("loss");
        }
    }

    private static void check(String name, Row row) {
        double mean = 0;
        for (int i = 0; i < 3; i++) {
            mean += row.of(LABELS[i], OUTPUTS[i]) / 3;
        }
        assertThat(loss(name, array(OUTPUTS), array(LABELS), "linear"))
                .as(name)
                .isCloseTo(mean, within(2e-5 * Math.max(1, Math.abs(mean))));
    }

    /** The mean over the elements of a sample. */
    private static Row each(DoubleBinaryOperator loss) {
        return (z, y) -> (loss.applyAsDouble(z[0], y[0]) + loss.applyAsDouble(z[1], y[1])) / 2;
    }

    @Test
    void regressionLossesAreKeras() {
        check("mse", each((z, y) -> (z - y) * (z - y)));
        check("mae", each((z, y) -> Math.abs(z - y)));
        check("mape", each((z, y) -> 100 * Math.abs(z - y) / Math.max(z, 1e-7)));
        check("msle", each((z, y) -> Math.pow(Math.log1p(y) - Math.log1p(z), 2)));
        check("logcosh", each((z, y) -> Math.log(Math.cosh(y - z))));
        check("huber_loss", each((z, y) -> (z - y) * (z - y) / 2));
        check("poisson", each((z, y) -> y - z * Math.log(y)));
    }

    @Test
    void hingesAndDistancesAreKeras() {
        check("hinge", each((z, y) -> Math.max(0, 1 - z * y)));
        check("squared_hinge", each((z, y) -> Math.pow(Math.max(0, 1 - z * y), 2)));
        check(
                "categorical_hinge",
                (z, y) -> {
                    double right = z[0] * y[0] + z[1] * y[1];
                    double wrong = Math.max((1 - z[0]) * y[0], (1 - z[1]) * y[1]);
                    return Math.max(0, wrong - right + 1);
                });
        check(
                "cosine_proximity",
                (z, y) ->
                        -(z[0] * y[0] + z[1] * y[1])
                                / Math.hypot(z[0], z[1])
                                / Math.hypot(y[0], y[1]));
        check(
                "kld",
                (z, y) -> {
                    double sum = 0;
                    for (int i = 0; i < 2; i++) {
                        double share = Math.min(Math.max(z[i], 1e-7), 1 - 1e-7);
                        sum += share * Math.log(share / y[i]);
                    }
                    return sum;
                });
    }

    @Test
    void crossEntropiesOfProbabilitiesAreKeras() {
        check("binary_crossentropy", each((z, y) -> -z * Math.log(y) - (1 - z) * Math.log(1 - y)));
        check(
                "categorical_crossentropy",
                (z, y) ->
                        -(z[0] * Math.log(y[0]) + z[1] * Math.log(y[1]))
                                + (z[0] + z[1]) * Math.log(y[0] + y[1]));
        double expected = -(Math.log(0.7 / 0.9) + Math.log(0.6 / 0.7) + Math.log(0.9 / 1.2)) / 3;
        NDArray classes = NDArray.of(Shape.of(3), 1, 0, 1);
        assertThat(loss("sparse_categorical_crossentropy", array(OUTPUTS), classes, "linear"))
                .isCloseTo(expected, within(1e-5));
    }

    @Test
    void afterAnActivationLargeScoresBreakNothing() {
        NDArray scores = array(new double[][] {{200, 0}, {0, 300}});
        NDArray classes = NDArray.of(Shape.of(2), 1, 1);
        NDArray shares = array(new double[][] {{0, 1}, {0, 1}});
        assertThat(loss("sparse_categorical_crossentropy", scores, classes, "softmax"))
                .isEqualTo(100);
        assertThat(loss("categorical_crossentropy", scores, shares, "softmax")).isEqualTo(100);
        double half = Math.log(2);
        assertThat(loss("binary_crossentropy", scores, shares, "sigmoid"))
                .isCloseTo((200 + half + half + 0) / 4, within(1e-4));
    }

    @Test
    void samplesMayBeSequences() {
        KerasTensor in = input(6);
        KerasTensor out = dense(2, "softmax").on(reshape(3, 2).on(in));
        try (Model model = new Model(in, out)) {
            model.compile("sgd", "sparse_categorical_crossentropy", "accuracy");
            NDArray x = array(new double[][] {{1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1}});
            NDArray y = NDArray.of(Shape.of(2, 3), 0, 1, 1, 0, 1, 0);
            Map<String, Double> numbers = model.testOnBatch(x, y);
            NDArray p = model.predict(x);
            double loss = 0;
            double right = 0;
            for (int i = 0; i < 6; i++) {
                loss -= Math.log(p.get(2 * i + (int) y.get(i))) / 6;
                right += (p.get(2 * i + 1) > p.get(2 * i) ? 1 : 0) == y.get(i) ? 1 / 6.0 : 0;
            }
            assertThat(numbers.get("loss")).isCloseTo(loss, within(1e-5));
            assertThat(numbers.get("accuracy")).isCloseTo(right, within(1e-5));
        }
    }

    private static double metric(String name, String loss, NDArray x, NDArray y) {
        KerasTensor in = input(x.shape().dim(1));
        try (Model model = new Model(in, activation("linear").on(in))) {
            model.compile("sgd", loss, name);
            Map<String, Double> numbers = model.testOnBatch(x, y);
            assertThat(numbers).hasSize(2);
            return numbers.values().stream().skip(1).findFirst().orElseThrow();
        }
    }

    @Test
    void metricsAreShares() {
        NDArray scores = array(new double[][] {{0.1, 0.7, 0.2}, {0.5, 0.3, 0.2}, {0.4, 0.1, 0.5}});
        NDArray classes = NDArray.of(Shape.of(3), 1, 1, 0);
        NDArray shares = array(new double[][] {{0, 1, 0}, {0, 1, 0}, {1, 0, 0}});
        String sparse = "sparse_categorical_crossentropy";
        assertThat(metric("accuracy", sparse, scores, classes)).isCloseTo(1 / 3.0, within(1e-6));
        assertThat(metric("acc", "categorical_crossentropy", scores, shares))
                .isCloseTo(1 / 3.0, within(1e-6));
        assertThat(metric("sparse_top_k_categorical_accuracy(2)", sparse, scores, classes))
                .isEqualTo(1);
        assertThat(metric("top_k_categorical_accuracy(1)", "mse", scores, shares))
                .isCloseTo(1 / 3.0, within(1e-6));
        assertThat(metric("accuracy", "binary_crossentropy", scores, shares))
                .isCloseTo(7 / 9.0, within(1e-6)); // right: 3 in the first row, 2 in each other
        assertThat(metric("mae", "mse", scores, shares))
                .isCloseTo((0.1 + 0.3 + 0.2 + 0.5 + 0.7 + 0.2 + 0.6 + 0.1 + 0.5) / 9, within(1e-6));
    }
}
