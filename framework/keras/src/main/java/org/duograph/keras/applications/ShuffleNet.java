package org.duograph.keras.applications;

import static org.duograph.keras.Keras.channels;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.permute;
import static org.duograph.keras.Keras.reshape;

import org.duograph.design.ShuffleNetDesign;
import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/** ShuffleNet, version 2 (Ma et al. 2018): half of the channels pass, and all are shuffled. */
public final class ShuffleNet {
    private ShuffleNet() {}

    /**
     * A net of some width.
     *
     * @param percent 50, 100, 150 or 200
     * @param shape of an image: height, width, channels
     */
    public static Model v2(int percent, int classes, int... shape) {
        ShuffleNetDesign design = ShuffleNetDesign.of(percent);
        KerasTensor images = input(shape);
        KerasTensor x =
                Bricks.halved(Bricks.conv(images, ShuffleNetDesign.FIRST, 3, 2, Bricks.RELU));
        for (int stage = 0; stage < ShuffleNetDesign.BLOCKS.size(); stage++) {
            int half = design.widths().get(stage) / 2;
            KerasTensor left = Bricks.depthwise(x, 3, 2, Bricks.LINEAR);
            left = Bricks.conv(left, half, 1, 1, Bricks.RELU);
            x = shuffled(left, right(x, half, 2));
            for (int block = 1; block < ShuffleNetDesign.BLOCKS.get(stage); block++) {
                KerasTensor passing = channels(0, half).on(x);
                x = shuffled(passing, right(channels(half, half).on(x), half, 1));
            }
        }
        x = Bricks.conv(x, design.last(), 1, 1, Bricks.RELU);
        return new Model(images, Bricks.scores(x, classes));
    }

    private static KerasTensor right(KerasTensor x, int width, int strides) {
        KerasTensor y = Bricks.conv(x, width, 1, 1, Bricks.RELU);
        y = Bricks.depthwise(y, 3, strides, Bricks.LINEAR);
        return Bricks.conv(y, width, 1, 1, Bricks.RELU);
    }

    /** Left, right, left, right. */
    private static KerasTensor shuffled(KerasTensor left, KerasTensor right) {
        int[] s = left.shape();
        KerasTensor both = reshape(s[0], s[1], 2, s[2]).on(Bricks.together(left, right));
        return reshape(s[0], s[1], 2 * s[2]).on(permute(1, 2, 4, 3).on(both));
    }
}
