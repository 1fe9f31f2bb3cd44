package org.duograph.keras.applications;

import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.maxPooling2d;

import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/** Tiny YOLO, version 2 (Redmon and Farhadi 2017): boxes around things, in one look. */
public final class Detector {
    /** Numbers of a box beside the scores of its classes: x, y, width, height, and how sure. */
    public static final int BOX = 5;

    private static final String LEAKY = "leaky_relu(0.1)";
    private static final int[] HALVING = {16, 32, 64, 128, 256};

    private Detector() {}

    /**
     * The net; gives for each cell of height / 32 x width / 32 what it says, anchor after anchor.
     *
     * @param anchors boxes that each cell has; 5 in the paper
     * @param shape of an image: height, width, channels; multiples of 32
     */
    public static Model tinyYolo(int anchors, int classes, int... shape) {
        KerasTensor images = input(shape);
        KerasTensor x = images;
        for (int filters : HALVING) {
            x = maxPooling2d(2).on(Bricks.conv(x, filters, 3, 1, LEAKY));
        }
        x = Bricks.conv(x, 512, 3, 1, LEAKY);
        x = maxPooling2d(2).strides(1).padding("same").on(x);
        x = Bricks.conv(Bricks.conv(x, 1024, 3, 1, LEAKY), 1024, 3, 1, LEAKY);
        return new Model(images, conv2d(anchors * (BOX + classes), 1).on(x));
    }
}
