package org.duograph.keras.applications;

import static org.duograph.keras.Keras.channels;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.permute;
import static org.duograph.keras.Keras.reshape;

import java.util.Map;
import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/** ShuffleNet, version 2 (Ma et al. 2018): half of the channels pass, and all are shuffled. */
public final class ShuffleNet {
    private static final int[] BLOCKS = {4, 8, 4};

    private static final Map<Integer, int[]> WIDTHS =
            Map.of(
                    50, new int[] {48, 96, 192, 1024},
                    100, new int[] {116, 232, 464, 1024},
                    150, new int[] {176, 352, 704, 1024},
                    200, new int[] {244, 488, 976, 2048});

    private ShuffleNet() {}

    /**
     * A net of some width.
     *
     * @param percent 50, 100, 150 or 200
     * @param shape of an image: height, width, channels
     */
    public static Model v2(int percent, int classes, int... shape) {
        int[] widths = Bricks.known("ShuffleNet", WIDTHS, percent);
        KerasTensor images = input(shape);
        KerasTensor x = Bricks.halved(Bricks.conv(images, 24, 3, 2, Bricks.RELU));
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            int half = widths[stage] / 2;
            KerasTensor left = Bricks.depthwise(x, 3, 2, Bricks.LINEAR);
            left = Bricks.conv(left, half, 1, 1, Bricks.RELU);
            x = shuffled(left, right(x, half, 2));
            for (int block = 1; block < BLOCKS[stage]; block++) {
                KerasTensor passing = channels(0, half).on(x);
                x = shuffled(passing, right(channels(half, half).on(x), half, 1));
            }
        }
        x = Bricks.conv(x, widths[3], 1, 1, Bricks.RELU);
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
