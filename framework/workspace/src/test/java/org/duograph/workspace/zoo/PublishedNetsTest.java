package org.duograph.workspace.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.duograph.tensor.Shape;
import org.duograph.workspace.model.ModelHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The nets for large images have as many learnt numbers as was published of them; where an author
 * gave no exact number, as torchvision's net of that name has.
 */
class PublishedNetsTest {
    private static final int CLASSES = 1000;

    private static Arguments net(
            String name, long numbers, int size, Function<ModelHelper, String> add) {
        return Arguments.of(name, numbers, size, add);
    }

    static List<Arguments> nets() {
        return List.of(
                net("ResNet-18", 11_689_512, 224, m -> ResNet.imageNet(m, "data", 18, CLASSES)),
                net("ResNet-34", 21_797_672, 224, m -> ResNet.imageNet(m, "data", 34, CLASSES)),
                net("ResNet-50", 25_557_032, 224, m -> ResNet.imageNet(m, "data", 50, CLASSES)),
                net("ResNet-101", 44_549_160, 224, m -> ResNet.imageNet(m, "data", 101, CLASSES)),
                net("ResNet-152", 60_192_808, 224, m -> ResNet.imageNet(m, "data", 152, CLASSES)),
                net("VGG-11", 132_863_336, 224, m -> vgg(m, 11, false)),
                net("VGG-13", 133_047_848, 224, m -> vgg(m, 13, false)),
                net("VGG-16", 138_357_544, 224, m -> vgg(m, 16, false)),
                net("VGG-19", 143_667_240, 224, m -> vgg(m, 19, false)),
                net("DenseNet-121", 7_978_856, 224, m -> DenseNet.add(m, "data", 121, CLASSES)),
                net("DenseNet-161", 28_681_000, 224, m -> DenseNet.add(m, "data", 161, CLASSES)),
                net("DenseNet-169", 14_149_480, 224, m -> DenseNet.add(m, "data", 169, CLASSES)),
                net("DenseNet-201", 20_013_928, 224, m -> DenseNet.add(m, "data", 201, CLASSES)),
                net("SqueezeNet 1.0", 1_248_424, 224, m -> SqueezeNet.v10(m, "data", CLASSES)),
                net("SqueezeNet 1.1", 1_235_496, 224, m -> SqueezeNet.v11(m, "data", CLASSES)),
                net("MobileNet v1", 4_231_976, 224, m -> MobileNet.v1(m, "data", CLASSES)),
                net("MobileNet v2", 3_504_872, 224, m -> MobileNet.v2(m, "data", CLASSES)),
                net("MobileNet v3 L", 5_483_032, 224, m -> MobileNet.v3Large(m, "data", CLASSES)),
                net("MobileNet v3 S", 2_542_856, 224, m -> MobileNet.v3Small(m, "data", CLASSES)),
                net("ShuffleNet 0.5", 1_366_792, 224, m -> ShuffleNet.v2(m, "data", 50, CLASSES)),
                net("ShuffleNet 1", 2_278_604, 224, m -> ShuffleNet.v2(m, "data", 100, CLASSES)),
                net("ShuffleNet 1.5", 3_503_624, 224, m -> ShuffleNet.v2(m, "data", 150, CLASSES)),
                net("ShuffleNet 2", 7_393_996, 224, m -> ShuffleNet.v2(m, "data", 200, CLASSES)),
                net("Inception v3", 23_834_568, 299, m -> Inception.v3(m, "data", CLASSES)));
    }

    private static String vgg(ModelHelper model, int layers, boolean batchNorm) {
        return Vgg.imageNet(model, "data", layers, batchNorm, CLASSES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void aNetHasThePublishedNumbersAndScoresEachClass(
            String name, long numbers, int size, Function<ModelHelper, String> add) {
        ModelHelper model = new ModelHelper("net");
        model.input("data", Shape.of(2, 3, size, size));
        String scores = add.apply(model);
        assertThat(model.learntNumbers()).isEqualTo(numbers);
        assertThat(model.type(scores).shape()).isEqualTo(Shape.of(2, CLASSES));
    }

    @Test
    void inceptionOfVersion2HasThoseOfItsTableWithoutTheBiasesOfConvolutions() {
        ModelHelper model = new ModelHelper("net");
        model.input("data", Shape.of(2, 3, 224, 224));
        String scores = Inception.v2(model, "data", CLASSES);
        assertThat(model.type(scores).shape()).isEqualTo(Shape.of(2, CLASSES));
        // The published file of Caffe has a bias in each convolution: one number a channel, where
        // batch normalisation has two.
        long channels =
                model.params().stream()
                        .filter(p -> p.endsWith("_bn_s"))
                        .mapToLong(p -> model.type(p).shape().size())
                        .sum();
        assertThat(channels).isEqualTo(10_016);
        assertThat(model.learntNumbers() + channels).isEqualTo(11_295_240);
    }

    @Test
    void uNetGivesEachPixelScoresAndHas31Million() {
        ModelHelper model = new ModelHelper("net");
        model.input("data", Shape.of(1, 3, 64, 96));
        String scores = UNet.add(model, "data", 64, 4, 2);
        assertThat(model.type(scores).shape()).isEqualTo(Shape.of(1, 2, 64, 96));
        assertThat(model.learntNumbers()).isEqualTo(31_037_698);
    }

    @Test
    void tinyYoloGivesEachCellItsBoxesAndHas15Million() {
        ModelHelper model = new ModelHelper("net");
        model.input("data", Shape.of(1, 3, 416, 416));
        String cells = Detector.tinyYolo(model, "data", 5, 20);
        assertThat(model.type(cells).shape()).isEqualTo(Shape.of(1, 125, 13, 13));
        long moments =
                model.computedParams().stream().mapToLong(p -> model.type(p).shape().size()).sum();
        assertThat(model.learntNumbers() + moments).isEqualTo(15_867_885); // as Darknet's file has
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 20, 200})
    void depthsThatDoNotExistAreRefused(int layers) {
        ModelHelper model = new ModelHelper("net");
        model.input("data", Shape.of(1, 3, 224, 224));
        assertThatThrownBy(() -> ResNet.imageNet(model, "data", layers, 10))
                .hasMessageContaining("ResNet-" + layers)
                .hasMessageContaining("152");
        assertThatThrownBy(() -> DenseNet.add(model, "data", layers, 10))
                .hasMessageContaining("DenseNet-" + layers);
        assertThatThrownBy(() -> ShuffleNet.v2(model, "data", layers + 1, 10))
                .hasMessageContaining("ShuffleNet");
    }
}
