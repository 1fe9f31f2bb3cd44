package org.duograph.keras.applications;

import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.maxPooling2d;
import static org.duograph.keras.Keras.upSampling2d;

import java.util.ArrayDeque;
import java.util.Deque;
import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/** U-Net (Ronneberger et al. 2015): scores for each pixel. */
public final class UNet {
    private UNet() {}

    /**
     * The net; its images get larger again by repeated pixels and a 2 x 2 convolution.
     *
     * @param width channels on the first level; 64 in the paper
     * @param levels how often the images are halved; 4 in the paper
     * @param shape of an image: height, width, channels; multiples of 2 to the power of levels
     */
    public static Model model(int width, int levels, int classes, int... shape) {
        KerasTensor images = input(shape);
        Deque<KerasTensor> across = new ArrayDeque<>();
        KerasTensor x = twice(images, width);
        for (int level = 1; level <= levels; level++) {
            across.push(x);
            x = twice(maxPooling2d(2).on(x), width << level);
        }
        for (int level = levels - 1; level >= 0; level--) {
            KerasTensor grown = conv2d(width << level, 2).padding("same").on(upSampling2d(2).on(x));
            x = twice(Bricks.together(across.pop(), grown), width << level);
        }
        return new Model(images, conv2d(classes, 1).on(x));
    }

    private static KerasTensor twice(KerasTensor x, int filters) {
        return Bricks.conv(Bricks.conv(x, filters, 3, 1, "relu"), filters, 3, 1, "relu");
    }
}
