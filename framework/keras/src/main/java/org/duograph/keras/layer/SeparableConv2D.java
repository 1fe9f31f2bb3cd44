package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** A convolution of each channel by itself, then one of 1 x 1 pixels over all channels. */
public final class SeparableConv2D extends Convolution2D {
    SeparableConv2D() {
        config().define("filters", 0).define("depth_multiplier", 1);
    }

    /** So many filters, after square kernels for each channel. */
    public SeparableConv2D(int filters, int size, String activation) {
        this();
        with("filters", Sizes.positive("separable_conv2d", "filters", filters));
        with("kernel_size", Sizes.positive("separable_conv2d", "a kernel size", size));
        activation(activation);
    }

    @Override
    int channels(int channels) {
        return config().integer("filters");
    }

    @Override
    protected void build(List<int[]> inputs) {
        int[] size = config().ints("kernel_size");
        int channels = inputs.get(0)[2];
        int each = config().integer("depth_multiplier");
        int filters = config().integer("filters");
        kernel("depthwise_kernel", size[0], size[1], channels, each);
        kernel("pointwise_kernel", 1, 1, channels * each, filters);
        bias(filters);
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Tensor apart = convolve("DepthwiseConv2dNative", inputs.get(0), read("depthwise_kernel"));
        Tensor together =
                calling.graph()
                        .op("Conv2D")
                        .input(apart, read("pointwise_kernel"))
                        .attr("strides", List.of(1, 1, 1, 1))
                        .attr("padding", "VALID")
                        .tensor();
        return finished(calling, together);
    }
}
