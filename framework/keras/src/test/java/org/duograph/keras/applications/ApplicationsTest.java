package org.duograph.keras.applications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.keras.Keras.batchSize;
import static org.duograph.keras.Keras.verbose;

import java.util.List;
import java.util.function.Supplier;
import org.duograph.keras.Keras;
import org.duograph.keras.Model;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The nets have as many learnt numbers as was published of them, and learn. */
class ApplicationsTest {
    private static final int[] LARGE = {224, 224, 3};
    private static final int CLASSES = 1000;

    private static Arguments net(String name, String numbers, Supplier<Model> model) {
        return Arguments.of(name, numbers, model);
    }

    static List<Arguments> published() {
        return List.of(
                net("ResNet-18", "11,689,512", () -> ResNet.model(18, CLASSES, LARGE)),
                net("ResNet-34", "21,797,672", () -> ResNet.model(34, CLASSES, LARGE)),
                net("ResNet-50", "25,557,032", () -> ResNet.model(50, CLASSES, LARGE)),
                net("ResNet-101", "44,549,160", () -> ResNet.model(101, CLASSES, LARGE)),
                net("ResNet-152", "60,192,808", () -> ResNet.model(152, CLASSES, LARGE)),
                net("VGG-11", "132,863,336", () -> Vgg.model(11, CLASSES, LARGE)),
                net("VGG-13", "133,047,848", () -> Vgg.model(13, CLASSES, LARGE)),
                net("VGG-16", "138,357,544", () -> Vgg.model(16, CLASSES, LARGE)),
                net("VGG-19", "143,667,240", () -> Vgg.model(19, CLASSES, LARGE)),
                net("DenseNet-121", "7,978,856", () -> DenseNet.model(121, CLASSES, LARGE)),
                net("DenseNet-161", "28,681,000", () -> DenseNet.model(161, CLASSES, LARGE)),
                net("DenseNet-169", "14,149,480", () -> DenseNet.model(169, CLASSES, LARGE)),
                net("DenseNet-201", "20,013,928", () -> DenseNet.model(201, CLASSES, LARGE)),
                net("SqueezeNet 1.1", "1,235,496", () -> SqueezeNet.model(CLASSES, LARGE)),
                net("MobileNet v1", "4,231,976", () -> MobileNet.v1(CLASSES, LARGE)),
                net("MobileNet v2", "3,504,872", () -> MobileNet.v2(CLASSES, LARGE)),
                net("MobileNet v3 large", "5,483,032", () -> MobileNet.v3Large(CLASSES, LARGE)),
                net("MobileNet v3 small", "2,542,856", () -> MobileNet.v3Small(CLASSES, LARGE)),
                net("ShuffleNet 0.5", "1,366,792", () -> ShuffleNet.v2(50, CLASSES, LARGE)),
                net("ShuffleNet 1", "2,278,604", () -> ShuffleNet.v2(100, CLASSES, LARGE)),
                net("ShuffleNet 1.5", "3,503,624", () -> ShuffleNet.v2(150, CLASSES, LARGE)),
                net("ShuffleNet 2", "7,393,996", () -> ShuffleNet.v2(200, CLASSES, LARGE)),
                net("Inception v3", "23,834,568", () -> Inception.v3(CLASSES, 299, 299, 3)),
                net("U-Net", "31,037,698", () -> UNet.model(64, 4, 2, 64, 96, 3)),
                // All of Darknet's file but the 6,112 moments of batch normalisation.
                net("Tiny YOLO", "15,861,773", () -> Detector.tinyYolo(5, 20, 416, 416, 3)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("published")
    void aNetHasThePublishedNumbers(String name, String numbers, Supplier<Model> made) {
        try (Model model = made.get()) {
            assertThat(model.summaryText()).contains("Trainable params: " + numbers + "\n");
        }
    }

    static List<Arguments> small() {
        return List.of(
                net("ResNet-18", "", () -> ResNet.model(18, 7, 32, 32, 3)),
                net("VGG-11", "", () -> Vgg.model(11, 7, 32, 32, 3)),
                net("DenseNet-121", "", () -> DenseNet.model(121, 7, 32, 32, 3)),
                net("SqueezeNet 1.1", "", () -> SqueezeNet.model(7, 48, 48, 3)),
                net("MobileNet v1", "", () -> MobileNet.v1(7, 32, 32, 3)),
                net("MobileNet v2", "", () -> MobileNet.v2(7, 32, 32, 3)),
                net("MobileNet v3", "", () -> MobileNet.v3Small(7, 32, 32, 3)),
                net("ShuffleNet", "", () -> ShuffleNet.v2(50, 7, 64, 64, 3)),
                net("Inception v3", "", () -> Inception.v3(7, 75, 75, 3)),
                net("U-Net", "", () -> UNet.model(8, 3, 7, 32, 32, 3)),
                net("Tiny YOLO", "", () -> Detector.tinyYolo(1, 2, 64, 64, 3)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("small")
    void aNetPredictsAndItsStepsChangeWhatItPredicts(
            String name, String none, Supplier<Model> made) {
        try (Model model = made.get()) {
            int[] in = model.inputs().get(0).shape();
            int[] out = model.outputs().get(0).shape();
            NDArray x = waves(2, in);
            NDArray y = waves(2, out);
            model.compile("sgd(0.001)", "mean_squared_error");
            NDArray before = model.predict(x);
            assertThat(before.shape()).isEqualTo(y.shape());
            assertThat(model.fit(x, y, batchSize(2), verbose(0)).last("loss")).isFinite();
            assertThat(model.predict(x).toDoubles())
                    .isNotEqualTo(before.toDoubles())
                    .doesNotContain(Double.NaN);
        }
    }

    private static NDArray waves(int batch, int... sample) {
        int[] dims = new int[sample.length + 1];
        dims[0] = batch;
        System.arraycopy(sample, 0, dims, 1, sample.length);
        Shape shape = Shape.of(dims);
        float[] data = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) Math.sin(i * 0.37);
        }
        return NDArray.of(shape, data);
    }

    @Test
    void aDepthThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> ResNet.model(20, 10, 32, 32, 3))
                .hasMessageContaining("ResNet-20")
                .hasMessageContaining("152");
        assertThatThrownBy(() -> Keras.channels(2, 4).on(Keras.input(8, 8, 3)))
                .hasMessageContaining("channels 2 to 5");
    }
}
