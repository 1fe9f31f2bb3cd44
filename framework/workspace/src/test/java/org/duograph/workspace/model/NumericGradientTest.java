package org.duograph.workspace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.workspace.io.Ops.arg;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.Argument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gradients that nets compute are those that differences of the loss tell. A loss is the sum of
 * the output times fixed numbers, so that every number of the output counts differently.
 */
class NumericGradientTest {
    private static final float STEP = 1e-2f;

    /** A net over inputs of these shapes that writes blob Y. */
    private record Case(String name, Map<String, Shape> inputs, Builder builder) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Builder {
        void build(Net net);
    }

    private static Arguments one(String type, Shape x, Argument... args) {
        return Arguments.of(new Case(type, Map.of("X", x), net -> net.op(type, "X", "Y", args)));
    }

    private static Arguments two(String name, String type, Shape a, Shape b, Argument... args) {
        Map<String, Shape> inputs = new LinkedHashMap<>();
        inputs.put("A", a);
        inputs.put("B", b);
        return Arguments.of(
                new Case(name, inputs, net -> net.op(type, List.of("A", "B"), "Y", args)));
    }

    private static Arguments net(String name, Map<String, Shape> inputs, Builder builder) {
        return Arguments.of(new Case(name, inputs, builder));
    }

    static Stream<Arguments> cases() {
        Shape rows = Shape.of(3, 4);
        Argument[] broadcast = {arg("broadcast", 1), arg("axis", 0)};
        Argument transA = arg("trans_a", 1);
        Argument transB = arg("trans_b", 1);
        return Stream.of(
                one("Exp", rows),
                one("Log", rows),
                one("Sqr", rows),
                one("Sqrt", rows),
                one("Cube", rows),
                one("Negative", rows),
                one("Copy", rows),
                net("Cast there and back", Map.of("X", rows), NumericGradientTest::cast),
                one("Sin", rows),
                one("Cos", rows),
                one("Clip", rows, arg("min", 0.1f), arg("max", 5f)),
                one("Pow", rows, arg("exponent", 2.5f)),
                one("Scale", rows, arg("scale", 3f)),
                one("Softmax", rows),
                one("Flatten", Shape.of(2, 3, 2)),
                one("Transpose", Shape.of(2, 3, 4), arg("axes", List.of(1, 2, 0))),
                one("Transpose", rows),
                one("ExpandDims", rows, arg("dims", List.of(1))),
                one("Squeeze", Shape.of(3, 1, 4), arg("dims", List.of(1))),
                one("NCHW2NHWC", Shape.of(2, 3, 2, 2)),
                one("AveragePool", Shape.of(1, 2, 4, 4), arg("kernel", 2), arg("stride", 2)),
                one("ReduceFrontSum", rows, arg("num_reduce_dim", 1)),
                one("ReduceBackMean", rows, arg("num_reduce_dim", 1)),
                two("Add", "Add", rows, rows),
                two("Sub", "Sub", rows, rows),
                two("Mul", "Mul", rows, rows),
                two("Div", "Div", rows, rows),
                two("Max", "Max", rows, rows),
                two("Min", "Min", rows, rows),
                two("Add, broadcast", "Add", rows, Shape.of(3), broadcast),
                two("Sub, broadcast", "Sub", rows, Shape.of(3), broadcast),
                two("Mul, broadcast", "Mul", rows, Shape.of(3), broadcast),
                two("MatMul", "MatMul", Shape.of(2, 3), Shape.of(3, 4)),
                two("MatMul a'", "MatMul", Shape.of(3, 2), Shape.of(3, 4), transA),
                two("MatMul b'", "MatMul", Shape.of(2, 3), Shape.of(4, 3), transB),
                two("MatMul a'b'", "MatMul", Shape.of(3, 2), Shape.of(4, 3), transA, transB),
                two("SquaredL2Distance", "SquaredL2Distance", rows, rows),
                two("DotProduct", "DotProduct", rows, rows),
                net(
                        "MaxPoolWithIndex",
                        Map.of("X", Shape.of(1, 2, 3, 3)),
                        n ->
                                n.op(
                                        "MaxPoolWithIndex",
                                        List.of("X"),
                                        List.of("Y", "places"),
                                        arg("kernel", 2))),
                one("CopyCPUToGPU", rows),
                one("EnsureCPUOutput", rows),
                net(
                        "ElementwiseLinear",
                        Map.of("X", rows, "W", Shape.of(4), "b", Shape.of(4)),
                        n -> n.op("ElementwiseLinear", List.of("X", "W", "b"), "Y")),
                net(
                        "LayerNorm",
                        Map.of("X", rows),
                        n -> n.op("LayerNorm", List.of("X"), List.of("Y", "mean", "std"))),
                net(
                        "SpatialBN in use",
                        Map.of("X", Shape.of(2, 3, 2, 2), "s", Shape.of(3), "b", Shape.of(3)),
                        NumericGradientTest::normalisationInUse),
                net("X twice", Map.of("X", rows), n -> n.op("Mul", List.of("X", "X"), "Y")),
                net(
                        "Concat",
                        Map.of("A", rows, "B", Shape.of(3, 2)),
                        n ->
                                n.op(
                                        "Concat",
                                        List.of("A", "B"),
                                        List.of("Y", "info"),
                                        arg("axis", 1))),
                net(
                        "one part of Split",
                        Map.of("X", rows),
                        n -> n.op("Split", List.of("X"), List.of("Z", "Y"), arg("axis", 1))),
                net(
                        "Reshape",
                        Map.of("X", rows),
                        n ->
                                n.op(
                                        "Reshape",
                                        List.of("X"),
                                        List.of("Y", "old"),
                                        arg("shape", List.of(2, 6)))),
                net("three readers", Map.of("X", rows), NumericGradientTest::threeReaders),
                net("in place", Map.of("X", rows), NumericGradientTest::inPlace),
                net("shared gradient", Map.of("P", rows, "Q", rows), NumericGradientTest::shared),
                net(
                        "residual block",
                        Map.of("X", Shape.of(2, 2, 4, 4), "W", Shape.of(2, 2, 3, 3)),
                        NumericGradientTest::residual));
    }

