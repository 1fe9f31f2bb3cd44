package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** The last axis of each sample with mean 0 and variance 1, then times gamma plus beta. */
public final class LayerNormalization extends Layer {
    /** With an epsilon of 0.001. */
    public LayerNormalization() {
        config().define("epsilon", 0.001);
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int[] x = one(inputs, 0, "one input");
        if (x.length == 0) {
            throw wrong("an input (None, ..., features)", inputs);
        }
        return x;
    }

    @Override
    protected void build(List<int[]> inputs) {
        int features = inputs.get(0)[inputs.get(0).length - 1];
        weight("gamma", "ones", "", features);
        weight("beta", "zeros", "", features);
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        Tensor away = x.minus(mean(x));
        Tensor variance = mean(away.square());
        Tensor normal = away.dividedBy(variance.plus(config().real("epsilon")).sqrt());
        return normal.times(read("gamma")).plus(read("beta"));
    }

    private static Tensor mean(Tensor x) {
        Tensor axis = x.graph().constant(new int[] {x.shape().rank() - 1});
        return x.graph().op("Mean").input(x, axis).attr("keep_dims", true).tensor();
    }
}
