package org.duograph.keras.applications;

import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.dropout;
import static org.duograph.keras.Keras.flatten;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.maxPooling2d;

import java.util.Map;
import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/** VGG networks (Simonyan and Zisserman 2015): stages of 3 x 3 convolutions, and 4096 twice. */
public final class Vgg {
    private static final Map<Integer, int[]> STAGES =
            Map.of(
                    11, new int[] {1, 1, 2, 2, 2},
                    13, new int[] {2, 2, 2, 2, 2},
                    16, new int[] {2, 2, 3, 3, 3},
                    19, new int[] {2, 2, 4, 4, 4});

    private Vgg() {}

    /**
     * VGG-11, 13, 16 or 19.
     *
     * @param shape of an image: height, width, channels
     */
    public static Model model(int layers, int classes, int... shape) {
        int[] stages = Bricks.known("VGG", STAGES, layers);
        KerasTensor images = input(shape);
        KerasTensor x = images;
        for (int stage = 0; stage < stages.length; stage++) {
            for (int i = 0; i < stages[stage]; i++) {
                x = conv2d(Math.min(512, 64 << stage), 3, "relu").padding("same").on(x);
            }
            x = maxPooling2d(2).on(x);
        }
        x = dropout(0.5).on(dense(4096, "relu").on(flatten().on(x)));
        x = dropout(0.5).on(dense(4096, "relu").on(x));
        return new Model(images, dense(classes).on(x));
    }
}