    private static void normalisationInUse(Net net) {
        net.op("ConstantFill", "mean", arg("shape", List.of(3)), arg("value", 0.3f));
        net.op("ConstantFill", "var", arg("shape", List.of(3)), arg("value", 0.7f));
        net.op("SpatialBN", List.of("X", "s", "b", "mean", "var"), "Y", arg("is_test", 1));
    }

    private static void cast(Net net) {
        net.op("Cast", "X", "wide", arg("to", "double"), arg("from_type", "float"));
        net.op("Cast", "wide", "Y", arg("to", "float"), arg("from_type", "double"));
    }

    private static void threeReaders(Net net) {
        net.op("Sqrt", "X", "a");
        net.op("Sqr", "X", "b");
        net.op("Exp", "X", "c");
        net.op("Sum", List.of("a", "b", "c"), "s");
        net.op("Mul", List.of("s", "X"), "Y");
    }

    private static void inPlace(Net net) {
        net.op("Sqr", "X", "Z");
        net.op("Negative", "Z", "Z");
        net.op("Scale", "Z", "Z", arg("scale", 2f));
        net.op("Exp", "Z", "Y");
    }

    private static void shared(Net net) {
        net.op("Sqr", "P", "A");
        net.op("Sqr", "Q", "B");
        net.op("Negative", "A", "A");
        net.op("Sum", List.of("A", "B"), "A");
        net.op("Sum", List.of("A", "P"), "Y");
    }

