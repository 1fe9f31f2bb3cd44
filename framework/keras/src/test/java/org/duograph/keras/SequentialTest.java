package org.duograph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.keras.Keras.batchSize;
import static org.duograph.keras.Keras.classWeights;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.dropout;
import static org.duograph.keras.Keras.epochs;
import static org.duograph.keras.Keras.initialEpoch;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.permute;
import static org.duograph.keras.Keras.sampleWeights;
import static org.duograph.keras.Keras.shuffle;
import static org.duograph.keras.Keras.validation;
import static org.duograph.keras.Keras.validationSplit;
import static org.duograph.keras.Keras.verbose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.AdamOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.training.History;
import org.junit.jupiter.api.Test;

class SequentialTest {
    private static Sequential classifier() {
        return new Sequential(
                dense(16, "relu").inputShape(Blobs.FEATURES), dense(Blobs.CLASSES, "softmax"));
    }

    @Test
    void trainsToTheSameLossesAsTheNetByHand() {
        Blobs data = new Blobs(1, 64);
        try (Sequential model = classifier()) {
            model.compile("adam(0.01)", "sparse_categorical_crossentropy");
            List<NDArray> start = model.getWeights();
            List<Double> losses = new ArrayList<>();
            for (int step = 0; step < 10; step++) {
                losses.add(model.trainOnBatch(data.x, data.y).get("loss"));
            }
            assertThat(losses).isEqualTo(byHand(data, start));
            assertThat(losses.get(9)).isLessThan(losses.get(0));
        }
    }

