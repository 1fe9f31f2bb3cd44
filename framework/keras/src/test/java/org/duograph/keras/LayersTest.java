package org.duograph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.keras.Keras.averagePooling2d;
import static org.duograph.keras.Keras.batchNormalization;
import static org.duograph.keras.Keras.concatenate;
import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.depthwiseConv2d;
import static org.duograph.keras.Keras.dropout;
import static org.duograph.keras.Keras.embedding;
import static org.duograph.keras.Keras.flatten;
import static org.duograph.keras.Keras.globalAveragePooling2d;
import static org.duograph.keras.Keras.globalMaxPooling2d;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.layerNormalization;
import static org.duograph.keras.Keras.maxPooling2d;
import static org.duograph.keras.Keras.maximum;
import static org.duograph.keras.Keras.multiply;
import static org.duograph.keras.Keras.permute;
import static org.duograph.keras.Keras.reshape;
import static org.duograph.keras.Keras.separableConv2d;
import static org.duograph.keras.Keras.zeroPadding2d;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.duograph.keras.layer.Calling;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.keras.layer.Layers;
import org.duograph.session.Tensor;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayersTest {
    /** Images of 2 x 2 pixels and 2 channels: 1 to 8. */
    private static final NDArray PIXELS = NDArray.of(Shape.of(1, 2, 2, 2), 1f, 2, 3, 4, 5, 6, 7, 8);

    private static double[] run(Layer layer, NDArray x, NDArray... weights) {
        int[] dims = x.shape().toArray();
        KerasTensor in = input(x.dtype(), Arrays.copyOfRange(dims, 1, dims.length));
        KerasTensor out = layer.on(in);
        try (Model model = new Model(in, out)) {
            if (weights.length > 0) {
                model.setWeights(List.of(weights));
            }
            NDArray y = model.predict(x);
            int[] said = y.shape().toArray();
            assertThat(out.shape())
                    .as("what the layer says comes out")
                    .isEqualTo(Arrays.copyOfRange(said, 1, said.length));
            return y.toDoubles();
        }
    }

    private static NDArray full(double value, int... dims) {
        return NDArray.full(new ArrayType(DType.FLOAT32, Shape.of(dims)), value);
    }

    @Test
    void shapesChangeAsTheyShould() {
        assertThat(run(flatten(), PIXELS)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(run(reshape(-1, 4), PIXELS)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(run(permute(3, 1, 2), PIXELS)).containsExactly(1, 3, 5, 7, 2, 4, 6, 8);
        assertThat(run(dropout(0.5), PIXELS)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(run(zeroPadding2d(1), NDArray.of(Shape.of(1, 1, 1, 1), 7f)))
                .containsExactly(0, 0, 0, 0, 7, 0, 0, 0, 0);
    }

    @Test
    void windowsMoveOverImages() {
        assertThat(run(maxPooling2d(2), PIXELS)).containsExactly(7, 8);
        assertThat(run(averagePooling2d(2), PIXELS)).containsExactly(4, 5);
        assertThat(run(maxPooling2d(2).strides(1).padding("same"), PIXELS))
                .containsExactly(7, 8, 7, 8, 7, 8, 7, 8);
        assertThat(run(globalAveragePooling2d(), PIXELS)).containsExactly(4, 5);
        assertThat(run(globalMaxPooling2d(), PIXELS)).containsExactly(7, 8);
    }

    @Test
    void convolutionsSumWindows() {
        NDArray half = NDArray.vector(0.5f);
        assertThat(run(conv2d(1, 2), PIXELS, full(1, 2, 2, 2, 1), half)).containsExactly(36.5);
        assertThat(run(conv2d(1, 1, "relu").withoutBias(), PIXELS, full(-1, 1, 1, 2, 1)))
                .containsExactly(0, 0, 0, 0);
        assertThat(run(depthwiseConv2d(2, "linear").withoutBias(), PIXELS, full(1, 2, 2, 2, 1)))
                .containsExactly(16, 20);
        assertThat(
                        run(
                                separableConv2d(1, 2, "linear"),
                                PIXELS,
                                full(1, 2, 2, 2, 1),
                                full(2, 1, 1, 2, 1),
                                half))
                .containsExactly(72.5);
        NDArray three = NDArray.of(Shape.of(1, 3, 3, 1), 1f, 2, 3, 4, 5, 6, 7, 8, 9);
        Layer apart = conv2d(1, 2).with("dilation_rate", 2).withoutBias();
        assertThat(run(apart, three, full(1, 2, 2, 1, 1))).containsExactly(1 + 3 + 7 + 9);
        assertThat(run(conv2d(1, 1).strides(2).withoutBias(), three, full(1, 1, 1, 1, 1)))
                .containsExactly(1, 3, 7, 9);
    }

    @Test
    void denseLayersWorkAlongTheLastAxis() {
        NDArray kernel = NDArray.of(Shape.of(2, 1), 1f, 10);
        assertThat(run(dense(1).withoutBias(), PIXELS, kernel)).containsExactly(21, 43, 65, 87);
        assertThat(run(dense(1, "leaky_relu(0.1)").withoutBias(), PIXELS, full(-1, 2, 1)))
                .containsExactly(new double[] {-0.3, -0.7, -1.1, -1.5}, within(1e-6));
    }

    @Test
    void normalizationsScaleAndMove() {
        NDArray two = NDArray.of(Shape.of(2, 2), 1f, 3, 10, 20);
        double one = 1 / Math.sqrt(1 + 0.001);
        assertThat(run(layerNormalization(), two))
                .containsExactly(
                        new double[] {-one, one, -5 / Math.sqrt(25.001), 5 / Math.sqrt(25.001)},
                        within(1e-4));
        assertThat(run(batchNormalization(), two))
                .containsExactly(new double[] {one, 3 * one, 10 * one, 20 * one}, within(1e-4));
    }

    @Test
    void embeddingsLookUpRows() {
        NDArray rows = NDArray.of(Shape.of(3, 2), 0f, 1, 10, 11, 20, 21);
        NDArray numbers = NDArray.of(Shape.of(1, 2), 2, 0);
        assertThat(run(embedding(3, 2), numbers, rows)).containsExactly(20, 21, 0, 1);
    }

    @Test
    void inputsComeTogether() {
        KerasTensor a = input(2);
        KerasTensor b = input(2);
        NDArray x = NDArray.of(Shape.of(1, 2), 1f, 5);
        NDArray y = NDArray.of(Shape.of(1, 2), 3f, 4);
        List<KerasTensor> outputs =
                List.of(
                        Keras.add().on(a, b),
                        multiply().on(a, b),
                        maximum().on(a, b),
                        concatenate().on(a, b));
        try (Model model = new Model(List.of(a, b), outputs)) {
            List<NDArray> all = model.predictAll(List.of(x, y));
            assertThat(all.get(0).toDoubles()).containsExactly(4, 9);
            assertThat(all.get(1).toDoubles()).containsExactly(3, 20);
            assertThat(all.get(2).toDoubles()).containsExactly(3, 5);
            assertThat(all.get(3).toDoubles()).containsExactly(1, 5, 3, 4);
        }
    }

    @Test
    void penaltiesJoinTheLoss() {
        KerasTensor in = input(1);
        Layer layer = dense(1).kernelRegularizer("l2(0.1)").withoutBias();
        layer.with("kernel_initializer", "constant(3)");
        try (Model model = new Model(in, layer.on(in))) {
            model.compile("sgd(1)", "mse");
            NDArray zero = NDArray.of(Shape.of(1, 1), 0f);
            assertThat(model.testOnBatch(zero, zero).get("loss")).isCloseTo(0.9, within(1e-6));
            model.trainOnBatch(zero, zero);
            assertThat(model.getWeights().get(0).item()).isCloseTo(3 - 2 * 0.1 * 3, within(1e-5));
        }
        KerasTensor other = input(1);
        Layer both = dense(1).kernelRegularizer("l1_l2(0.1, 0.01)").withoutBias();
        both.with("kernel_initializer", "constant(-2)");
        try (Model model = new Model(other, both.on(other))) {
            model.compile("sgd", "mse");
            NDArray zero = NDArray.of(Shape.of(1, 1), 0f);
            assertThat(model.testOnBatch(zero, zero).get("loss"))
                    .isCloseTo(0.2 + 0.04, within(1e-6));
        }
    }

    @Test
    void weightsBeginAsSaid() {
        for (String initializer :
                List.of(
                        "glorot_uniform",
                        "glorot_normal",
                        "he_uniform",
                        "he_normal",
                        "lecun_uniform",
                        "lecun_normal",
                        "random_uniform(-1, 1)",
                        "random_normal(0, 0.5)",
                        "truncated_normal")) {
            KerasTensor in = input(400);
            Layer layer = dense(100).kernelInitializer(initializer).withoutBias();
            try (Model model = new Model(in, layer.on(in))) {
                double[] w = model.getWeights().get(0).toDoubles();
                double variance = Arrays.stream(w).map(x -> x * x).sum() / w.length;
                double expected =
                        switch (initializer) {
                            case "glorot_uniform", "glorot_normal" -> 2 / 500.0;
                            case "he_uniform", "he_normal" -> 2 / 400.0;
                            case "lecun_uniform", "lecun_normal" -> 1 / 400.0;
                            case "random_uniform(-1, 1)" -> 1 / 3.0;
                            case "random_normal(0, 0.5)" -> 0.25;
                            default -> 0.05 * 0.05 * 0.774; // without what is beyond two deviations
                        };
                assertThat(variance / expected).as(initializer).isCloseTo(1, within(0.05));
            }
        }
    }

    @Test
    void shapesThatDoNotFitNameTheLayer() {
        assertThatThrownBy(() -> conv2d(4, 3).on(input(28, 28)))
                .hasMessage(
                        "layer conv2d takes images (None, height, width, channels); found (None, 28, 28)");
        assertThatThrownBy(() -> conv2d(4, 3).on(input(2, 2, 1)))
                .hasMessageContaining("images of at least 3 x 3 pixels");
        assertThatThrownBy(() -> Keras.add().on(input(2), input(3)))
                .hasMessage(
                        "layer add takes inputs of the same extents, or 1; found [(None, 2), (None, 3)]");
        assertThatThrownBy(() -> concatenate(1).on(input(2, 2), input(2, 3)))
                .hasMessageContaining("inputs that differ only along axis 1");
        assertThatThrownBy(() -> reshape(3, -1).on(input(4)))
                .hasMessageContaining("samples of as many numbers as [3, -1] has");
        assertThatThrownBy(() -> conv2d(4, 3).padding("full").on(input(8, 8, 1)))
                .hasMessageContaining("has the padding \"same\" or \"valid\", found \"full\"");
        assertThatThrownBy(() -> dense(4).with("unit", 3))
                .hasMessageContaining("Dense has no argument \"unit\"; did you mean \"units\"?");
        assertThatThrownBy(() -> dense(4).with("use_bias", 3))
                .hasMessageContaining("takes for \"use_bias\" something like true, found 3");
        assertThatThrownBy(() -> dense(4).kernelRegularizer("l3"))
                .hasMessageContaining("Unknown regularizer \"l3\"");
        assertThatThrownBy(() -> dense(4, "relu(1)")).hasMessageContaining("relu takes no numbers");
        assertThatThrownBy(() -> dense(0)).hasMessageContaining("units of at least 1, found 0");
        assertThatThrownBy(() -> dropout(1)).hasMessageContaining("less than 1, found 1.0");
    }

    /** A layer of one's own: {@code x tanh(softplus(x)) times a}, with a weight a. */
    public static final class ScaledMish extends Layer {
        @Override
        protected int[] outputShape(List<int[]> inputs) {
            return one(inputs, 0, "one input");
        }

        @Override
        protected void build(List<int[]> inputs) {
            weight("a", "ones", "");
        }

        @Override
        protected Tensor call(Calling calling, List<Tensor> inputs) {
            Tensor x = inputs.get(0);
            Tensor soft = calling.graph().op("Softplus").input(x).tensor();
            return x.times(soft.tanh()).times(read("a"));
        }
    }

    @Test
    void aLayerOfOnesOwnIsALayerLikeOthers(@TempDir Path folder) throws Exception {
        Layers.register(ScaledMish::new);
        NDArray x = NDArray.of(Shape.of(2, 1), 1f, -2);
        KerasTensor in = input(1);
        try (Model model = new Model(in, new ScaledMish().on(in))) {
            model.compile("sgd", "mse");
            model.trainOnBatch(x, NDArray.of(Shape.of(2, 1), 5f, 5));
            assertThat(model.getWeights().get(0).item()).isNotEqualTo(1);
            assertThat(model.layers().get(1).name()).isEqualTo("scaled_mish_1");
            model.save(folder);
            try (Model back = Keras.loadModel(folder)) {
                assertThat(back.predict(x)).isEqualTo(model.predict(x));
            }
        }
    }
}
