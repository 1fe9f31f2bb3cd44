package org.duograph.keras.applications;

import static org.duograph.keras.Keras.activation;
import static org.duograph.keras.Keras.averagePooling2d;
import static org.duograph.keras.Keras.batchNormalization;
import static org.duograph.keras.Keras.concatenate;
import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.depthwiseConv2d;
import static org.duograph.keras.Keras.globalAveragePooling2d;
import static org.duograph.keras.Keras.maxPooling2d;

import java.util.List;
import org.duograph.keras.layer.KerasTensor;

/** What the nets for images are made of. */
final class Bricks {
    static final String LINEAR = "linear";
    static final String RELU = "relu";

    private Bricks() {}

    /** A convolution without bias, batch normalisation and an activation. */
    static KerasTensor conv(KerasTensor x, int filters, int size, int strides, String activation) {
        return conv(x, filters, new int[] {size, size}, strides, "same", activation);
    }

    /** The same with a kernel of two extents, and a padding. */
    static KerasTensor conv(
            KerasTensor x,
            int filters,
            int[] size,
            int strides,
            String padding,
            String activation) {
        KerasTensor y =
                conv2d(filters, 1)
                        .with("kernel_size", size)
                        .strides(strides)
                        .padding(padding)
                        .withoutBias()
                        .kernelInitializer("he_normal")
                        .on(x);
        return normalized(y, activation);
    }

    /** A convolution of each channel by itself, batch normalisation and an activation. */
    static KerasTensor depthwise(KerasTensor x, int size, int strides, String activation) {
        KerasTensor y =
                depthwiseConv2d(size, LINEAR).strides(strides).padding("same").withoutBias().on(x);
        return normalized(y, activation);
    }

    /** Batch normalisation and an activation. */
    static KerasTensor normalized(KerasTensor x, String activation) {
        KerasTensor y = batchNormalization().on(x);
        return activation.equals(LINEAR) ? y : activation(activation).on(y);
    }

    /** The largest of 3 x 3 pixels, at every second one. */
    static KerasTensor halved(KerasTensor x) {
        return maxPooling2d(3).strides(2).padding("same").on(x);
    }

    /** The mean of 3 x 3 pixels, at each one. */
    static KerasTensor blurred(KerasTensor x) {
        return averagePooling2d(3).strides(1).padding("same").on(x);
    }

    static KerasTensor together(KerasTensor... all) {
        return concatenate().on(all);
    }

    static KerasTensor together(List<KerasTensor> all) {
        return concatenate().on(all.toArray(KerasTensor[]::new));
    }

    /** Scores from the mean of each channel. */
    static KerasTensor scores(KerasTensor x, int classes) {
        return dense(classes).on(globalAveragePooling2d().on(x));
    }

    /** How many channels images have. */
    static int channels(KerasTensor x) {
        return x.shape()[2];
    }
}
