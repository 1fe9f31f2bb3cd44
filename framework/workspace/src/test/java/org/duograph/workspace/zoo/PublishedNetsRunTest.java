package org.duograph.workspace.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.duograph.backend.Backends;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Option;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The nets for large images run on every backend that this module's tests have, on small images,
 * which the reference backend can follow. What they predict is the same on all. In training only
 * the gradients are looked at: batch normalisation over the few pixels that are left of such images
 * makes much of the least difference.
 */
class PublishedNetsRunTest {
    private static final int CLASSES = 7;
    private static final int BATCH = 2;
    private static final int MOST_BY_REFERENCE = 8_000_000; // learnt numbers; more take long
    private static final List<String> FAST = List.of("onednn", "vector");

    private static Arguments net(String name, int size, Function<ModelHelper, String> add) {
        return Arguments.of(name, size, add);
    }

    static List<Arguments> nets() {
        return List.of(
                net("ResNet-18", 32, m -> ResNet.imageNet(m, "data", 18, CLASSES)),
                net("ResNet-50", 32, m -> ResNet.imageNet(m, "data", 50, CLASSES)),
                net("VGG-11", 32, m -> Vgg.imageNet(m, "data", 11, true, CLASSES)),
                net("DenseNet-121", 32, m -> DenseNet.add(m, "data", 121, CLASSES)),
                net("SqueezeNet 1.1", 48, m -> SqueezeNet.v11(m, "data", CLASSES)),
                net("MobileNet v1", 32, m -> MobileNet.v1(m, "data", CLASSES)),
                net("MobileNet v2", 32, m -> MobileNet.v2(m, "data", CLASSES)),
                net("MobileNet v3", 32, m -> MobileNet.v3Small(m, "data", CLASSES)),
                net("ShuffleNet", 32, m -> ShuffleNet.v2(m, "data", 50, CLASSES)),
                net("Inception v2", 32, m -> Inception.v2(m, "data", CLASSES)),
                net("Inception v3", 75, m -> Inception.v3(m, "data", CLASSES)),
                net("U-Net", 32, PublishedNetsRunTest::uNet),
                net("Tiny YOLO", 32, PublishedNetsRunTest::detector));
    }

    /** Whose scores' means are those of classes. */
    private static String uNet(ModelHelper model) {
        return new Blocks(model).mean(UNet.add(model, "data", 8, 3, CLASSES), "means");
    }

    private static String detector(ModelHelper model) {
        String cells = Detector.tinyYolo(model, "data", 1, CLASSES - Detector.BOX);
        return new Blocks(model).mean(cells, "means");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void aNetPredictsOnEveryBackendAsByDefinition(
            String name, int size, Function<ModelHelper, String> add) {
        ModelHelper model = new ModelHelper("net", Option.test());
        model.input("data", Shape.of(BATCH, 3, size, size));
        model.net().addExternalOutput(model.op("Flatten", add.apply(model), "rows"));
        NDArray expected = run(model, Backends.REFERENCE, size, List.of("rows")).get(0);
        double largest = Arrays.stream(expected.toDoubles()).map(Math::abs).max().orElseThrow();
        assertThat(largest).isFinite().isPositive();
        for (String backend : FAST) {
            NDArray actual = run(model, backend, size, List.of("rows")).get(0);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i))
                        .as(backend)
                        .isCloseTo(expected.get(i), within(1e-4 * largest));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void aNetHasFiniteGradientsOnEveryBackend(
            String name, int size, Function<ModelHelper, String> add) {
        ModelHelper model = new ModelHelper("net");
        model.input("data", Shape.of(BATCH, 3, size, size));
        String rows = model.op("Flatten", add.apply(model), "rows");
        model.op("SoftmaxWithLoss", List.of(rows, "label"), List.of("softmax", "loss"));
        model.addGradientOperators("loss");
        assertThat(model.paramToGrad().keySet()).containsExactlyElementsOf(model.params());
        List<String> gradients = List.copyOf(model.paramToGrad().values());
        gradients.forEach(model.net()::addExternalOutput);
        List<String> backends = new ArrayList<>(FAST);
        if (model.learntNumbers() < MOST_BY_REFERENCE) {
            backends.add(Backends.REFERENCE);
        }
        for (String backend : backends) {
            List<NDArray> found = run(model, backend, size, gradients);
            for (int i = 0; i < found.size(); i++) {
                double sum = squares(found.get(i));
                assertThat(sum).as("%s on %s", gradients.get(i), backend).isFinite();
            }
            assertThat(squares(found.get(found.size() - 1))).as(backend).isPositive();
        }
    }

    private static double squares(NDArray array) {
        return Arrays.stream(array.toDoubles()).map(x -> x * x).sum();
    }

    /** What some blobs are after a run. */
    private static List<NDArray> run(
            ModelHelper model, String backend, int size, List<String> blobs) {
        try (Workspace workspace = new Workspace(backend, 7)) {
            workspace.runNetOnce(model.paramInitNet().proto());
            workspace.feedBlob("data", images(size));
            workspace.feedBlob("label", NDArray.of(Shape.of(BATCH), 1, 4));
            workspace.createNet(model.net().proto());
            workspace.runNet(model.net().name());
            return blobs.stream().map(workspace::fetchBlob).toList();
        }
    }

    private static NDArray images(int size) {
        NDArray images =
                NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(BATCH, 3, size, size)));
        for (int i = 0; i < images.size(); i++) {
            images.set(i, Math.sin(i * 0.37) + Math.cos(i * 0.011));
        }
        return images;
    }
}
