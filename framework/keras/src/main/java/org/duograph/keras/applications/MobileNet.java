package org.duograph.keras.applications;

import static org.duograph.keras.Keras.add;
import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.dropout;
import static org.duograph.keras.Keras.globalAveragePooling2d;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.multiply;
import static org.duograph.keras.Keras.reshape;

import java.util.List;
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

    private static final int[][] PAIRS = {
        {64, 1}, {128, 2}, {128, 1}, {256, 2}, {256, 1}, {512, 2}, {512, 1}, {512, 1}, {512, 1},
        {512, 1}, {512, 1}, {1024, 2}, {1024, 1},
    };

    /** Expansion, channels, blocks, strides of the first. */
    private static final int[][] STAGES = {
        {1, 16, 1, 1},
        {6, 24, 2, 2},
        {6, 32, 3, 2},
        {6, 64, 4, 2},
        {6, 96, 3, 1},
        {6, 160, 3, 2},
        {6, 320, 1, 1},
    };

    private record Block(int size, int inner, int out, boolean squeeze, String act, int strides) {}

    private static final List<Block> LARGE =
            List.of(
                    new Block(3, 16, 16, false, "relu", 1),
                    new Block(3, 64, 24, false, "relu", 2),
                    new Block(3, 72, 24, false, "relu", 1),
                    new Block(5, 72, 40, true, "relu", 2),
                    new Block(5, 120, 40, true, "relu", 1),
                    new Block(5, 120, 40, true, "relu", 1),
                    new Block(3, 240, 80, false, HARD_SWISH, 2),
                    new Block(3, 200, 80, false, HARD_SWISH, 1),
                    new Block(3, 184, 80, false, HARD_SWISH, 1),
                    new Block(3, 184, 80, false, HARD_SWISH, 1),
                    new Block(3, 480, 112, true, HARD_SWISH, 1),
                    new Block(3, 672, 112, true, HARD_SWISH, 1),
                    new Block(5, 672, 160, true, HARD_SWISH, 2),
                    new Block(5, 960, 160, true, HARD_SWISH, 1),
                    new Block(5, 960, 160, true, HARD_SWISH, 1));

    private static final List<Block> SMALL =
            List.of(
                    new Block(3, 16, 16, true, "relu", 2),
                    new Block(3, 72, 24, false, "relu", 2),
                    new Block(3, 88, 24, false, "relu", 1),
                    new Block(5, 96, 40, true, HARD_SWISH, 2),
                    new Block(5, 240, 40, true, HARD_SWISH, 1),
                    new Block(5, 240, 40, true, HARD_SWISH, 1),
                    new Block(5, 120, 48, true, HARD_SWISH, 1),
                    new Block(5, 144, 48, true, HARD_SWISH, 1),
                    new Block(5, 288, 96, true, HARD_SWISH, 2),
                    new Block(5, 576, 96, true, HARD_SWISH, 1),
                    new Block(5, 576, 96, true, HARD_SWISH, 1));

    private MobileNet() {}

    /** Version 1. */
    public static Model v1(int classes, int... shape) {
        KerasTensor images = input(shape);
        KerasTensor x = Bricks.conv(images, 32, 3, 2, Bricks.RELU);
        for (int[] pair : PAIRS) {
            x = Bricks.depthwise(x, 3, pair[1], Bricks.RELU);
            x = Bricks.conv(x, pair[0], 1, 1, Bricks.RELU);
        }
        return new Model(images, Bricks.scores(x, classes));
    }

    /** Version 2: blocks that widen, look at each channel, and narrow. */
    public static Model v2(int classes, int... shape) {
        KerasTensor images = input(shape);
        KerasTensor x = Bricks.conv(images, 32, 3, 2, RELU6);
        for (int[] stage : STAGES) {
            for (int i = 0; i < stage[2]; i++) {
                int inner = stage[0] * Bricks.channels(x);
                x = inverted(x, new Block(3, inner, stage[1], false, RELU6, i == 0 ? stage[3] : 1));
            }
        }
        x = globalAveragePooling2d().on(Bricks.conv(x, 1280, 1, 1, RELU6));
        return new Model(images, dense(classes).on(dropout(0.2).on(x)));
    }

    /** Version 3, the large one. */
    public static Model v3Large(int classes, int... shape) {
        return v3(LARGE, 960, 1280, classes, shape);
    }

    /** Version 3, the small one. */
    public static Model v3Small(int classes, int... shape) {
        return v3(SMALL, 576, 1024, classes, shape);
    }

    private static Model v3(List<Block> blocks, int last, int hidden, int classes, int... shape) {
        KerasTensor images = input(shape);
        KerasTensor x = Bricks.conv(images, 16, 3, 2, HARD_SWISH);
        for (Block block : blocks) {
            x = inverted(x, block);
        }
        x = globalAveragePooling2d().on(Bricks.conv(x, last, 1, 1, HARD_SWISH));
        x = dropout(0.2).on(dense(hidden, HARD_SWISH).on(x));
        return new Model(images, dense(classes).on(x));
    }

    private static KerasTensor inverted(KerasTensor x, Block block) {
        int in = Bricks.channels(x);
        KerasTensor y = block.inner == in ? x : Bricks.conv(x, block.inner, 1, 1, block.act);
        y = Bricks.depthwise(y, block.size, block.strides, block.act);
        if (block.squeeze) {
            y = squeezeAndExcite(y, divisible(block.inner / 4));
        }
        y = Bricks.conv(y, block.out, 1, 1, Bricks.LINEAR);
        return block.strides == 1 && in == block.out ? add().on(x, y) : y;
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

    /** The multiple of 8 next to a number, not more than a tenth below it. */
    private static int divisible(int number) {
        int rounded = Math.max(8, (number + 4) / 8 * 8);
        return rounded < 0.9 * number ? rounded + 8 : rounded;
    }
}
