package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** All numbers of a sample in one row: [n, features]. */
public final class Flatten extends Layer {
    /** Has no arguments. */
    public Flatten() {}

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        return new int[] {Sizes.product(one(inputs, 0, "one input"))};
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        return x.reshape(-1, Sizes.product(Sizes.sample(x.shape())));
    }
}
