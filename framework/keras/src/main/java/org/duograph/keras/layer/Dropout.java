package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** In training, some elements become zero and the others larger; else nothing happens. */
public final class Dropout extends Layer {
    Dropout() {
        config().define("rate", 0.5);
    }

    /**
     * Zeros for this share of the elements.
     *
     * @param rate from 0 to less than 1
     */
    public Dropout(double rate) {
        this();
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException(
                    "dropout takes a rate from 0 to less than 1, found " + rate);
        }
        with("rate", rate);
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        return one(inputs, 0, "one input");
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        double rate = config().real("rate");
        return calling.graph()
                .layers()
                .name(name())
                .dropout(inputs.get(0), rate, calling.training());
    }
}
