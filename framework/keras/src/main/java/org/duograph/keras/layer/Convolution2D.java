package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** What convolutions share: arguments, biases, activations. */
abstract class Convolution2D extends Windows2D {
    Convolution2D() {
        super("kernel_size");
        config().define("kernel_size", List.of(1, 1))
                .define("strides", List.of(1, 1))
                .define("padding", "valid")
                .define("dilation_rate", List.of(1, 1))
                .define("activation", "linear")
                .define("use_bias", true)
                .define("kernel_initializer", "glorot_uniform")
                .define("bias_initializer", "zeros")
                .define("kernel_regularizer", "")
                .define("bias_regularizer", "");
    }

    @Override
    final int[] span() {
        int[] size = super.span();
        int[] dilation = config().ints("dilation_rate");
        return new int[] {(size[0] - 1) * dilation[0] + 1, (size[1] - 1) * dilation[1] + 1};
    }

    /** Declares a kernel. */
    final void kernel(String name, int... shape) {
        weight(
                name,
                config().text("kernel_initializer"),
                config().text("kernel_regularizer"),
                shape);
    }

    /** Declares the bias, if there is one. */
    final void bias(int channels) {
        if (config().truth("use_bias")) {
            weight(
                    "bias",
                    config().text("bias_initializer"),
                    config().text("bias_regularizer"),
                    channels);
        }
    }

    /** A convolution by TensorFlow's operator. */
    final Tensor convolve(String operator, Tensor x, Tensor kernel) {
        int[] dilation = config().ints("dilation_rate");
        return x.graph()
                .op(operator)
                .input(x, kernel)
                .attr("strides", strides())
                .attr("padding", padding())
                .attr("dilations", List.of(1, dilation[0], dilation[1], 1))
                .tensor();
    }

    /** With bias and activation. */
    final Tensor finished(Calling calling, Tensor y) {
        Tensor biased = config().truth("use_bias") ? y.addBias(read("bias")) : y;
        return calling.activate(biased, config().text("activation"));
    }
}
