package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** The mean of all pixels of each channel: [n, channels]. */
public final class GlobalAveragePooling2D extends Layer {
    /** Has no arguments. */
    public GlobalAveragePooling2D() {}

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        return new int[] {one(inputs, 3, "images (None, height, width, channels)")[2]};
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        return inputs.get(0).mean(1, 2);
    }
}
