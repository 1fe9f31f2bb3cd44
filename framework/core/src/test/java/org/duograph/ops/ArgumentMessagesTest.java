package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.optimizer.LearningRate;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an argument that can't be is answered with, when the node is made. */
class ArgumentMessagesTest {
    private static final int MOST = Integer.MAX_VALUE;
    private static final Shape IMAGE = Shape.of(1, 1, 5, 5);
    private static final Shape FILTER = Shape.of(1, 1, 3, 3);

    static Stream<Arguments> refused() {
        return Stream.of(
                refused(
                        "Conv",
                        Map.of("kernel", 3, "dilation", MOST),
                        "3x3, spread by dilation 2147483647x2147483647, does not fit",
                        IMAGE,
                        FILTER),
                refused("Conv", Map.of("kernel", 3, "pad", MOST), "are the most", IMAGE, FILTER),
                refused(
                        "MaxPool",
                        Map.of("kernel", 2, "dilation", MOST),
                        "2x2, spread by dilation 2147483647x2147483647, does not fit",
                        IMAGE),
                refused(
                        "PadImage",
                        Map.of("pad", List.of(MOST, 0, MOST, 0)),
                        "less than 2^31",
                        IMAGE),
                refused(
                        "Conv",
                        Map.of("kernel", 3, "pad", List.of(1, 1)),
                        "pad must be one number or [top, left, bottom, right], found [1, 1]",
                        IMAGE,
                        FILTER),
                refused("Tile", Map.of("tiles", MOST), "less than 2^31", Shape.of(2)),
                refused("UpsampleNearest", Map.of("scale", MOST), "less than 2^31", IMAGE),
                refused(
                        "Conv",
                        Map.of("kernel", 1, "group", 2),
                        "3 filters do not split into 2 groups",
                        Shape.of(1, 4, 2, 2),
                        Shape.of(3, 2, 1, 1)),
                refused("Clip", Map.of("min", 1, "max", -1), "min 1 is above max -1", Shape.of(2)),
                refused(
                        "FC",
                        Map.of(),
                        "b must have one number per output (4), found float32 2x2",
                        Shape.of(3, 5),
                        Shape.of(4, 5),
                        Shape.of(2, 2)),
                refused(
                        "Ftrl",
                        Map.of(),
                        "alpha must be a single number, found float32 3",
                        Shape.of(2),
                        Shape.of(2, 2),
                        Shape.of(2),
                        Shape.of(3)),
                refused(
                        "WeightedSum",
                        Map.of(),
                        "X_w1 must be a single number, found float32 2",
                        Shape.of(3),
                        Shape.of(2)),
                refused(
                        "LeakyRelu",
                        Map.of("alpha", -1),
                        "alpha must not be negative",
                        Shape.of(2)),
                refused("Elu", Map.of("alpha", -1), "alpha must not be negative", Shape.of(2)),
                refused("Selu", Map.of("scale", -1), "scale must not be negative", Shape.of(2)),
                refused(
                        "PRelu",
                        Map.of(),
                        "slope must have one number per channel (4), found float32 2x2",
                        Shape.of(3, 4),
                        Shape.of(2, 2)),
                refused("GaussianFill", Map.of("std", -1), "std must not be negative"),
                refused("UniformFill", Map.of("min", 2, "max", 1), "min 2.0 is above max 1.0"),
                refused(
                        "Split",
                        Map.of("axis", 0, "outputs", 2),
                        "does not split into 2 equal parts",
                        Shape.of(3)),
                refused(
                        "Split",
                        Map.of("outputs", 3),
                        "does not split into 3 equal parts",
                        Shape.of(2, 0, 2)),
                refused("Conv", Map.of(), "positive, found 0x0", IMAGE, Shape.of(1, 1, 0, 0)),
                refused("MaxPool", Map.of("kernel", -1), "positive, found -1x-1", IMAGE),
                refused("MaxPool", Map.of("kernel", 0), "positive, found 0x0", IMAGE),
                refused("AveragePool", Map.of("stride", 2), "give a kernel", IMAGE),
                refused(
                        "AveragePool",
                        Map.of("kernel", 2, "pad", List.of(0, -3, 0, 0)),
                        "pad can't be negative, found -3",
                        IMAGE),
                refused(
                        "PadImage",
                        Map.of("pad", List.of(0, 0, -3, 0)),
                        "pad can't be negative, found -3",
                        IMAGE),
                refused("UpsampleNearest", Map.of("scale", 0), "scale must be 1 or more", IMAGE),
                refused(
                        "UpsampleNearest",
                        Map.of("scale", 1L << 40),
                        " scale must be at most 2^31, found 1099511627776",
                        IMAGE),
                refused(
                        "ResizeNearest",
                        Map.of("height_scale", 0),
                        "height_scale must be positive and at most 2^31, found 0.0",
                        IMAGE),
                refused("Shape", Map.of("axes", List.of(7)), "Axis 7 asked for", IMAGE),
                refused(
                        "For",
                        Map.of("body", new Graph("body"), "sequences", 1, "n", 3),
                        "sequence 0 must have rows, found float32 scalar",
                        Shape.SCALAR),
                refused(
                        "For",
                        Map.of("body", new Graph("body"), "sequences", 1, "n", 3),
                        "sequence 0 must have 3 rows, found float32 2",
                        Shape.of(2)));
    }

