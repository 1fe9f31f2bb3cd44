package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** An activation as a layer of its own. */
public final class Activation extends Layer {
    Activation() {
        config().define("activation", "linear");
    }

    /** Applies {@code activation}. */
    public Activation(String activation) {
        this();
        activation(activation);
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        return one(inputs, 0, "one input");
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        return calling.activate(inputs.get(0), config().text("activation"));
    }
}
