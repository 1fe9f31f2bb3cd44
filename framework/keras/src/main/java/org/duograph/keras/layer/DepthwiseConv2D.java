package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** A convolution of each channel by itself. */
public final class DepthwiseConv2D extends Convolution2D {
    DepthwiseConv2D() {
        config().define("depth_multiplier", 1);
    }

    /** Square kernels, one for each channel. */
    public DepthwiseConv2D(int size, String activation) {
        this();
        with("kernel_size", Sizes.positive("depthwise_conv2d", "a kernel size", size));
        activation(activation);
    }

    @Override
    int channels(int channels) {
        return channels * config().integer("depth_multiplier");
    }

    @Override
    protected void build(List<int[]> inputs) {
        int[] size = config().ints("kernel_size");
        int channels = inputs.get(0)[2];
        int each = config().integer("depth_multiplier");
        kernel("depthwise_kernel", size[0], size[1], channels, each);
        bias(channels * each);
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Tensor kernel = read("depthwise_kernel");
        return finished(calling, convolve("DepthwiseConv2dNative", inputs.get(0), kernel));
    }
}
