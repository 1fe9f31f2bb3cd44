package org.duograph.keras.applications;

import static org.duograph.keras.Keras.activation;
import static org.duograph.keras.Keras.add;
import static org.duograph.keras.Keras.input;

import org.duograph.design.ResNetDesign;
import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/** Residual networks (He et al. 2016): what comes in is added to what blocks make of it. */
public final class ResNet {
    private ResNet() {}

    /**
     * ResNet-18, 34, 50, 101 or 152.
     *
     * @param shape of an image: height, width, channels
     */
    public static Model model(int layers, int classes, int... shape) {
        ResNetDesign design = ResNetDesign.of(layers);
        KerasTensor images = input(shape);
        KerasTensor x = Bricks.halved(Bricks.conv(images, 64, 7, 2, Bricks.RELU));
        for (int stage = 0; stage < design.blocks().size(); stage++) {
            for (int block = 0; block < design.blocks().get(stage); block++) {
                int strides = design.stride(stage, block);
                x = block(x, design.width(stage), strides, design.bottlenecks());
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
