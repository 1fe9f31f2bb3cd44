package org.duograph.keras.applications;

import static org.duograph.keras.Keras.averagePooling2d;
import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.input;

import java.util.Map;
import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/** DenseNet (Huang et al. 2017): each layer reads all layers of its block before it. */
public final class DenseNet {
    /** Channels a layer adds, channels at the beginning, layers of each block. */
    private static final Map<Integer, int[]> PLANS =
            Map.of(
                    121, new int[] {32, 64, 6, 12, 24, 16},
                    161, new int[] {48, 96, 6, 12, 36, 24},
                    169, new int[] {32, 64, 6, 12, 32, 32},
                    201, new int[] {32, 64, 6, 12, 48, 32});

    private DenseNet() {}

    /**
     * DenseNet-121, 161, 169 or 201.
     *
     * @param shape of an image: height, width, channels
     */
    public static Model model(int layers, int classes, int... shape) {
        int[] plan = Bricks.known("DenseNet", PLANS, layers);
        KerasTensor images = input(shape);
        KerasTensor x = Bricks.halved(Bricks.conv(images, plan[1], 7, 2, Bricks.RELU));
        for (int block = 2; block < plan.length; block++) {
            for (int i = 0; i < plan[block]; i++) {
                x = Bricks.together(x, layer(x, plan[0]));
            }
            if (block < plan.length - 1) {
                KerasTensor half =
                        plain(Bricks.normalized(x, Bricks.RELU), Bricks.channels(x) / 2, 1);
                x = averagePooling2d(2).on(half);
            }
        }
        return new Model(images, Bricks.scores(Bricks.normalized(x, Bricks.RELU), classes));
    }

    private static KerasTensor layer(KerasTensor x, int growth) {
        KerasTensor y = Bricks.normalized(x, Bricks.RELU);
        return plain(Bricks.conv(y, 4 * growth, 1, 1, Bricks.RELU), growth, 3);
    }

    /** A convolution alone: what follows it normalises. */
    private static KerasTensor plain(KerasTensor x, int filters, int size) {
        return conv2d(filters, size).padding("same").withoutBias().on(x);
    }
}
