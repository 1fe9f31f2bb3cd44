package org.duograph.keras.applications;

import static org.duograph.keras.Keras.add;
import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.dropout;
import static org.duograph.keras.Keras.globalAveragePooling2d;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.multiply;
import static org.duograph.keras.Keras.reshape;

import org.duograph.design.MobileNetDesign;
import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/**
 * MobileNets (Howard et al. 2017 and 2019, Sandler et al. 2018): convolutions of each channel by
 * itself, then 1 x 1 over all. {@code shape} is that of an image: height, width, channels.
 */
public final class MobileNet {
    private static final String RELU6 = "relu6";
    private static final String HARD_SWISH = "hard_swish";
    private static final String HARD_SIGMOID = "hard_sigmoid(0.16666666666666666)";

    private MobileNet() {}

    /** Version 1. */
    public static Model v1(int classes, int... shape) {
        KerasTensor images = input(shape);
        KerasTensor x = Bricks.conv(images, 32, 3, 2, Bricks.RELU);
        for (MobileNetDesign.Pair pair : MobileNetDesign.PAIRS) {
            x = Bricks.depthwise(x, 3, pair.stride(), Bricks.RELU);
            x = Bricks.conv(x, pair.channels(), 1, 1, Bricks.RELU);
        }
        return new Model(images, Bricks.scores(x, classes));
    }

    /** Version 2: blocks that widen, look at each channel, and narrow. */
    public static Model v2(int classes, int... shape) {
        KerasTensor images = input(shape);
        KerasTensor x = pooled(images, MobileNetDesign.V2, RELU6);
        return new Model(images, dense(classes).on(dropout(0.2).on(x)));
    }

    /** Version 3, the large one. */
    public static Model v3Large(int classes, int... shape) {
        return v3(MobileNetDesign.V3_LARGE, MobileNetDesign.LARGE_HIDDEN, classes, shape);
    }

    /** Version 3, the small one. */
    public static Model v3Small(int classes, int... shape) {
        return v3(MobileNetDesign.V3_SMALL, MobileNetDesign.SMALL_HIDDEN, classes, shape);
    }

    private static Model v3(MobileNetDesign design, int hidden, int classes, int... shape) {
        KerasTensor images = input(shape);
        KerasTensor x = pooled(images, design, HARD_SWISH);
        x = dropout(0.2).on(dense(hidden, HARD_SWISH).on(x));
        return new Model(images, dense(classes).on(x));
    }

    /** The means of what all convolutions give. */
    private static KerasTensor pooled(
            KerasTensor images, MobileNetDesign design, String activation) {
        KerasTensor x = Bricks.conv(images, design.first(), 3, 2, activation);
        for (MobileNetDesign.Block block : design.blocks()) {
            x = inverted(x, block);
        }
        return globalAveragePooling2d().on(Bricks.conv(x, design.last(), 1, 1, activation));
    }

    private static String activation(MobileNetDesign.Bend bend) {
        return switch (bend) {
            case RELU -> Bricks.RELU;
            case RELU6 -> RELU6;
            case HARD_SWISH -> HARD_SWISH;
        };
    }

    private static KerasTensor inverted(KerasTensor x, MobileNetDesign.Block block) {
        int in = Bricks.channels(x);
        String act = activation(block.bend());
        KerasTensor y = block.inner() == in ? x : Bricks.conv(x, block.inner(), 1, 1, act);
        y = Bricks.depthwise(y, block.size(), block.stride(), act);
        if (block.squeezes()) {
            y = squeezeAndExcite(y, block.squeezed());
        }
        y = Bricks.conv(y, block.out(), 1, 1, Bricks.LINEAR);
        return block.isResidual(in) ? add().on(x, y) : y;
    }

    /**
     * Each channel times a number from 0 to 1, which is computed from the means of all channels.
     */
    private static KerasTensor squeezeAndExcite(KerasTensor x, int narrow) {
        int channels = Bricks.channels(x);
        KerasTensor y = reshape(1, 1, channels).on(globalAveragePooling2d().on(x));
        y = conv2d(channels, 1, HARD_SIGMOID).on(conv2d(narrow, 1, "relu").on(y));
        return multiply().on(x, y);
    }
}
