package org.duograph.oracle.onnxruntime;

import static org.duograph.workspace.model.Option.axis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.duograph.graph.Graph;
import org.duograph.interop.onnx.OnnxExporter;
import org.duograph.interop.onnx.proto.ModelProto;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Option;
import org.duograph.workspace.model.TransformerLayers;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.zoo.CharacterLstm;
import org.duograph.workspace.zoo.DenseNet;
import org.duograph.workspace.zoo.Detector;
import org.duograph.workspace.zoo.GoogLeNet;
import org.duograph.workspace.zoo.Inception;
import org.duograph.workspace.zoo.MobileNet;
import org.duograph.workspace.zoo.ResNet;
import org.duograph.workspace.zoo.ShuffleNet;
import org.duograph.workspace.zoo.SmallNets;
import org.duograph.workspace.zoo.SqueezeNet;
import org.duograph.workspace.zoo.UNet;
import org.duograph.workspace.zoo.Vgg;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nets of the workspace face, in training, are written for inference, and ONNX Runtime computes of
 * them what our own engine computes of the nets that test them: for any batch, in the oldest and
 * the newest of the versions that are written.
 */
class WorkspaceExportsTest {
    private static final int CLASSES = 10;
    private static final int STEPS = 12;
    private static final int KINDS = 20;
    private static final int WIDTH = 16;

    /** A net, built for so many images or texts. */
    record Example(String name, Function<Building, String> add) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A model that is being built, and the arrays that it is to be fed. */
    record Building(ModelHelper model, int batch, Map<String, NDArray> feeds) {
        String images(int channels, int size) {
            Shape shape = Shape.of(batch, channels, size, size);
            feeds.put("data", Close.numbers(shape, 1));
            return model.input("data", shape);
        }

