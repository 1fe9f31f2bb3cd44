package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.session.op.Case.floats;
import static org.duograph.session.op.Case.ints;
import static org.duograph.session.op.Case.real;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Convolutions, pooling, normalisation. */
class ImagesTest implements OperatorCases {
    /** One image of 3 x 3. */
    private static final NDArray X = image(3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    private static final NDArray FILTER = floats(Shape.of(2, 2, 1, 1), 1, 2, 3, 4);
    private static final NDArray PLANE = floats(Shape.of(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    private static final List<Integer> ONES = List.of(1, 1, 1, 1);
    private static final List<Integer> TWOS = List.of(1, 2, 2, 1);

    private static NDArray image(int h, int w, float... pixels) {
        return floats(Shape.of(1, h, w, 1), pixels);
    }

    private static Case windowed(String type, List<Integer> strides, String padding) {
        return Case.of(type).attr("strides", strides).attr("padding", padding);
    }

    private static Case pooled(String type, List<Integer> strides, String padding) {
        return windowed(type, strides, padding).attr("ksize", TWOS);
    }

    @Override
    public List<Case> cases() {
        NDArray two = floats(Shape.of(1, 2, 2, 2), 1, 5, 2, 6, 3, 7, 4, 8); // channels 1..4, 5..8
        NDArray each = floats(Shape.of(1, 1, 2, 2), 1, 10, 2, 20); // two filters for each channel
        return List.of(
                windowed("Conv2D", ONES, "VALID")
                        .in(X, FILTER)
                        .gives(image(2, 2, 37, 47, 67, 77))
                        .slopes(),
                windowed("Conv2D", TWOS, "SAME") // the pixel of padding stands at the end
                        .in(X, FILTER)
                        .gives(image(2, 2, 37, 21, 23, 9))
                        .slopes(),
                windowed("Conv2D", ONES, "EXPLICIT")
                        .attr("explicit_paddings", List.of(0, 0, 1, 0, 0, 1, 0, 0))
                        .in(X, FILTER)
                        .gives(image(3, 3, 11, 18, 9, 37, 47, 21, 67, 77, 33))
                        .slopes(),
                windowed("Conv2D", ONES, "VALID")
                        .attr("dilations", TWOS)
                        .in(X, FILTER)
                        .gives(image(1, 1, 1 + 6 + 21 + 36))
                        .slopes(),
                windowed("Conv2D", ONES, "VALID")
                        .attr("data_format", "NCHW")
                        .in(PLANE, FILTER)
                        .gives(floats(Shape.of(1, 1, 2, 2), 37, 47, 67, 77))
                        .slopes(),
                windowed("Conv2DBackpropInput", ONES, "VALID")
                        .known(ints(1, 3, 3, 1))
                        .in(FILTER, image(2, 2, 1, 0, 0, 1))
                        .gives(image(3, 3, 1, 2, 0, 3, 5, 2, 0, 3, 4))
                        .slopes(),
                windowed("Conv2DBackpropFilter", ONES, "VALID")
                        .in(X)
                        .known(ints(2, 2, 1, 1))
                        .in(image(2, 2, 1, 0, 0, 1))
                        .gives(floats(Shape.of(2, 2, 1, 1), 6, 8, 12, 14))
                        .slopes(),
                windowed("DepthwiseConv2dNative", ONES, "VALID")
                        .in(two, each)
                        .gives(
                                floats(
                                        Shape.of(1, 2, 2, 4),
                                        1,
                                        10,
                                        10,
                                        100,
                                        2,
                                        20,
                                        12,
                                        120,
                                        3,
                                        30,
                                        14,
                                        140,
                                        4,
                                        40,
                                        16,
                                        160))
                        .slopes(),
                windowed("DepthwiseConv2dNativeBackpropInput", ONES, "VALID")
                        .known(ints(1, 1, 1, 2))
                        .in(each, floats(Shape.of(1, 1, 1, 4), 1, 2, 3, 4))
                        .gives(floats(Shape.of(1, 1, 1, 2), 21, 86))
                        .slopes(),
                windowed("DepthwiseConv2dNativeBackpropFilter", ONES, "VALID")
                        .in(floats(Shape.of(1, 1, 1, 2), 3, 5))
                        .known(ints(1, 1, 2, 2))
                        .in(floats(Shape.of(1, 1, 1, 4), 1, 2, 3, 4))
                        .gives(floats(Shape.of(1, 1, 2, 2), 3, 6, 15, 20))
                        .slopes(),
                pooled("MaxPool", TWOS, "SAME").in(X).gives(image(2, 2, 5, 6, 8, 9)).slopes(),
                pooled("MaxPool", TWOS, "VALID").in(X).gives(image(1, 1, 5)),
                Case.of("MaxPool")
                        .attr("data_format", "NCHW")
                        .attr("ksize", List.of(1, 1, 2, 2))
                        .attr("strides", ONES)
                        .attr("padding", "VALID")
                        .in(PLANE)
                        .gives(floats(Shape.of(1, 1, 2, 2), 5, 6, 8, 9)),
                Case.of("MaxPoolV2")
                        .attr("padding", "VALID")
                        .in(X)
                        .known(ints(1, 2, 2, 1), ints(1, 1, 1, 1))
                        .gives(image(2, 2, 5, 6, 8, 9)),
                pooled("AvgPool", TWOS, "SAME") // of the cells that are there
                        .in(X)
                        .gives(image(2, 2, 3, 4.5f, 7.5f, 9))
                        .slopes(),
                pooled("MaxPoolGrad", TWOS, "SAME")
                        .in(X, image(2, 2, 5, 6, 8, 9), image(2, 2, 1, 2, 3, 4))
                        .gives(image(3, 3, 0, 0, 0, 0, 1, 2, 0, 3, 4)),
                pooled("AvgPoolGrad", TWOS, "SAME")
                        .known(ints(1, 3, 3, 1))
                        .in(image(2, 2, 4, 2, 6, 5))
                        .gives(image(3, 3, 1, 1, 1, 1, 1, 1, 3, 3, 5))
                        .slopes(),
                normalized("FusedBatchNorm"),
                normalized("FusedBatchNormV2"),
                normalized("FusedBatchNormV3"),
                Case.of("FusedBatchNorm")
                        .attr("is_training", false)
                        .attr("epsilon", 3f)
                        .in(image(2, 1, 3, 5), floats(2), floats(10))
                        .known(floats(1), floats(1))
                        .gives(image(2, 1, 12, 14), floats(1), floats(1))
                        .slopes(),
                normalizedBack("FusedBatchNormGrad"),
                normalizedBack("FusedBatchNormGradV2"),
                normalizedBack("FusedBatchNormGradV3").in(real(0)),
                Case.of("LRN") // (1, 2, 0): 1 + 1 * (sum of squares near by)
                        .attr("depth_radius", 1)
                        .attr("beta", 1f)
                        .in(floats(Shape.of(1, 1, 1, 3), 1, 2, 0))
                        .gives(floats(Shape.of(1, 1, 1, 3), 1 / 6f, 2 / 6f, 0))
                        .slopes(),
                Case.of("LRNGrad") // y = x / (1 + x^2): (1 - x^2) / (1 + x^2)^2
                        .attr("depth_radius", 0)
                        .attr("beta", 1f)
                        .in(image(1, 1, 5), image(1, 1, 2), image(1, 1, 0.4f))
                        .gives(image(1, 1, -0.6f)));
    }

    /** 1 and 3: mean 2, variance 1, unbiased 2. */
    private static Case normalized(String type) {
        return Case.of(type)
                .attr("epsilon", 3f)
                .in(image(2, 1, 1, 3), floats(2), floats(10))
                .known(NDArray.of(Shape.of(0), new float[0]), NDArray.of(Shape.of(0), new float[0]))
                .gives(image(2, 1, 9, 11), floats(2), floats(2), floats(2), floats(1))
                .slopes();
    }

    private static Case normalizedBack(String type) {
        return Case.of(type)
                .attr("epsilon", 3f)
                .in(image(2, 1, 1, 0), image(2, 1, 1, 3), floats(2), floats(2), floats(1))
                .gives(image(2, 1, 0.375f, -0.375f), floats(-0.5f), floats(1));
    }

    @Test
    void anImageWhoseChannelsDoNotFitIsRefused() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 8, 8, 3);
        Tensor w = g.constant(floats(Shape.of(1, 1, 2, 1), 1, 2));
        assertThatThrownBy(
                        () ->
                                g.op("Conv2D")
                                        .input(x, w)
                                        .attr("strides", ONES)
                                        .attr("padding", "SAME")
                                        .build())
                .hasMessageContaining("evenly divisible by filter depth: 3 vs 2");
        assertThatThrownBy(
                        () ->
                                g.op("MaxPool")
                                        .input(x)
                                        .attr("ksize", TWOS)
                                        .attr("strides", TWOS)
                                        .attr("padding", "FULL")
                                        .build())
                .hasMessageContaining("padding must be SAME, VALID or EXPLICIT, found FULL");
    }
}
