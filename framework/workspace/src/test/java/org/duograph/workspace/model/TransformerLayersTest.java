package org.duograph.workspace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.workspace.model.Option.axis;

import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.Test;

class TransformerLayersTest {
    private static final int T = 4;
    private static final int N = 2;
    private static final int SIZE = 6;
    private static final int KINDS = 5;

    private static ModelHelper model() {
        Net.releaseNames();
        ModelHelper model = new ModelHelper("net");
        model.input("things", new ArrayType(DType.INT32, Shape.of(T, N)));
        model.input("next", new ArrayType(DType.INT32, Shape.of(T, N)));
        model.input("places", new ArrayType(DType.INT32, Shape.of(T)));
        return model;
    }

    private static String network(ModelHelper model) {
        String x = TransformerLayers.embedding(model, "things", "places", "x", KINDS, T, SIZE);
        String y = TransformerLayers.block(model, x, "block", 2, true);
        String scores = Brew.fc(model, y, "scores", SIZE, KINDS, axis(2));
        return Brew.softmaxWithLoss(model, scores, "next", "softmax", "loss", axis(2)).loss();
    }

    private static void feed(Workspace workspace) {
        workspace.feedBlob("things", NDArray.of(Shape.of(T, N), 0, 4, 1, 3, 2, 2, 3, 1));
        workspace.feedBlob("next", NDArray.of(Shape.of(T, N), 1, 3, 2, 2, 3, 1, 4, 0));
        workspace.feedBlob("places", NDArray.of(Shape.of(T), 0, 1, 2, 3));
    }

    @Test
    void aStepSeesWhatCameBeforeItAndNothingLater() {
        ModelHelper model = model();
        network(model);
        try (Workspace workspace = new Workspace("", 1)) {
            feed(workspace);
            workspace.runNetOnce(model.paramInitNet());
            workspace.createNet(model);
            workspace.runNet("net");
            double[] before = workspace.fetchBlob("scores").toDoubles();
            NDArray weights = workspace.fetchBlob("block_attention_weights");
            assertThat(weights.shape()).isEqualTo(Shape.of(N, 2, T, T));
            assertThat(weights.get(0)).as("the first step sees itself alone").isEqualTo(1);
            assertThat(weights.get(1)).isZero();
            NDArray changed = workspace.fetchBlob("things");
            changed.set(2 * N, 0); // at step 2
            workspace.feedBlob("things", changed);
            workspace.runNet("net");
            double[] after = workspace.fetchBlob("scores").toDoubles();
            int step = N * KINDS;
            for (int i = 0; i < 2 * step; i++) {
                assertThat(after[i]).isEqualTo(before[i]);
            }
            assertThat(after[3 * step]).as("a later step").isNotEqualTo(before[3 * step]);
            assertThat(after[3 * step + KINDS]).as("another").isEqualTo(before[3 * step + KINDS]);
        }
    }

    @Test
    void theGradientIsTheSlopeOfTheLoss() {
        ModelHelper model = model();
        Map<String, String> gradients = model.addGradientOperators(network(model));
        try (Workspace workspace = new Workspace("", 1)) {
            feed(workspace);
            workspace.runNetOnce(model.paramInitNet());
            workspace.createNet(model);
            for (String name : model.params()) {
                if (name.startsWith("x_")) {
                    continue; // the gradient of a table is one of rows
                }
                workspace.runNet("net");
                double slope = workspace.fetchBlob(gradients.get(name)).get(1);
                double above = loss(workspace, name, 0.01f);
                double below = loss(workspace, name, -0.02f);
                loss(workspace, name, 0.01f);
                assertThat(slope).as(name).isCloseTo((above - below) / 0.02, within(2e-3));
            }
        }
    }

    private static double loss(Workspace workspace, String param, float change) {
        NDArray numbers = workspace.fetchBlob(param);
        numbers.set(1, numbers.get(1) + change);
        workspace.feedBlob(param, numbers);
        workspace.runNet("net");
        return workspace.fetchBlob("loss").item();
    }

    @Test
    void itLearnsToCount() {
        ModelHelper model = model();
        model.addGradientOperators(network(model));
        Optimizers.adam(0.02).build(model);
        try (Workspace workspace = new Workspace("", 1)) {
            feed(workspace);
            workspace.runNetOnce(model.paramInitNet());
            workspace.createNet(model);
            for (int i = 0; i < 60; i++) {
                workspace.runNet("net");
            }
            assertThat(workspace.fetchBlob("loss").item()).isLessThan(0.1);
        }
    }

    @Test
    void headsShareTheSize() {
        ModelHelper model = model();
        String x = TransformerLayers.embedding(model, "things", "places", "x", KINDS, T, SIZE);
        assertThatThrownBy(() -> TransformerLayers.selfAttention(model, x, "a", 4, false))
                .hasMessageContaining("attention \"a\" of 4 heads")
                .hasMessageContaining("blob \"x\" is 4x2x6");
    }
}
