package org.duograph.keras.applications;

import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.dropout;
import static org.duograph.keras.Keras.globalAveragePooling2d;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.maxPooling2d;

import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;

/** Inception, version 3 (Szegedy et al. 2016), without its side output. */
public final class Inception {
    private Inception() {}

    /**
     * The net; made for 299 x 299 pixels, and takes 75 x 75 and more.
     *
     * @param shape of an image: height, width, channels
     */
    public static Model v3(int classes, int... shape) {
        KerasTensor images = input(shape);
        KerasTensor x = valid(valid(images, 32, 2), 32, 1);
        x = maxPooling2d(3).strides(2).on(same(x, 64, 3, 3));
        x = maxPooling2d(3).strides(2).on(valid(same(x, 80, 1, 1), 192, 1));
        x = small(small(small(x, 32), 64), 64);
        KerasTensor right = valid(same(same(x, 64, 1, 1), 96, 3, 3), 96, 2);
        x = Bricks.together(valid(x, 384, 2), right, maxPooling2d(3).strides(2).on(x));
        x = long7(long7(long7(long7(x, 128), 160), 160), 192);
        KerasTensor left = valid(same(x, 192, 1, 1), 320, 2);
        right = valid(same(same(same(x, 192, 1, 1), 192, 1, 7), 192, 7, 1), 192, 2);
        x = Bricks.together(left, right, maxPooling2d(3).strides(2).on(x));
        x = globalAveragePooling2d().on(spread(spread(x)));
        return new Model(images, dense(classes).on(dropout(0.5).on(x)));
    }

    /** 1 x 1, 5 x 5, twice 3 x 3, and a mean. */
    private static KerasTensor small(KerasTensor x, int pooled) {
        return Bricks.together(
                same(x, 64, 1, 1),
                same(same(x, 48, 1, 1), 64, 5, 5),
                same(same(same(x, 64, 1, 1), 96, 3, 3), 96, 3, 3),
                same(Bricks.blurred(x), pooled, 1, 1));
    }

    /** Kernels of 1 x 7 and 7 x 1 in place of 7 x 7. */
    private static KerasTensor long7(KerasTensor x, int n) {
        KerasTensor once = same(same(same(x, n, 1, 1), n, 1, 7), 192, 7, 1);
        KerasTensor twice = same(same(same(x, n, 1, 1), n, 7, 1), n, 1, 7);
        twice = same(same(twice, n, 7, 1), 192, 1, 7);
        KerasTensor pooled = same(Bricks.blurred(x), 192, 1, 1);
        return Bricks.together(same(x, 192, 1, 1), once, twice, pooled);
    }

    /** Each 3 x 3 spread into 1 x 3 and 3 x 1, side by side. */
    private static KerasTensor spread(KerasTensor x) {
        KerasTensor once = same(x, 384, 1, 1);
        KerasTensor twice = same(same(x, 448, 1, 1), 384, 3, 3);
        return Bricks.together(
                same(x, 320, 1, 1),
                same(once, 384, 1, 3),
                same(once, 384, 3, 1),
                same(twice, 384, 1, 3),
                same(twice, 384, 3, 1),
                same(Bricks.blurred(x), 192, 1, 1));
    }

    private static KerasTensor same(KerasTensor x, int filters, int height, int width) {
        return Bricks.conv(x, filters, new int[] {height, width}, 1, "same", Bricks.RELU);
    }

    private static KerasTensor valid(KerasTensor x, int filters, int strides) {
        return Bricks.conv(x, filters, new int[] {3, 3}, strides, "valid", Bricks.RELU);
    }
}
