package org.duograph.keras.applications;

import static org.duograph.keras.Keras.averagePooling2d;
import static org.duograph.keras.Keras.conv2d;
import static org.duograph.keras.Keras.input;

import org.duograph.design.DenseNetDesign;
import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/** DenseNet (Huang et al. 2017): each layer reads all layers of its block before it. */
public final class DenseNet {
    private DenseNet() {}

    /**
     * DenseNet-121, 161, 169 or 201.
     *
     * @param shape of an image: height, width, channels
     */
    public static Model model(int layers, int classes, int... shape) {
        DenseNetDesign design = DenseNetDesign.of(layers);
        int blocks = design.layers().size();
        KerasTensor images = input(shape);
        KerasTensor x = Bricks.halved(Bricks.conv(images, design.first(), 7, 2, Bricks.RELU));
        for (int block = 0; block < blocks; block++) {
            for (int i = 0; i < design.layers().get(block); i++) {
                x = Bricks.together(x, layer(x, design));
            }
            if (block < blocks - 1) {
                KerasTensor half =
                        plain(Bricks.normalized(x, Bricks.RELU), Bricks.channels(x) / 2, 1);
                x = averagePooling2d(2).on(half);
            }
        }
        return new Model(images, Bricks.scores(Bricks.normalized(x, Bricks.RELU), classes));
    }

    private static KerasTensor layer(KerasTensor x, DenseNetDesign design) {
        KerasTensor y = Bricks.normalized(x, Bricks.RELU);
        return plain(Bricks.conv(y, design.narrow(), 1, 1, Bricks.RELU), design.growth(), 3);
    }

    /** A convolution alone: what follows it normalises. */
    private static KerasTensor plain(KerasTensor x, int filters, int size) {
        return conv2d(filters, size).padding("same").withoutBias().on(x);
    }
}