    private static List<Double> byHand(Blobs data, List<NDArray> start) {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, Blobs.FEATURES);
        Tensor y = g.placeholder("y", DType.INT32, -1);
        Variable[] w = new Variable[4];
        for (int i = 0; i < 4; i++) {
            w[i] = g.variable("w" + i, start.get(i));
        }
        Tensor h = x.matmul(w[0].read()).addBias(w[1].read()).relu();
        Tensor scores = h.matmul(w[2].read()).addBias(w[3].read());
        Tensor loss = scores.sparseSoftmaxCrossEntropy(y).mean();
        Operation step = new AdamOptimizer(0.01, 0.9, 0.999, 1e-7).minimize(loss);
        List<Double> losses = new ArrayList<>();
        try (Session s = new Session(g)) {
            s.initialize();
            for (int i = 0; i < 10; i++) {
                losses.add(s.feed(x, data.x).feed(y, data.y).run(loss, step).get(0).item());
            }
        }
        return losses;
    }

    @Test
    void learnsToTellClassesApart() {
        Blobs data = new Blobs(1, 300);
        Blobs others = new Blobs(2, 100);
        try (Sequential model = classifier()) {
            model.compile("adam(0.02)", "sparse_categorical_crossentropy", "accuracy");
            History history =
                    model.fit(
                            data.x,
                            data.y,
                            epochs(8),
                            batchSize(20),
                            validation(others.x, others.y),
                            verbose(0));
            assertThat(history.names())
                    .containsExactlyInAnyOrder("loss", "accuracy", "val_loss", "val_accuracy");
            assertThat(history.epochs()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
            assertThat(history.last("val_accuracy")).isGreaterThan(0.9);
            Map<String, Double> measured = model.evaluate(others.x, others.y, verbose(0));
            assertThat(measured.get("loss"))
                    .as("evaluate measures as validation does")
                    .isCloseTo(history.last("val_loss"), within(1e-6));
            NDArray classes = model.predict(others.x).argMax(1);
            int right = 0;
            for (int i = 0; i < 100; i++) {
                right += classes.get(i) == others.y.get(i) ? 1 : 0;
            }
            assertThat(right / 100.0).isCloseTo(measured.get("accuracy"), within(1e-6));
        }
    }

    @Test
    void theSameSeedsGiveTheSameTraining() {
        assertThat(lossesWithSeed(3)).isEqualTo(lossesWithSeed(3)).isNotEqualTo(lossesWithSeed(4));
    }

    private static List<Double> lossesWithSeed(long seed) {
        Blobs data = new Blobs(1, 60);
        try (Sequential model =
                new Sequential(
                                dense(8, "relu").inputShape(Blobs.FEATURES),
                                dropout(0.5),
                                dense(Blobs.CLASSES, "softmax"))
                        .seed(seed)) {
            model.compile("sgd", "sparse_categorical_crossentropy");
            return model.fit(data.x, data.y, epochs(3), verbose(0)).get("loss");
        }
    }

    @Test
    void trainingGoesOnWhereItStopped() {
        Blobs data = new Blobs(1, 60);
        try (Sequential whole = classifier();
                Sequential parts = classifier()) {
            for (Sequential model : List.of(whole, parts)) {
                model.compile("adam", "sparse_categorical_crossentropy");
            }
            History all = whole.fit(data.x, data.y, epochs(4), verbose(0));
            History first = parts.fit(data.x, data.y, epochs(2), verbose(0));
            History second = parts.fit(data.x, data.y, initialEpoch(2), epochs(4), verbose(0));
            List<Double> losses = new ArrayList<>(first.get("loss"));
            losses.addAll(second.get("loss"));
            assertThat(losses).isEqualTo(all.get("loss"));
        }
    }

    @Test
    void aSplitMeasuresWithTheLastSamples() {
        Blobs data = new Blobs(1, 50);
        try (Sequential model = classifier()) {
            model.compile("sgd", "sparse_categorical_crossentropy");
            History history = model.fit(data.x, data.y, validationSplit(0.2), verbose(0));
            Map<String, Double> last =
                    model.evaluate(data.x.slice(0, 40, 50), data.y.slice(0, 40, 50), verbose(0));
            assertThat(history.last("val_loss")).isCloseTo(last.get("loss"), within(1e-6));
        }
    }

    @Test
    void weightsOfSamplesAndClassesSayHowMuchTheyCount() {
        Blobs data = new Blobs(1, 30);
        try (Sequential model = classifier()) {
            model.compile("sgd(0)", "sparse_categorical_crossentropy");
            double plain = model.evaluate(data.x, data.y, batchSize(30), verbose(0)).get("loss");
            float[] twos = new float[30];
            Arrays.fill(twos, 2);
            Map<String, Double> doubled =
                    model.evaluate(
                            data.x,
                            data.y,
                            batchSize(30),
                            sampleWeights(NDArray.vector(twos)),
                            verbose(0));
            assertThat(doubled.get("loss")).isCloseTo(2 * plain, within(1e-5));
            double apart = 0;
            for (int c = 0; c < Blobs.CLASSES; c++) {
                double[] one = new double[Blobs.CLASSES];
                one[c] = 1;
                apart +=
                        model.fit(data.x, data.y, classWeights(one), batchSize(30), verbose(0))
                                .last("loss");
            }
            assertThat(apart).as("the classes' losses sum to all").isCloseTo(plain, within(1e-5));
        }
    }

    @Test
    void anOrderOfOnesOwnIsKept() {
        Blobs data = new Blobs(1, 40);
        try (Sequential model = classifier();
                Sequential steps = classifier()) {
            model.compile("sgd(0.1)", "sparse_categorical_crossentropy");
            steps.compile("sgd(0.1)", "sparse_categorical_crossentropy");
            model.fit(data.x, data.y, shuffle(false), batchSize(10), verbose(0));
            for (int i = 0; i < 40; i += 10) {
                steps.trainOnBatch(data.x.slice(0, i, i + 10), data.y.slice(0, i, i + 10));
            }
            assertThat(model.getWeights()).isEqualTo(steps.getWeights());
        }
    }

    @Test
    void aClosedModelSaysThatItIsClosed() {
        Blobs data = new Blobs(1, 10);
        Sequential model = classifier();
        model.compile("sgd", "sparse_categorical_crossentropy");
        model.predict(data.x);
        model.close();
        model.close();
        assertThatThrownBy(() -> model.predict(data.x)).hasMessageContaining("The model is closed");
        assertThatThrownBy(() -> model.fit(data.x, data.y))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The model is closed");
    }

    @Test
    void whatDoesNotFitIsRefusedInWords() {
        Blobs data = new Blobs(1, 10);
        try (Sequential model = classifier()) {
            assertThatThrownBy(() -> model.fit(data.x, data.y))
                    .hasMessageContaining("You must compile a model before training or testing it");
            assertThatThrownBy(() -> model.compile("adam", "sparse_crossentropy"))
                    .hasMessageContaining("Unknown loss \"sparse_crossentropy\"")
                    .hasMessageContaining("mean_squared_error, mean_absolute_error");
            assertThatThrownBy(() -> model.compile("adamm", "mse"))
                    .hasMessageContaining("Unknown optimizer \"adamm\"")
                    .hasMessageContaining("sgd, rmsprop, adagrad, adadelta, adam");
            assertThatThrownBy(() -> model.compile("adam", "mse", "acuracy"))
                    .hasMessageContaining("Unknown metric \"acuracy\"")
                    .hasMessageContaining("accuracy");
            model.compile("adam", "sparse_categorical_crossentropy");
            assertThatThrownBy(() -> model.predict(data.x.reshape(5, 8)))
                    .hasMessage(
                            "Input \"dense_1_input\" takes samples of shape [4], so an array (None, 4); found an array of 5x8");
            NDArray high = data.y.copy();
            high.set(3, 7);
            assertThatThrownBy(() -> model.fit(data.x, high))
                    .hasMessageContaining(
                            "Received a label value of 7 which is outside the valid range of [0, 3): label 3");
            assertThatThrownBy(() -> model.fit(data.x, data.y.slice(0, 0, 5)))
                    .hasMessageContaining("must have the same number of samples");
            assertThatThrownBy(() -> model.fit(data.x, data.oneHot()))
                    .hasMessageContaining("take the loss categorical_crossentropy");
        }
        assertThatThrownBy(() -> dense(3, "rely"))
                .hasMessageContaining("Unknown activation \"rely\"; did you mean \"relu\"?");
        try (Sequential shapeless = new Sequential(dense(3))) {
            assertThatThrownBy(shapeless::summaryText)
                    .hasMessageContaining("let the first layer say it: dense(...).inputShape(784)");
        }
    }

    @Test
    void labelsAndWeightsThatAreNoSuchNumbersAreRefused() {
        Blobs data = new Blobs(1, 6);
        try (Sequential model = classifier()) {
            model.compile("adam", "sparse_categorical_crossentropy");
            assertThatThrownBy(() -> model.fit(data.x, NDArray.vector(0, 1, 2, 0, 1, 1.5f)))
                    .hasMessageContaining("labels are whole numbers, found 1.5: label 5");
            assertThatThrownBy(() -> model.fit(data.x, NDArray.vector(0, 1, Float.NaN, 0, 1, 1)))
                    .hasMessageContaining("found NaN: label 2");
            NDArray large = NDArray.of(Shape.of(6), 0L, 1L << 32, 0, 0, 0, 0);
            assertThatThrownBy(() -> model.fit(data.x, large))
                    .hasMessageContaining("Received a label value of 4294967296");
            assertThatThrownBy(() -> model.fit(data.x, data.y, classWeights(1, Double.NaN, 1)))
                    .hasMessageContaining(
                            "Class weights are finite numbers, found NaN for class 1");
            NDArray weights = NDArray.vector(1, 1, Float.POSITIVE_INFINITY, 1, 1, 1);
            assertThatThrownBy(() -> model.fit(data.x, data.y, sampleWeights(weights)))
                    .hasMessageContaining("found Infinity for sample 2");
            assertThatThrownBy(() -> model.learningRate(Double.NaN))
                    .hasMessage("A learning rate is finite and not negative, found NaN");
            assertThatThrownBy(
                            () ->
                                    model.fit(
                                            data.x,
                                            data.y,
                                            validation(data.x, data.y),
                                            validationSplit(0.5)))
                    .hasMessageContaining("give one of them");
            assertThat(model.getWeights()).allMatch(w -> Double.isFinite(w.get(0)));
        }
    }

    @Test
    void whatIsNotGivenIsNamed() {
        try (Sequential model = classifier()) {
            assertThatThrownBy(() -> model.compile("adam", null))
                    .hasMessageContaining("A loss is a name, or a function");
            assertThatThrownBy(() -> model.compile("adam", "mse", (String) null))
                    .hasMessageContaining("There is no metric null; there are accuracy");
            assertThatThrownBy(() -> model.compile("adam", (Loss) (z, y) -> null))
                    .hasMessageContaining("The loss gives null");
            assertThatThrownBy(() -> model.layer(null))
                    .hasMessageContaining("has no layer \"null\"");
            model.lossWeights(1, 2);
            assertThatThrownBy(() -> model.compile("adam", "mse"))
                    .hasMessage("The model has 1 outputs; give a loss weight for each, found 2");
        }
        assertThatThrownBy(() -> dense(3, null))
                .hasMessageContaining("There is no activation null");
        assertThatThrownBy(() -> dense(3).named("")).hasMessageContaining("is no name of a layer");
        assertThatThrownBy(() -> permute().on(input(8, 2)))
                .hasMessageContaining("needs the order of the axes");
    }
}
