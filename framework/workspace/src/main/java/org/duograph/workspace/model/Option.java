package org.duograph.workspace.model;

import java.util.List;
import org.duograph.workspace.io.Ops;

/**
 * A named setting of a layer: {@code kernel(5)}, {@code stride(2)}, {@code noBias()}.
 *
 * <p>Import the methods statically, and a layer reads as in Caffe2's tutorials:
 *
 * <pre>{@code
 * String conv1 = Brew.conv(model, data, "conv1", 1, 20, kernel(5));
 * }</pre>
 *
 * @param name the setting's name; what {@link Brew} does not know becomes an argument of the
 *     operator
 * @param value its value
 */
public record Option(String name, Object value) {
    /** An option; the operator gets it as an argument. */
    public Option {
        if (!(value instanceof Initializer)) {
            Ops.arg(name, value); // complains about what no argument can hold
        }
    }

    /** Any argument of the layer's operator. */
    public static Option arg(String name, Object value) {
        return new Option(name, value);
    }

    /** A square kernel. */
    public static Option kernel(int size) {
        return arg("kernel", size);
    }

    /** A kernel's height and width. */
    public static Option kernels(Integer height, Integer width) {
        return arg("kernels", List.of(height, width));
    }

    /** The distance between places where the kernel is applied; 1 if not given. */
    public static Option stride(int step) {
        return arg("stride", step);
    }

    /** How many rows and columns of zeros surround the input; none if not given. */
    public static Option pad(int width) {
        return arg("pad", width);
    }

    /** The distance between neighbours under the kernel; 1 if not given. */
    public static Option dilation(int step) {
        return arg("dilation", step);
    }

    /** In how many groups a convolution splits its channels; 1 if not given. */
    public static Option group(int groups) {
        return arg("group", groups);
    }

    /** The order of an image's dimensions: {@code NCHW}, or {@code NHWC}. */
    public static Option order(String order) {
        return arg("order", order);
    }

    /** Pooling over the whole image, whatever its size. */
    public static Option globalPooling() {
        return arg("global_pooling", 1);
    }

    /** How much Dropout drops; 0.5 if not given. */
    public static Option ratio(double dropped) {
        return arg("ratio", (float) dropped);
    }

    /** What keeps normalisation from dividing by zero. */
    public static Option epsilon(double value) {
        return arg("epsilon", (float) value);
    }

    /** How much the running mean and variance of SpatialBN keep of themselves. */
    public static Option momentum(double value) {
        return arg("momentum", (float) value);
    }

    /** The dimension in question. */
    public static Option axis(int axis) {
        return arg("axis", axis);
    }

    /** The dimensions in their new order. */
    public static Option axes(Integer... axes) {
        return arg("axes", List.of(axes));
    }

    /** The layer is used, not trained: Dropout keeps all, SpatialBN takes the running moments. */
    public static Option test() {
        return arg("is_test", 1);
    }

    /** The layer has no bias. */
    public static Option noBias() {
        return arg("no_bias", 1);
    }

    /** How the layer's weights start; XavierFill if not given. */
    public static Option weightInit(Initializer initializer) {
        return new Option("weight_init", initializer);
    }

    /** How the layer's bias starts; zeros if not given. */
    public static Option biasInit(Initializer initializer) {
        return new Option("bias_init", initializer);
    }

    /** Which implementation of the operator to prefer. */
    public static Option engine(String name) {
        return arg("engine", name);
    }
}
