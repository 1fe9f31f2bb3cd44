package org.duograph.oracle.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.workspace.model.Option.globalPooling;
import static org.duograph.workspace.model.Option.group;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.stride;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.duograph.lite.Interpreter;
import org.duograph.lite.convert.LiteConverter;
import org.duograph.lite.model.Model;
import org.duograph.lite.model.ModelFormatException;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.zoo.Vgg;
import org.duograph.zoo.Zoo;
import org.duograph.zoo.ZooModel;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our files in the real TensorFlow Lite, in LiteRT, and in ours: close as float32, the same bits as
 * int8.
 */
class JudgeTest {
    private static final int EXAMPLES = 16;
    private static final int CLASSES = 10; // of all these nets
    private static final float CLOSE = 1e-4f;

    /** A net and how it gets its weights. */
    record Net(String name, NetDef init, NetDef predict, String input, ArrayType type) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Net> nets() throws IOException {
        return Stream.of(zoo("lenet-fashion"), zoo("resnet20-cifar10"), sixLayers(), mobile());
    }

    private static Net zoo(String name) throws IOException {
        ZooModel model = Zoo.standard().model(name);
        String input = model.card().input().blob();
        return new Net(
                name,
                model.init(),
                model.predict(),
                input,
                model.card().input().types().get(input));
    }

    private static Net sixLayers() {
        ModelHelper model = new ModelHelper("six_layers");
        Brew.softmax(model, Vgg.sixLayers(model, "data", 10), "softmax");
        return net("the 6-layer net", model, ArrayType.float32(1, 3, 32, 32));
    }

    /** Two blocks as MobileNet has them: depthwise, then 1 x 1, each with RELU6. */
    private static Net mobile() {
        ModelHelper model = new ModelHelper("mobile");
        String layer = Brew.conv(model, "data", "conv1", 3, 16, kernel(3), stride(2), pad(1));
        layer = model.op("Clip", layer, "r1", six());
        for (int i = 0; i < 2; i++) {
            String depthwise =
                    Brew.conv(model, layer, "d" + i, 16, 16, kernel(3), pad(1), group(16));
            layer = model.op("Clip", depthwise, "dr" + i, six());
            layer = Brew.conv(model, layer, "p" + i, 16, 16, kernel(1));
            layer = model.op("Clip", layer, "pr" + i, six());
        }
        layer = Brew.averagePool(model, layer, "mean", globalPooling());
        layer = Brew.fc(model, layer, "scores", 16, 10);
        Brew.softmax(model, layer, "softmax");
        return net("like MobileNet", model, ArrayType.float32(1, 3, 32, 32));
    }

    private static org.duograph.workspace.proto.Argument[] six() {
        return new org.duograph.workspace.proto.Argument[] {
            org.duograph.workspace.io.Ops.arg("min", 0f),
            org.duograph.workspace.io.Ops.arg("max", 6f)
        };
    }

    private static Net net(String name, ModelHelper model, ArrayType type) {
        NetDef predict =
                model.net().proto().toBuilder()
                        .clearExternalOutput()
                        .addExternalOutput("softmax")
                        .build();
        return new Net(name, model.paramInitNet().proto(), predict, "data", type);
    }

    /** Whose answers ours are compared with. */
    @FunctionalInterface
    private interface Judge {
        /** What the only output of a file holds, for all examples. */
        float[] run(byte[] file, List<float[]> examples, int[] shape);
    }

    @ParameterizedTest
    @MethodSource("nets")
    void inTensorFlowLiteFloatIsCloseAndInt8TheSame(Net net) {
        judge(net, JudgeTest::tensorFlowLite);
    }

    @ParameterizedTest
    @MethodSource("nets")
    void inLiteRtFloatIsCloseAndInt8TheSame(Net net, @TempDir Path folder) {
        LiteRt.assume();
        judge(net, (file, examples, shape) -> LiteRt.run(file, examples, shape, folder));
    }

    private static void judge(Net net, Judge judge) {
        try (Workspace workspace = new Workspace("", 1)) {
            workspace.runNetOnce(net.init());
            workspace.feedBlob(net.input(), NDArray.zeros(net.type()));
            LiteConverter converter =
                    LiteConverter.of(
                            workspace.inspect().graph(net.predict()),
                            workspace::fetchBlob,
                            List.of(net.input()),
                            List.of("softmax"));
            List<List<float[]>> examples = new ArrayList<>();
            for (int i = 0; i < EXAMPLES; i++) {
                examples.add(List.of(converter.toFile(0, pixels(net.type(), i))));
            }
            compare(converter.floats(), examples, CLOSE, judge);
            compare(converter.int8(examples.subList(0, EXAMPLES / 2)), examples, 0, judge);
        }
    }

    private static NDArray pixels(ArrayType type, int seed) {
        NDArray pixels = NDArray.zeros(type);
        Philox random = Philox.of(seed, "pixels", 0);
        for (int i = 0; i < pixels.size(); i++) {
            pixels.set(i, random.below(i, 256));
        }
        return pixels;
    }

    private static void compare(
            byte[] file, List<List<float[]>> examples, float within, Judge judge) {
        try {
            Interpreter ours = new Interpreter(Model.of(file));
            List<float[]> inputs = examples.stream().map(example -> example.get(0)).toList();
            float[] wanted = judge.run(file, inputs, ours.model().inputs().get(0).shape());
            for (int i = 0; i < inputs.size(); i++) {
                float[] found = ours.run(inputs.get(i));
                int at = i * found.length;
                assertThat(found)
                        .containsExactly(
                                Arrays.copyOfRange(wanted, at, at + found.length),
                                Offset.offset(within));
            }
        } catch (ModelFormatException e) {
            throw new AssertionError(e);
        }
    }

    private static float[] tensorFlowLite(byte[] file, List<float[]> examples, int[] shape) {
        try (TensorFlowLite judge = new TensorFlowLite(file)) {
            float[] all = new float[0];
            for (float[] example : examples) {
                float[] one = judge.run(example, CLASSES);
                int before = all.length;
                all = Arrays.copyOf(all, before + one.length);
                System.arraycopy(one, 0, all, before, one.length);
            }
            return all;
        }
    }
}
