package org.duograph.keras.layer;

/** The mean of the pixels of each window of images [n, height, width, channels]. */
public final class AveragePooling2D extends Pooling2D {
    AveragePooling2D() {
        super("AvgPool");
    }

    /** Square windows, side by side. */
    public AveragePooling2D(int size) {
        this();
        with("pool_size", Sizes.positive("average_pooling2d", "a pool size", size));
    }
}
