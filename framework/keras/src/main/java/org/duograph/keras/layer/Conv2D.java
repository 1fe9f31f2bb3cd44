package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** A convolution of images [n, height, width, channels]. */
public final class Conv2D extends Convolution2D {
    Conv2D() {
        config().define("filters", 0);
    }

    /** So many filters with square kernels. */
    public Conv2D(int filters, int size, String activation) {
        this();
        with("filters", Sizes.positive("conv2d", "filters", filters));
        with("kernel_size", Sizes.positive("conv2d", "a kernel size", size)).activation(activation);
    }

    @Override
    int channels(int channels) {
        return config().integer("filters");
    }

    @Override
    protected void build(List<int[]> inputs) {
        int[] size = config().ints("kernel_size");
        int filters = config().integer("filters");
        kernel("kernel", size[0], size[1], inputs.get(0)[2], filters);
        bias(filters);
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        return finished(calling, convolve("Conv2D", inputs.get(0), read("kernel")));
    }
}
