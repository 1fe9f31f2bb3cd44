package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * Each channel, the last axis, with mean 0 and variance 1, then times {@code gamma} plus {@code
 * beta}. In training, mean and variance are the batch's, and moving averages follow them in each
 * step, unless the layer is frozen; else they are these averages.
 */
public final class BatchNormalization extends Layer {
    /** With a momentum of 0.99 and an epsilon of 0.001. */
    public BatchNormalization() {
        config().define("momentum", 0.99).define("epsilon", 0.001);
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int[] x = one(inputs, 0, "one input");
        if (x.length == 0) {
            throw wrong("an input (None, ..., channels)", inputs);
        }
        return x;
    }

    @Override
    protected void build(List<int[]> inputs) {
        int channels = inputs.get(0)[inputs.get(0).length - 1];
        weight("gamma", "ones", "", channels);
        weight("beta", "zeros", "", channels);
        average("moving_mean", "zeros", channels);
        average("moving_variance", "ones", channels);
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        boolean images = x.shape().rank() == 4;
        Tensor pixels = images ? x : x.reshape(-1, 1, 1, x.shape().dim(-1));
        Tensor none = calling.graph().constant(new float[0]);
        boolean training = calling.training();
        Operation normalized =
                calling.graph()
                        .op("FusedBatchNorm")
                        .input(pixels, read("gamma"), read("beta"))
                        .input(training ? none : read("moving_mean"))
                        .input(training ? none : read("moving_variance"))
                        .attr("epsilon", (float) config().real("epsilon"))
                        .attr("is_training", training)
                        .build();
        if (training && isTrainable()) {
            follow(calling, variable("moving_mean"), normalized.output(1));
            follow(calling, variable("moving_variance"), normalized.output(2));
        }
        Tensor y = normalized.output(0);
        return images ? y : y.reshape(Sizes.batchOf(Sizes.sample(x.shape())));
    }

    private void follow(Calling calling, Variable average, Tensor batch) {
        Tensor way = average.read().minus(batch).times(1 - config().real("momentum"));
        calling.update(average.assignSub(way));
    }
}