    private static void residual(Net net) {
        net.op("Conv", List.of("X", "W"), "conv", arg("kernel", 3), arg("pad", 1));
        net.op("Sigmoid", "conv", "s");
        net.op("Sum", List.of("s", "X"), "sum");
        net.op("AveragePool", "sum", "Y", arg("global_pooling", 1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreWhatDifferencesTell(Case test) {
        try (Workspace workspace = new Workspace("java", 0)) {
            Net net = new Net("net");
            test.builder.build(net);
            net.op("Mul", List.of("Y", "factors"), "product");
            net.op("SumElements", "product", "loss");
            Net training = net.copy("training");
            Map<String, String> gradients = training.addGradientOperators("loss");
            Random random = new Random(1);
            float offset = 0;
            for (Map.Entry<String, Shape> input : test.inputs.entrySet()) {
                workspace.feedBlob(input.getKey(), numbers(input.getValue(), offset, random));
                offset += 2 * STEP;
            }
            Net forward = new Net("forward");
            test.builder.build(forward);
            workspace.runNetOnce(forward.proto());
            workspace.feedBlob("factors", numbers(workspace.fetchBlob("Y").shape(), 0, random));
            workspace.runNetOnce(training.proto());
            workspace.createNet(net.proto());
            for (String input : test.inputs.keySet()) {
                NDArray gradient = workspace.fetchBlob(gradients.get(input));
                compare(workspace, net.name(), input, gradient);
            }
        }
    }

    /**
     * Between 0.5 and 1.5, so that roots and logarithms exist. They stand 4 steps apart, so that
     * with different offsets no step makes another of two numbers the larger.
     */
    private static NDArray numbers(Shape shape, float offset, Random random) {
        float[] numbers = new float[shape.intSize()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 0.5f + offset + 4 * STEP * random.nextInt(24);
        }
        return NDArray.of(shape, numbers);
    }

    private static void compare(Workspace workspace, String net, String input, NDArray gradient) {
        NDArray x = workspace.fetchBlob(input);
        assertThat(gradient.shape()).isEqualTo(x.shape());
        for (int i = 0; i < x.size(); i++) {
            double difference =
                    (loss(workspace, net, input, x, i, STEP)
                                    - loss(workspace, net, input, x, i, -STEP))
                            / (2 * STEP);
            assertThat(gradient.get(i))
                    .as("%s[%d]", input, i)
                    .isCloseTo(difference, within(2e-2 * Math.max(1, Math.abs(difference))));
        }
        workspace.feedBlob(input, x);
    }

    private static double loss(
            Workspace workspace, String net, String input, NDArray x, int i, float step) {
        NDArray moved = x.copy();
        moved.set(i, x.get(i) + step);
        workspace.feedBlob(input, moved);
        workspace.runNet(net);
        return workspace.fetchBlob("loss").item();
    }

    @Test
    void batchNormalisationAndDropoutTrainInOneNet() {
        try (Workspace workspace = new Workspace("java", 3)) {
            ModelHelper model = new ModelHelper("bn");
            String bn = Brew.spatialBn(model, "X", "bn", 2);
            String drop = Brew.dropout(model, bn, "drop");
            String fc = Brew.fc(model, drop, "fc", 2 * 2 * 2, 2);
            String loss =
                    model.op("SoftmaxWithLoss", List.of(fc, "label"), List.of("softmax", "loss"))
                            .get(1);
            model.addGradientOperators(loss);
            Optimizers.sgd(0.1).build(model);
            workspace.feedBlob("X", numbers(Shape.of(4, 2, 2, 2), 0, new Random(2)));
            workspace.feedBlob("label", NDArray.of(Shape.of(4), new int[] {0, 1, 0, 1}));
            workspace.runNetOnce(model.paramInitNet().proto());
            workspace.createNet(model.net().proto());
            workspace.runNet(model.net().name(), 5);
            assertThat(workspace.fetchBlob("bn_rm").get(0)).isNotZero();
            assertThat(workspace.fetchBlob("bn_s").get(0)).isNotEqualTo(1);
        }
    }
}
