package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** Some of the channels of images [n, height, width, channels]. */
public final class Channels extends Layer {
    Channels() {
        config().define("first", 0).define("count", 1);
    }

    /** {@code count} channels from {@code first} on, counted from 0. */
    public Channels(int first, int count) {
        this();
        with("first", first).with("count", Sizes.positive("channels", "a count", count));
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int[] x = one(inputs, 3, "images (None, height, width, channels)");
        int first = config().integer("first");
        int count = config().integer("count");
        if (first < 0 || first + count > x[2]) {
            throw wrong(
                    "images with channels %d to %d".formatted(first, first + count - 1), inputs);
        }
        return new int[] {x[0], x[1], count};
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Tensor begin = calling.graph().constant(new int[] {0, 0, 0, config().integer("first")});
        Tensor size = calling.graph().constant(new int[] {-1, -1, -1, config().integer("count")});
        return calling.graph().op("Slice").input(inputs.get(0), begin, size).tensor();
    }
}
