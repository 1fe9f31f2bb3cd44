package org.duograph.keras.applications;

import static org.duograph.keras.Keras.activation;
import static org.duograph.keras.Keras.add;
import static org.duograph.keras.Keras.input;

import java.util.Map;
import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/** Residual networks (He et al. 2016): what comes in is added to what blocks make of it. */
public final class ResNet {
    private static final Map<Integer, int[]> STAGES =
            Map.of(
                    18, new int[] {2, 2, 2, 2},
                    34, new int[] {3, 4, 6, 3},
                    50, new int[] {3, 4, 6, 3},
                    101, new int[] {3, 4, 23, 3},
                    152, new int[] {3, 8, 36, 3});

    private ResNet() {}

    /**
     * ResNet-18, 34, 50, 101 or 152.
     *
     * @param shape of an image: height, width, channels
     */
    public static Model model(int layers, int classes, int... shape) {
        int[] stages = Bricks.known("ResNet", STAGES, layers);
        KerasTensor images = input(shape);
        KerasTensor x = Bricks.halved(Bricks.conv(images, 64, 7, 2, Bricks.RELU));
        for (int stage = 0; stage < stages.length; stage++) {
            for (int block = 0; block < stages[stage]; block++) {
                int strides = stage > 0 && block == 0 ? 2 : 1;
                x = block(x, 64 << stage, strides, layers >= 50);
            }
        }
        return new Model(images, Bricks.scores(x, classes));
    }

    private static KerasTensor block(KerasTensor x, int width, int strides, boolean bottleneck) {
        int out = bottleneck ? 4 * width : width;
        KerasTensor y = Bricks.conv(x, width, bottleneck ? 1 : 3, bottleneck ? 1 : strides, "relu");
        if (bottleneck) {
            y = Bricks.conv(y, width, 3, strides, Bricks.RELU);
        }
        y = Bricks.conv(y, out, bottleneck ? 1 : 3, 1, Bricks.LINEAR);
        boolean same = Bricks.channels(x) == out && strides == 1;
        KerasTensor shortcut = same ? x : Bricks.conv(x, out, 1, strides, Bricks.LINEAR);
        return activation("relu").on(add().on(shortcut, y));
    }
}
