package org.duograph.keras.applications;

import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.dropout;
import static org.duograph.keras.Keras.globalAveragePooling2d;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.maxPooling2d;

import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/** SqueezeNet 1.1 (Iandola et al. 2016): modules that squeeze the channels before 3 x 3 kernels. */
public final class SqueezeNet {
    /** Channels of the modules: squeezed, and expanded by either kernel. */
    private static final int[][] FIRES = {
        {16, 64}, {16, 64}, {32, 128}, {32, 128}, {48, 192}, {48, 192}, {64, 256}, {64, 256},
    };

    private SqueezeNet() {}

    /**
     * The net.
     *
     * @param shape of an image: height, width, channels
     */
    public static Model model(int classes, int... shape) {
        KerasTensor images = input(shape);
        KerasTensor x = conv2d(64, 3, "relu").strides(2).on(images);
        for (int i = 0; i < FIRES.length; i++) {
            if (i == 0 || i == 2 || i == 4) {
                x = maxPooling2d(3).strides(2).padding("same").on(x);
            }
            KerasTensor squeezed = conv2d(FIRES[i][0], 1, "relu").on(x);
            KerasTensor one = conv2d(FIRES[i][1], 1, "relu").on(squeezed);
            KerasTensor three = conv2d(FIRES[i][1], 3, "relu").padding("same").on(squeezed);
            x = Bricks.together(one, three);
        }
        x = conv2d(classes, 1, "relu").on(dropout(0.5).on(x));
        return new Model(images, globalAveragePooling2d().on(x));
    }
}