    /** Cut to 32 bits, the number would be that of a dimension that there is. */
    static Stream<Arguments> longs() {
        long cut = 1L << 32;
        Map<String, ?> list = Map.of("axes", List.of(cut));
        Shape matrix = Shape.of(5, 5);
        return Stream.of(
                refused("ReduceSum", list, "Axis " + cut, IMAGE),
                refused("ReduceMean", list, "Axis " + cut, IMAGE),
                refused("Shape", list, "Axis " + cut, IMAGE),
                refused("Flatten", Map.of("axis", cut), "Axis " + cut, IMAGE),
                refused("MatMul", Map.of("axis_a", cut), "Axis " + cut, matrix, matrix),
                refused(
                        "FC",
                        Map.of("axis", cut + 1),
                        "Axis " + (cut + 1),
                        matrix,
                        matrix,
                        Shape.of(5)),
                refused(
                        "FC",
                        Map.of("axis_w", cut + 1),
                        "Axis " + (cut + 1),
                        matrix,
                        matrix,
                        Shape.of(5)),
                refused(
                        "Slice",
                        Map.of("starts", List.of(cut), "ends", List.of(cut)),
                        "dimension 0 has indices 0 to 1, but 4294967296 to 4294967296",
                        IMAGE));
    }

    private static Arguments refused(String type, Map<String, ?> attrs, String why, Shape... in) {
        return Arguments.of(type, attrs, why, List.of(in));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource({"refused", "longs"})
    void saysWhatIsWrong(String type, Map<String, ?> attrs, String why, List<Shape> inputs) {
        Graph graph = new Graph("g");
        Value[] values =
                inputs.stream()
                        .map(s -> graph.variable("x" + s, new ArrayType(DType.FLOAT32, s)))
                        .toArray(Value[]::new);
        assertThatThrownBy(() -> graph.append("y", OpCatalog.get(type), attrs, values))
                .hasMessageContaining(why);
    }

    static Stream<Arguments> rates() {
        return Stream.of(
                Arguments.of(
                        Map.of("policy", "step", "base_lr", 1, "gamma", 0.1, "stepsize", 0),
                        "stepsize must be 1 or more, found 0"),
                Arguments.of(
                        Map.of("policy", "step", "base_lr", 1, "stepsize", 3),
                        "\"gamma\" must be given"),
                Arguments.of(
                        Map.of("policy", "poly", "base_lr", 1, "power", 1, "max_iter", 0),
                        "max_iter must be 1 or more"),
                Arguments.of(
                        Map.of("policy", "fixed"), "base_lr, the learning rate, must be given"),
                Arguments.of(Map.of("base_lr", 1), "the policy must be given"),
                Arguments.of(
                        Map.of("policy", "fixed", "base_lr", Double.NaN),
                        "base_lr must be a number"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rates")
    void aLearningRateSaysWhatItsPolicyLacks(Map<String, ?> attrs, String why) {
        Graph graph = new Graph("g");
        Value iter = graph.variable("iter", new ArrayType(DType.INT64, Shape.of(1)));
        assertThatThrownBy(() -> graph.append("lr", LearningRate.OP, attrs, iter))
                .hasMessageContaining(why);
    }
}
