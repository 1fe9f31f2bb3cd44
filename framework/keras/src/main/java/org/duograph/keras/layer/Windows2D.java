package org.duograph.keras.layer;

import java.util.List;

/** Layers whose windows move over images [n, height, width, channels]. */
abstract class Windows2D extends Layer {
    private final String size; // the argument that says the window's size

    /** A layer that says the size of its windows in argument {@code size}. */
    Windows2D(String size) {
        this.size = size;
    }

    /** How many channels come out of so many. */
    abstract int channels(int channels);

    /** How far windows move, down and across. */
    int[] steps() {
        return config().ints("strides");
    }

    /** Pixels that a window spans, down and across. */
    int[] span() {
        return config().ints(size);
    }

    /** TensorFlow's attribute of steps. */
    final List<Integer> strides() {
        return List.of(1, steps()[0], steps()[1], 1);
    }

    /** TensorFlow's word for the padding. */
    final String padding() {
        return Sizes.padding(toString(), config().text("padding"));
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int[] x = one(inputs, 3, "images (None, height, width, channels)");
        padding(); // must be one
        int[] y = {0, 0, channels(x[2])};
        for (int i = 0; i < 2; i++) {
            y[i] = Sizes.windows(x[i], span()[i], steps()[i], config().text("padding"));
            if (y[i] < 1) {
                throw wrong(
                        "images of at least %d x %d pixels".formatted(span()[0], span()[1]),
                        inputs);
            }
        }
        return y;
    }
}