        /** Numbers of things, steps x batch. */
        String things(String name) {
            NDArray things = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(STEPS, batch)));
            Random random = new Random(2);
            for (int i = 0; i < things.size(); i++) {
                things.setWhole(i, random.nextInt(KINDS));
            }
            feeds.put(name, things);
            return model.input(name, things.type());
        }
    }

    private static Example images(
            String name, int channels, int size, Function<ModelHelper, String> add) {
        return new Example(
                name,
                b -> {
                    b.images(channels, size);
                    return add.apply(b.model);
                });
    }

    static Stream<Example> nets() {
        return Stream.of(
                images("LeNet", 1, 28, m -> SmallNets.leNet(m, "data")),
                images("the 6-layer net", 3, 32, m -> Vgg.sixLayers(m, "data", CLASSES)),
                images("VGG-11", 3, 32, m -> Vgg.cifar(m, "data", 11, true, CLASSES)),
                images("ResNet-20", 3, 32, m -> ResNet.cifar(m, "data", 3, CLASSES)),
                images("ResNet-50", 3, 64, m -> ResNet.imageNet(m, "data", 50, CLASSES)),
                images("GoogLeNet", 3, 64, m -> GoogLeNet.add(m, "data", CLASSES)),
                images("Inception v3", 3, 96, m -> Inception.v3(m, "data", CLASSES)),
                images("MobileNet v1", 3, 64, m -> MobileNet.v1(m, "data", CLASSES)),
                images("MobileNet v2", 3, 64, m -> MobileNet.v2(m, "data", CLASSES)),
                images("MobileNet v3", 3, 64, m -> MobileNet.v3Small(m, "data", CLASSES)),
                images("ShuffleNet", 3, 64, m -> ShuffleNet.v2(m, "data", 50, CLASSES)),
                images("SqueezeNet", 3, 64, m -> SqueezeNet.v11(m, "data", CLASSES)),
                images("DenseNet-121", 3, 64, m -> DenseNet.add(m, "data", 121, CLASSES)),
                images("U-Net", 3, 32, m -> UNet.add(m, "data", 8, 3, CLASSES)),
                images("Tiny YOLO", 3, 64, m -> Detector.tinyYolo(m, "data", 1, 2)),
                new Example("the character LSTM", WorkspaceExportsTest::characters),
                new Example("a transformer", WorkspaceExportsTest::transformer));
    }

    private static String characters(Building b) {
        b.things(CharacterLstm.CHARACTERS);
        int seed = 3;
        for (String state : CharacterLstm.STATES) {
            b.feeds.put(state, Close.numbers(Shape.of(b.batch, WIDTH), seed++));
        }
        return new CharacterLstm(KINDS, WIDTH).addTo(b.model, STEPS, b.batch);
    }

    private static String transformer(Building b) {
        NDArray places = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(STEPS)));
        for (int i = 0; i < STEPS; i++) {
            places.setWhole(i, i);
        }
        b.things("things");
        b.feeds.put("places", places);
        b.model.input("places", places.type());
        String x =
                TransformerLayers.embedding(b.model, "things", "places", "x", KINDS, STEPS, WIDTH);
        for (int i = 0; i < 2; i++) {
            x = TransformerLayers.block(b.model, x, "block" + i, 2, true);
        }
        String y = Brew.layerNorm(b.model, x, "y", axis(2));
        return Brew.fc(b.model, y, "scores", WIDTH, KINDS, axis(2));
    }

    @BeforeEach
    void releaseNames() {
        Net.releaseNames();
    }

    @ParameterizedTest
    @MethodSource("nets")
    void onnxRuntimeComputesTheSame(Example example) {
        try (Workspace workspace = new Workspace("", 1)) {
            Building training = build(example, new ModelHelper("train"), 2);
            String scores = example.add.apply(training);
            workspace.runNetOnce(training.model.paramInitNet());
            changeVectors(workspace);
            Graph two = graph(workspace, training);
            Building more = build(example, new ModelHelper("more"), 3);
            example.add.apply(more);
            Graph three = graph(workspace, more);
            Building one = build(example, new ModelHelper("test", Option.test()), 1);
            one.model.net().addExternalOutput(example.add.apply(one));
            one.feeds.forEach(workspace::feedBlob);
            workspace.createNet(one.model);
            workspace.runNet("test");
            NDArray wanted = workspace.fetchBlob(scores);
            for (int opset : List.of(OnnxExporter.OPSET, OnnxExporter.NEWEST)) {
                ModelProto proto =
                        new OnnxExporter(two)
                                .batch(three)
                                .opset(opset)
                                .content(
                                        b ->
                                                one.feeds.containsKey(b)
                                                        ? null
                                                        : content(workspace, b))
                                .export(List.of(scores));
                try (OnnxRuntime runtime = new OnnxRuntime(proto.toByteArray())) {
                    NDArray found = runtime.run(one.feeds).get(scores);
                    Close.assertClose(example + " by operators " + opset, found, wanted);
                }
            }
        }
    }

    private static Building build(Example example, ModelHelper model, int batch) {
        return new Building(model, batch, new LinkedHashMap<>());
    }

    private static NDArray content(Workspace workspace, String blob) {
        return workspace.hasBlob(blob) ? workspace.fetchBlob(blob) : null;
    }

    private static Graph graph(Workspace workspace, Building built) {
        built.feeds.forEach(workspace::feedBlob);
        return workspace.inspect().graph(built.model.net().proto());
    }

    /** Biases that are not 0 and variances that are not 1. */
    private static void changeVectors(Workspace workspace) {
        Random random = new Random(7);
        for (String blob : List.copyOf(workspace.blobs())) {
            NDArray numbers = workspace.fetchBlob(blob);
            if (numbers.shape().rank() == 1 && numbers.dtype() == DType.FLOAT32) {
                NDArray changed = numbers.copy();
                for (int i = 0; i < changed.size(); i++) {
                    changed.set(i, numbers.get(i) + 0.2 * random.nextDouble());
                }
                workspace.feedBlob(blob, changed);
            }
        }
    }
}
