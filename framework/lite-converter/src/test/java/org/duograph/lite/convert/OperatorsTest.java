package org.duograph.lite.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.workspace.io.Ops.arg;

import java.util.ArrayList;
import java.util.List;
import org.duograph.lite.Interpreter;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operator that can be translated, in its ways, against the engine; as int8 too. */
class OperatorsTest {
    private static final double CLOSE = 1e-4;

    /** A net from "X", and the shapes of the weights that it reads. */
    record Case(String name, Shape x, List<OperatorDef> ops, List<Weights> weights) {
        record Weights(String blob, Shape shape) {}

        static Case of(String name, Shape x, OperatorDef... ops) {
            return new Case(name, x, List.of(ops), new ArrayList<>());
        }

        Case with(String blob, int... shape) {
            weights.add(new Weights(blob, Shape.of(shape)));
            return this;
        }

        NetDef net() {
            NetDef.Builder net = NetDef.newBuilder().setName("case").addAllOp(ops);
            net.addExternalInput("X").addExternalOutput("Y");
            weights.forEach(w -> net.addExternalInput(w.blob));
            return net.build();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static OperatorDef op(String type, String in, String out, Argument... args) {
        return Ops.operator(type, List.of(in.split(" ")), List.of(out), args);
    }

    private static final Shape IMAGE = Shape.of(1, 4, 9, 7);

    static List<Case> cases() {
        return List.of(
                conv("valid", arg("kernel", 3)),
                conv("same", arg("kernel", 3), arg("pad", 1)),
                conv(
                        "strides and one pixel all around",
                        arg("kernel", 3),
                        arg("pad", 1),
                        arg("stride", 2)),
                conv("dilation", arg("kernel", 3), arg("dilation", 2), arg("pad", 2)),
                Case.of(
                                "groups",
                                IMAGE,
                                op("Conv", "X W b", "Y", arg("kernel", 3), arg("group", 2)))
                        .with("W", 6, 2, 3, 3)
                        .with("b", 6),
                Case.of(
                                "depthwise",
                                IMAGE,
                                op(
                                        "Conv",
                                        "X W b",
                                        "Y",
                                        arg("kernel", 3),
                                        arg("pad", 1),
                                        arg("group", 4)))
                        .with("W", 8, 1, 3, 3)
                        .with("b", 8),
                Case.of("no bias", IMAGE, op("Conv", "X W", "Y", arg("kernel", 2)))
                        .with("W", 5, 4, 2, 2),
                Case.of(
                                "channels last",
                                Shape.of(1, 6, 7, 3),
                                op("Conv", "X W b", "Y", arg("kernel", 3), arg("order", "NHWC")))
                        .with("W", 5, 3, 3, 3)
                        .with("b", 5),
                Case.of(
                                "transposed convolution",
                                IMAGE,
                                op(
                                        "ConvTranspose",
                                        "X W b",
                                        "Y",
                                        arg("kernel", 4),
                                        arg("stride", 2),
                                        arg("pad", 1)))
                        .with("W", 4, 3, 4, 4)
                        .with("b", 3),
                Case.of(
                                "transposed convolution, cut on one side",
                                IMAGE,
                                op(
                                        "ConvTranspose",
                                        "X W b",
                                        "Y",
                                        arg("kernel", 3),
                                        arg("stride", 2),
                                        arg("pad", 1),
                                        arg("adj", 1)))
                        .with("W", 4, 3, 3, 3)
                        .with("b", 3),
                Case.of("fully connected from images", IMAGE, op("FC", "X W b", "Y"))
                        .with("W", 5, 252)
                        .with("b", 5),
                Case.of(
                                "flattened first",
                                IMAGE,
                                op("Flatten", "X", "F"),
                                op("FC", "F W b", "Z"),
                                op("Relu", "Z", "Y"))
                        .with("W", 5, 252)
                        .with("b", 5),
                Case.of(
                        "maximum",
                        IMAGE,
                        op("MaxPool", "X", "Y", arg("kernel", 3), arg("stride", 2))),
                Case.of(
                        "maximum with a border",
                        IMAGE,
                        op("MaxPool", "X", "Y", arg("kernel", 3), arg("stride", 2), arg("pad", 1))),
                Case.of(
                        "mean",
                        IMAGE,
                        op("AveragePool", "X", "Y", arg("kernel", 2), arg("stride", 2))),
                Case.of(
                        "mean of all",
                        IMAGE,
                        op("AveragePool", "X", "Y", arg("global_pooling", 1))),
                Case.of(
                                "batch normalisation after a convolution",
                                IMAGE,
                                op("Conv", "X W", "Z", arg("kernel", 3)),
                                op("SpatialBN", "Z s b m v", "N", arg("is_test", 1)),
                                op("Relu", "N", "Y"))
                        .with("W", 5, 4, 3, 3)
                        .with("s", 5)
                        .with("b", 5)
                        .with("m", 5)
                        .with("v", 5),
                Case.of(
                                "batch normalisation by itself",
                                IMAGE,
                                op("SpatialBN", "X s b m v", "Y", arg("is_test", 1)))
                        .with("s", 4)
                        .with("b", 4)
                        .with("m", 4)
                        .with("v", 4),
                Case.of(
                                "a residual",
                                IMAGE,
                                op("Conv", "X W b", "Z", arg("kernel", 3), arg("pad", 1)),
                                op("Sum", "Z X", "S"),
                                op("Relu", "S", "Y"))
                        .with("W", 4, 4, 3, 3)
                        .with("b", 4),
                Case.of(
                        "two parts",
                        IMAGE,
                        op("Relu", "X", "R"),
                        op("Concat", "X R", "Y", arg("axis", 1))),
                Case.of("sigmoid", IMAGE, op("Sigmoid", "X", "Y")),
                Case.of("tanh", IMAGE, op("Tanh", "X", "Y")),
                Case.of("leaky", IMAGE, op("LeakyRelu", "X", "Y", arg("alpha", 0.25f))),
                Case.of("slopes", IMAGE, op("PRelu", "X s", "Y")).with("s", 4),
                Case.of("bounds", IMAGE, op("Clip", "X", "Y", arg("min", 0f), arg("max", 6f))),
                Case.of(
                        "other bounds",
                        IMAGE,
                        op("Clip", "X", "Y", arg("min", -0.5f), arg("max", 0.75f))),
                Case.of("swish", IMAGE, op("Swish", "X", "Y")),
                Case.of(
                                "a factor for each channel",
                                IMAGE,
                                op("Mul", "X c", "Y", arg("broadcast", 1), arg("axis", 1)))
                        .with("c", 4),
                Case.of("softmax", Shape.of(3, 10), op("Softmax", "X", "Y")),
                Case.of("in NHWC and back", IMAGE, op("Relu", "X", "R"), op("NCHW2NHWC", "R", "Y")),
                Case.of(
                        "local response",
                        IMAGE,
                        op("MaxPool", "X", "P", arg("kernel", 1)),
                        op(
                                "LRN",
                                "P",
                                "Y",
                                arg("size", 3),
                                arg("alpha", 0.5f),
                                arg("beta", 0.75f),
                                arg("bias", 1f))),
                Case.of("instances", IMAGE, op("InstanceNorm", "X s b", "Y"))
                        .with("s", 4)
                        .with("b", 4),
                Case.of(
                        "a mirror",
                        IMAGE,
                        op("PadImage", "X", "Y", arg("pad", 2), arg("mode", "reflect"))),
                Case.of(
                        "larger",
                        IMAGE,
                        op(
                                "ResizeNearest",
                                "X",
                                "Y",
                                arg("height_scale", 2f),
                                arg("width_scale", 3f))),
                Case.of(
                        "shuffled",
                        IMAGE,
                        op("ChannelShuffle", "X", "Y", arg("group", 2), arg("kernel", 1))));
    }

    private static Case conv(String name, Argument... args) {
        return Case.of("convolution: " + name, IMAGE, op("Conv", "X W b", "Y", args))
                .with("W", 5, 4, 3, 3)
                .with("b", 5);
    }

    static Converted convert(Workspace workspace, Case made) {
        for (Case.Weights w : made.weights()) {
            Philox random = Philox.of(1, w.blob(), 0);
            NDArray numbers = NDArray.zeros(ArrayType.float32(w.shape().toArray()));
            for (int i = 0; i < numbers.size(); i++) {
                double number = random.below(i, 1000) / 1000.0;
                numbers.set(i, w.blob().equals("v") ? number + 0.5 : number - 0.5);
            }
            workspace.feedBlob(w.blob(), numbers);
        }
        return new Converted(workspace, made.net(), "X", ArrayType.float32(made.x().toArray()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesWhatTheEngineGives(Case made) {
        try (Workspace workspace = new Workspace("java", 0)) {
            Converted model = convert(workspace, made);
            Interpreter lite = new Interpreter(model.converter.floatModel());
            for (NDArray x : model.draw(2, -2, 8)) {
                assertThat(Converted.worst(model.lite(lite, x), model.engine(x))).isLessThan(CLOSE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void asInt8ItIsCloseToTheWholeRange(Case made) {
        try (Workspace workspace = new Workspace("java", 0)) {
            Converted model = convert(workspace, made);
            List<NDArray> inputs = model.draw(3, -2, 8);
            byte[] file = model.converter.int8(model.examples(inputs));
            Interpreter lite = new Interpreter(LiteConverter.read(file));
            for (NDArray x : inputs) {
                float[] wanted = model.engine(x);
                float greatest = 0;
                for (float number : wanted) {
                    greatest = Math.max(greatest, Math.abs(number));
                }
                assertThat(Converted.worst(model.lite(lite, x), wanted))
                        .isLessThan(0.05 * greatest);
            }
        }
    }

    @Test
    void namesAllOperatorsThatItLacks() {
        Case made =
                Case.of(
                        "cubes",
                        IMAGE,
                        op("Cube", "X", "C"),
                        op("Cos", "C", "D"),
                        op("Cube", "X", "Y"));
        try (Workspace workspace = new Workspace("java", 0)) {
            assertThatThrownBy(() -> convert(workspace, made))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("Cube: there is no such operator");
        }
    }
}
