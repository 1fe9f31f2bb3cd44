package org.duograph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.keras.Keras.add;
import static org.duograph.keras.Keras.batchNormalization;
import static org.duograph.keras.Keras.concatenate;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.epochs;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.verbose;

import java.util.List;
import java.util.Map;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.session.Tensor;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.training.History;
import org.junit.jupiter.api.Test;

class FunctionalTest {
    @Test
    void twoInputsShareALayer() {
        KerasTensor a = input(2);
        KerasTensor b = input(2);
        Layer shared = dense(3);
        KerasTensor y = dense(1).on(concatenate().on(shared.on(a), shared.on(b)));
        try (Model model = new Model(List.of(a, b), List.of(y))) {
            model.compile("sgd(0.01)", "mse");
            assertThat(model.variables().keySet())
                    .containsExactly(
                            "dense_1/kernel", "dense_1/bias", "dense_2/kernel", "dense_2/bias");
            NDArray x = NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4);
            NDArray z = NDArray.of(Shape.of(2, 2), -1f, 0, 2, 1);
            double[] w = model.getWeights().get(0).toDoubles();
            double[] v = model.getWeights().get(2).toDoubles();
            double expected = 0;
            for (int unit = 0; unit < 3; unit++) {
                expected += v[unit] * (1 * w[unit] + 2 * w[3 + unit]);
                expected += v[3 + unit] * -w[unit];
            }
            assertThat(model.predictAll(List.of(x, z)).get(0).get(0))
                    .isCloseTo(expected, within(1e-5));
            NDArray wanted = NDArray.of(Shape.of(2, 1), 1f, -1);
            Map<String, Double> first = model.trainOnBatch(List.of(x, z), List.of(wanted));
            for (int i = 0; i < 20; i++) {
                model.trainOnBatch(List.of(x, z), List.of(wanted));
            }
            assertThat(model.trainOnBatch(List.of(x, z), List.of(wanted)).get("loss"))
                    .isLessThan(first.get("loss"));
            assertThatThrownBy(() -> model.predict(x))
                    .hasMessage("The model has 2 inputs, [input_1, input_2]; found 1 arrays");
        }
    }

    @Test
    void severalOutputsHaveLossesOfTheirOwn() {
        Blobs data = new Blobs(1, 60);
        KerasTensor x = input(Blobs.FEATURES);
        KerasTensor h = dense(8, "relu").on(x);
        KerasTensor classes = dense(Blobs.CLASSES, "softmax").named("classes").on(h);
        KerasTensor first = dense(1).named("first").on(h);
        try (Model model = new Model(List.of(x), List.of(classes, first))) {
            model.lossWeights(1, 0.5)
                    .compile("adam", List.of("categorical_crossentropy", "mse"), "accuracy");
            History history =
                    model.fit(
                            List.of(data.x), List.of(data.oneHot(), data.y), epochs(3), verbose(0));
            assertThat(history.names())
                    .containsExactlyInAnyOrder(
                            "loss",
                            "classes_loss",
                            "first_loss",
                            "classes_accuracy",
                            "first_accuracy");
            for (int epoch = 0; epoch < 3; epoch++) {
                assertThat(history.get("loss").get(epoch))
                        .isCloseTo(
                                history.get("classes_loss").get(epoch)
                                        + 0.5 * history.get("first_loss").get(epoch),
                                within(1e-5));
            }
            assertThat(model.predictAll(List.of(data.x)).get(1).shape()).isEqualTo(Shape.of(60, 1));
            assertThatThrownBy(() -> model.predict(data.x)).hasMessageContaining("predictAll");
        }
    }

    @Test
    void aModelOfSomeLayersOfAnotherSharesTheirWeights() {
        Blobs data = new Blobs(1, 20);
        try (Sequential whole =
                new Sequential(
                        dense(5, "relu").inputShape(Blobs.FEATURES),
                        dense(Blobs.CLASSES, "softmax"))) {
            whole.compile("sgd(0.5)", "sparse_categorical_crossentropy");
            Model features = new Model(whole.inputs(), whole.layer("dense_1").outputs());
            NDArray before = features.predict(data.x);
            whole.trainOnBatch(data.x, data.y);
            NDArray after = features.predict(data.x);
            assertThat(before.shape()).isEqualTo(Shape.of(20, 5));
            assertThat(after).isNotEqualTo(before);
            assertThat(features.session()).isSameAs(whole.session());
            assertThatThrownBy(() -> whole.layer("dense_3"))
                    .hasMessageContaining("has no layer \"dense_3\"");
        }
    }

    @Test
    void whatIsFrozenWhenTheModelIsCompiledStaysAsItIs() {
        Blobs data = new Blobs(1, 20);
        Layer first = dense(5, "relu").inputShape(Blobs.FEATURES).trainable(false);
        try (Sequential model =
                new Sequential(first, batchNormalization(), dense(Blobs.CLASSES, "softmax"))) {
            model.compile("sgd(0.5)", "sparse_categorical_crossentropy");
            List<NDArray> start = model.getWeights();
            model.trainOnBatch(data.x, data.y);
            List<NDArray> once = model.getWeights();
            assertThat(once.get(0)).isEqualTo(start.get(0));
            assertThat(once.get(6)).isNotEqualTo(start.get(6));
            first.trainable(true); // too late for this compile
            model.trainOnBatch(data.x, data.y);
            assertThat(model.getWeights().get(0)).isEqualTo(start.get(0));
            model.compile("sgd(0.5)", "sparse_categorical_crossentropy");
            model.trainOnBatch(data.x, data.y);
            assertThat(model.getWeights().get(0)).isNotEqualTo(start.get(0));
            model.trainable(false);
            model.compile("sgd(0.5)", "sparse_categorical_crossentropy");
            assertThatThrownBy(() -> model.trainOnBatch(data.x, data.y))
                    .hasMessageContaining("all layers with weights are frozen");
        }
    }

    @Test
    void movingAveragesFollowOnceAStep() {
        NDArray x = NDArray.of(Shape.of(4, 1), 1f, 2, 3, 6);
        NDArray y = NDArray.of(Shape.of(4, 1), 0f, 0, 0, 0);
        try (Sequential model = new Sequential(batchNormalization().inputShape(1))) {
            for (int compiled = 0; compiled < 2; compiled++) { // a second time changes nothing
                model.compile("sgd(0)", "mse");
            }
            model.trainOnBatch(x, y);
            List<NDArray> weights = model.getWeights();
            assertThat(weights.get(2).get(0)).isCloseTo(0.03, within(1e-6)); // 0.01 of the mean, 3
            double unbiased = (4 + 1 + 0 + 9) / 3.0;
            assertThat(weights.get(3).get(0)).isCloseTo(0.99 + 0.01 * unbiased, within(1e-5));
            double normal = (6 - 0.03) / Math.sqrt(weights.get(3).get(0) + 0.001);
            assertThat(model.predict(x).get(3)).isCloseTo(normal, within(1e-4));
        }
    }

    @Test
    void theGraphIsOpen() {
        Blobs data = new Blobs(1, 10);
        KerasTensor x = input(Blobs.FEATURES);
        KerasTensor h = dense(Blobs.FEATURES, "tanh").on(x);
        try (Model model = new Model(x, dense(1).on(add().on(x, h)))) {
            model.compile(new GradientDescentOptimizer(0.01), (Loss) (z, y) -> y.minus(z).pow(4));
            Tensor input = model.inputTensors().get(0);
            Tensor output = model.outputTensors().get(0);
            Tensor slope = model.graph().gradients(output, List.of(input)).get(0);
            assertThat(model.session().feed(input, data.x).run(slope).shape())
                    .isEqualTo(data.x.shape());
            NDArray y = NDArray.zeros(model.predict(data.x).type());
            double loss = model.trainOnBatch(data.x, y).get("loss");
            assertThat(model.loss().shape().rank()).isZero();
            assertThat(model.trainOnBatch(data.x, y).get("loss")).isLessThan(loss);
            assertThatThrownBy(model::learningRate).hasMessageContaining("is its own");
        }
    }

    @Test
    void layersOfTwoModelsDoNotMix() {
        Layer a = dense(2);
        Layer b = dense(2);
        KerasTensor x = input(2);
        KerasTensor y = input(2);
        try (Model first = new Model(x, a.on(x));
                Model second = new Model(y, b.on(y))) {
            assertThat(first.name()).isEqualTo(second.name());
            KerasTensor z = input(2);
            assertThatThrownBy(() -> new Model(z, b.on(a.on(z))))
                    .hasMessageContaining("belongs to another model");
            assertThatThrownBy(() -> new Model(z, a.on(x)))
                    .hasMessageContaining("which is none of the model's inputs");
            assertThatThrownBy(() -> a.on(input(3)))
                    .hasMessage(
                            "layer \"dense_1\" takes the shape it was first used with, (None, 2); found (None, 3)");
        }
    }
}
