package org.duograph.keras.layer;

/** The largest pixel of each window of images [n, height, width, channels]. */
public final class MaxPooling2D extends Pooling2D {
    MaxPooling2D() {
        super("MaxPool");
    }

    /** Square windows, side by side. */
    public MaxPooling2D(int size) {
        this();
        with("pool_size", Sizes.positive("max_pooling2d", "a pool size", size));
    }
}
