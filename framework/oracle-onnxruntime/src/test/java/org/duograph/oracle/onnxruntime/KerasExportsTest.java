package org.duograph.oracle.onnxruntime;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.duograph.interop.onnx.OnnxExporter;
import org.duograph.interop.onnx.proto.ModelProto;
import org.duograph.keras.LayeredModel;
import org.duograph.keras.applications.DenseNet;
import org.duograph.keras.applications.Detector;
import org.duograph.keras.applications.Inception;
import org.duograph.keras.applications.MobileNet;
import org.duograph.keras.applications.ResNet;
import org.duograph.keras.applications.ShuffleNet;
import org.duograph.keras.applications.SqueezeNet;
import org.duograph.keras.applications.UNet;
import org.duograph.keras.applications.Vgg;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nets of the session face, whose images have their channels last, are written, and ONNX Runtime
 * computes of them what our own engine computes: for any batch.
 */
class KerasExportsTest {
    private static Arguments net(String name, Supplier<LayeredModel> made) {
        return Arguments.of(name, made);
    }

    static Stream<Arguments> nets() {
        return Stream.of(
                net("ResNet-18", () -> ResNet.model(18, 7, 32, 32, 3)),
                net("VGG-11", () -> Vgg.model(11, 7, 32, 32, 3)),
                net("DenseNet-121", () -> DenseNet.model(121, 7, 32, 32, 3)),
                net("SqueezeNet 1.1", () -> SqueezeNet.model(7, 48, 48, 3)),
                net("MobileNet v1", () -> MobileNet.v1(7, 32, 32, 3)),
                net("MobileNet v2", () -> MobileNet.v2(7, 32, 32, 3)),
                net("MobileNet v3", () -> MobileNet.v3Small(7, 32, 32, 3)),
                net("ShuffleNet", () -> ShuffleNet.v2(50, 7, 64, 64, 3)),
                net("Inception v3", () -> Inception.v3(7, 75, 75, 3)),
                net("U-Net", () -> UNet.model(8, 3, 7, 32, 32, 3)),
                net("Tiny YOLO", () -> Detector.tinyYolo(1, 2, 64, 64, 3)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void onnxRuntimeComputesTheSame(String name, Supplier<LayeredModel> made) {
        try (LayeredModel model = made.get()) {
            Session session = model.session();
            Tensor input = model.inputTensors().get(0);
            Tensor output = model.outputTensors().get(0);
            int[] image = model.inputs().get(0).shape();
            NDArray fed = Close.numbers(batch(1, image), 1);
            NDArray wanted = session.feed(input, fed).run(output);
            org.duograph.graph.Graph two = frozen(session, input, batch(2, image), output);
            ModelProto proto =
                    new OnnxExporter(two)
                            .batch(frozen(session, input, batch(3, image), output))
                            .export(List.copyOf(two.assigns().keySet()));
            String fedName = proto.getGraph().getInput(0).getName();
            try (OnnxRuntime runtime = new OnnxRuntime(proto.toByteArray())) {
                NDArray found = runtime.run(Map.of(fedName, fed)).values().iterator().next();
                Close.assertClose(name, found, wanted);
            }
        }
    }

    private static org.duograph.graph.Graph frozen(
            Session session, Tensor input, Shape shape, Tensor output) {
        return session.frozen(session.feed(input, Close.numbers(shape, 2)), output);
    }

    /** The shape of so many images. */
    private static Shape batch(int batch, int[] image) {
        int[] dims = new int[image.length + 1];
        dims[0] = batch;
        System.arraycopy(image, 0, dims, 1, image.length);
        return Shape.of(dims);
    }
}
