package org.duograph.keras.applications;

import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.dropout;
import static org.duograph.keras.Keras.flatten;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.maxPooling2d;

import java.util.List;
import org.duograph.design.VggDesign;
import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/** VGG networks (Simonyan and Zisserman 2015): stages of 3 x 3 convolutions, and 4096 twice. */
public final class Vgg {
    private Vgg() {}

    /**
     * VGG-11, 13, 16 or 19.
     *
     * @param shape of an image: height, width, channels
     */
    public static Model model(int layers, int classes, int... shape) {
        List<Integer> stages = VggDesign.of(layers).convolutions();
        KerasTensor images = input(shape);
        KerasTensor x = images;
        for (int stage = 0; stage < stages.size(); stage++) {
            for (int i = 0; i < stages.get(stage); i++) {
                x = conv2d(VggDesign.width(stage), 3, "relu").padding("same").on(x);
            }
            x = maxPooling2d(2).on(x);
        }
        x = dropout(0.5).on(dense(4096, "relu").on(flatten().on(x)));
        x = dropout(0.5).on(dense(4096, "relu").on(x));
        return new Model(images, dense(classes).on(x));
    }
}
