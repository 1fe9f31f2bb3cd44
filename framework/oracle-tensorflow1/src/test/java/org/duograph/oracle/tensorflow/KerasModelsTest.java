package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.keras.Keras.activation;
import static org.duograph.keras.Keras.add;
import static org.duograph.keras.Keras.averagePooling2d;
import static org.duograph.keras.Keras.batchNormalization;
import static org.duograph.keras.Keras.bidirectional;
import static org.duograph.keras.Keras.concatenate;
import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.depthwiseConv2d;
import static org.duograph.keras.Keras.dropout;
import static org.duograph.keras.Keras.embedding;
import static org.duograph.keras.Keras.flatten;
import static org.duograph.keras.Keras.globalAveragePooling2d;
import static org.duograph.keras.Keras.globalMaxPooling2d;
import static org.duograph.keras.Keras.gru;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.layerNormalization;
import static org.duograph.keras.Keras.lstm;
import static org.duograph.keras.Keras.maxPooling2d;
import static org.duograph.keras.Keras.maximum;
import static org.duograph.keras.Keras.multiply;
import static org.duograph.keras.Keras.permute;
import static org.duograph.keras.Keras.reshape;
import static org.duograph.keras.Keras.separableConv2d;
import static org.duograph.keras.Keras.simpleRnn;
import static org.duograph.keras.Keras.zeroPadding2d;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.keras.Model;
import org.duograph.keras.Sequential;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TensorFlow serves what Keras-like models export, to the same predictions. */
class KerasModelsTest {
    @TempDir Path folder;

    private static NDArray normal(long seed, int... dims) {
        Philox random = new Philox(seed, 0);
        float[] numbers = new float[Math.toIntExact(Shape.of(dims).size())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.gaussian(i);
        }
        return NDArray.of(Shape.of(dims), numbers);
    }

    /** Serves a model, and compares all outputs. */
    private void servesTheSame(Model model, List<NDArray> inputs) throws IOException {
        List<NDArray> expected = model.predictAll(inputs);
        model.exportSavedModel(folder.resolve("model"));
        Map<String, NDArray> feeds = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            feeds.put(model.inputTensors().get(i).name(), inputs.get(i));
        }
        List<String> fetches = model.outputTensors().stream().map(t -> t.name()).toList();
        try (TensorFlow1 tensorFlow = new TensorFlow1(folder.resolve("model"), "serve")) {
            List<NDArray> found = tensorFlow.run(feeds, List.of(), fetches);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).shape()).isEqualTo(expected.get(i).shape());
                assertThat(found.get(i).toDoubles())
                        .containsExactly(expected.get(i).toDoubles(), within(1e-5));
            }
        }
    }

    @Test
    void aTrainedNetOfImagesIsServed() throws IOException {
        NDArray x = normal(1, 6, 12, 12, 3);
        NDArray y = NDArray.of(Shape.of(6), 0, 1, 2, 3, 0, 1);
        try (Sequential model =
                new Sequential(
                        zeroPadding2d(1).inputShape(12, 12, 3),
                        conv2d(8, 3, "relu"),
                        batchNormalization(),
                        maxPooling2d(2),
                        depthwiseConv2d(3, "elu").padding("same"),
                        separableConv2d(12, 3, "leaky_relu(0.2)").strides(2).padding("same"),
                        dropout(0.3),
                        averagePooling2d(2).strides(1),
                        flatten(),
                        dense(16, "selu"),
                        layerNormalization(),
                        dense(4, "softmax"))) {
            model.compile("adam", "sparse_categorical_crossentropy");
            for (int i = 0; i < 5; i++) {
                model.trainOnBatch(x, y);
            }
            servesTheSame(model, List.of(x));
        }
    }

    @Test
    void branchesAndActivationsAreServed() throws IOException {
        KerasTensor words = input("words", DType.INT32, 4);
        KerasTensor image = input("image", DType.FLOAT32, 4, 6, 2);
        KerasTensor vectors = embedding(9, 6).on(words);
        KerasTensor left = dense(3, "tanh").on(permute(2, 1).on(vectors));
        KerasTensor pixels = conv2d(6, 2, "softplus").with("dilation_rate", 2).on(image);
        KerasTensor mean = globalAveragePooling2d().on(pixels);
        KerasTensor most = globalMaxPooling2d().on(pixels);
        KerasTensor sum = add().on(mean, most);
        KerasTensor product = multiply().on(sum, activation("hard_sigmoid").on(mean));
        KerasTensor largest = maximum().on(product, most);
        KerasTensor flat = reshape(-1).on(left);
        KerasTensor all = concatenate().on(flat, largest);
        List<KerasTensor> outputs =
                List.of(
                        dense(2, "sigmoid").on(all),
                        activation("softsign").on(all),
                        activation("exponential").on(all),
                        activation("relu6").on(all));
        try (Model model = new Model(List.of(words, image), outputs)) {
            NDArray numbers = NDArray.of(Shape.of(2, 4), 0, 8, 3, 3, 1, 2, 7, 5);
            servesTheSame(model, List.of(numbers, normal(2, 2, 4, 6, 2)));
        }
    }

    @Test
    void recurrentLayersAreServed() throws IOException {
        try (Sequential model =
                new Sequential(
                        embedding(9, 4).inputShape(5),
                        bidirectional(lstm(3).returnSequences()),
                        gru(4).with("reset_after", true).returnSequences(),
                        gru(4).with("go_backwards", true).returnSequences(),
                        bidirectional(simpleRnn(3)).with("merge_mode", "sum"),
                        dense(2, "softmax"))) {
            NDArray numbers = NDArray.of(Shape.of(2, 5), 0, 8, 3, 3, 1, 2, 7, 5, 6, 1);
            servesTheSame(model, List.of(numbers));
        }
    }
}
