package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** The largest of all pixels of each channel: [n, channels]. */
public final class GlobalMaxPooling2D extends Layer {
    /** Has no arguments. */
    public GlobalMaxPooling2D() {}

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        return new int[] {one(inputs, 3, "images (None, height, width, channels)")[2]};
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        return inputs.get(0).max(1, 2);
    }
}
