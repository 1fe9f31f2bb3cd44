package org.duograph.session.gradient;

import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Tensor;
import org.duograph.tensor.NDArray;

/** Gradients of convolutions, pools and normalisations. */
final class ImageGradients {
    private static final String[] CONVOLUTION = {
        "strides", "padding", "explicit_paddings", "use_cudnn_on_gpu", "data_format", "dilations"
    };
    private static final String[] DEPTHWISE = {"strides", "padding", "data_format", "dilations"};
    static final String[] POOL = {"ksize", "strides", "padding", "data_format"};
    private static final String[] NORM = {"epsilon", "data_format", "is_training"};

    static final Map<String, GradientFunction> FUNCTIONS =
            Map.ofEntries(
                    Map.entry("Conv2D", s -> forward(s, "Conv2D", CONVOLUTION)),
                    Map.entry("Conv2DBackpropInput", s -> toInput(s, "Conv2D", CONVOLUTION)),
                    Map.entry("Conv2DBackpropFilter", s -> toFilter(s, "Conv2D", CONVOLUTION)),
                    Map.entry(
                            "DepthwiseConv2dNative",
                            s -> forward(s, "DepthwiseConv2dNative", DEPTHWISE)),
                    Map.entry(
                            "DepthwiseConv2dNativeBackpropInput",
                            s -> toInput(s, "DepthwiseConv2dNative", DEPTHWISE)),
                    Map.entry(
                            "DepthwiseConv2dNativeBackpropFilter",
                            s -> toFilter(s, "DepthwiseConv2dNative", DEPTHWISE)),
                    Map.entry("MaxPool", ImageGradients::maxPool),
                    Map.entry("MaxPoolV2", ImageGradients::maxPoolOfInputs),
                    Map.entry("AvgPool", ImageGradients::averagePool),
                    Map.entry("LRN", ImageGradients::local),
                    Map.entry("FusedBatchNorm", s -> norm(s, "FusedBatchNormGrad", 2)),
                    Map.entry("FusedBatchNormV2", s -> norm(s, "FusedBatchNormGradV2", 2)),
                    Map.entry("FusedBatchNormV3", s -> norm(s, "FusedBatchNormGradV3", 3)));

    private ImageGradients() {}

    private static void forward(GradientSite s, String type, String[] attrs) {
        s.give(
                0,
                () ->
                        s.nodeLike(type + "BackpropInput", attrs)
                                .input(s.shape(s.x(0)), s.x(1), s.dy())
                                .tensor());
        s.give(
                1,
                () ->
                        s.nodeLike(type + "BackpropFilter", attrs)
                                .input(s.x(0), s.shape(s.x(1)), s.dy())
                                .tensor());
    }

    /** A transposed convolution: the filter's gradient takes the images for the gradient. */
    private static void toInput(GradientSite s, String type, String[] attrs) {
        s.give(
                1,
                () ->
                        s.nodeLike(type + "BackpropFilter", attrs)
                                .input(s.dy(), s.shape(s.x(1)), s.x(2))
                                .tensor());
        s.give(2, () -> s.nodeLike(type, attrs).input(s.dy(), s.x(1)).tensor());
    }

    private static void toFilter(GradientSite s, String type, String[] attrs) {
        s.give(
                0,
                () ->
                        s.nodeLike(type + "BackpropInput", attrs)
                                .input(s.shape(s.x(0)), s.dy(), s.x(2))
                                .tensor());
        s.give(2, () -> s.nodeLike(type, attrs).input(s.x(0), s.dy()).tensor());
    }

    private static void maxPool(GradientSite s) {
        s.give(0, () -> s.nodeLike("MaxPoolGrad", POOL).input(s.x(0), s.y(0), s.dy()).tensor());
    }

    /** The window is two inputs there, which must be constants. */
    private static void maxPoolOfInputs(GradientSite s) {
        NDArray window = GradientSite.known(s.x(1));
        NDArray strides = GradientSite.known(s.x(2));
        if (window != null && strides != null) {
            s.give(
                    0,
                    () ->
                            s.nodeLike("MaxPoolGrad", "padding", "data_format")
                                    .attr("ksize", numbers(window))
                                    .attr("strides", numbers(strides))
                                    .input(s.x(0), s.y(0), s.dy())
                                    .tensor());
        }
    }

    private static int[] numbers(NDArray array) {
        return IntStream.range(0, array.size()).map(i -> (int) array.getWhole(i)).toArray();
    }

    private static void averagePool(GradientSite s) {
        s.give(0, () -> s.nodeLike("AvgPoolGrad", POOL).input(s.shape(s.x(0)), s.dy()).tensor());
    }

    private static void local(GradientSite s) {
        s.give(
                0,
                () ->
                        s.nodeLike("LRNGrad", "depth_radius", "bias", "alpha", "beta")
                                .input(s.dy(), s.x(0), s.y(0))
                                .tensor());
    }

    /**
     * What the batch's gradient reads is kept behind the outputs; else it is the running numbers.
     */
    private static void norm(GradientSite s, String type, int kept) {
        if (!s.wants(0) && !s.wants(1) && !s.wants(2)) {
            return;
        }
        OperationBuilder node = s.nodeLike(type, NORM).input(s.dy(), s.x(0), s.x(1));
        if (s.attrs().flag("is_training")) {
            IntStream.range(0, kept).forEach(i -> node.input(s.y(3 + i)));
        } else {
            node.input(s.x(3), s.x(4));
            IntStream.range(2, kept).forEach(i -> node.input(s.y(3 + i)));
        }
        org.duograph.session.Operation made = node.build();
        for (int i = 0; i < 3; i++) {
            Tensor gradient = made.output(i);
            s.give(i, () -> gradient);
        }
    }
}
