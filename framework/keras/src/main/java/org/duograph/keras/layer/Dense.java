package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** {@code activation(x kernel + bias)} over the last axis. */
public final class Dense extends Layer {
    Dense() {
        config().define("units", 0)
                .define("activation", "linear")
                .define("use_bias", true)
                .define("kernel_initializer", "glorot_uniform")
                .define("bias_initializer", "zeros")
                .define("kernel_regularizer", "")
                .define("bias_regularizer", "");
    }

    /** A layer of so many units. */
    public Dense(int units, String activation) {
        this();
        with("units", Sizes.positive("dense", "units", units)).activation(activation);
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        if (inputs.size() != 1 || inputs.get(0).length == 0) {
            throw wrong("one input (None, ..., features)", inputs);
        }
        int[] shape = inputs.get(0).clone();
        shape[shape.length - 1] = config().integer("units");
        return shape;
    }

    @Override
    protected void build(List<int[]> inputs) {
        int[] x = inputs.get(0);
        int units = config().integer("units");
        weight(
                "kernel",
                config().text("kernel_initializer"),
                config().text("kernel_regularizer"),
                x[x.length - 1],
                units);
        if (config().truth("use_bias")) {
            weight(
                    "bias",
                    config().text("bias_initializer"),
                    config().text("bias_regularizer"),
                    units);
        }
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        boolean rows = x.shape().rank() == 2;
        Tensor y = (rows ? x : x.reshape(-1, x.shape().dim(-1))).matmul(read("kernel"));
        if (config().truth("use_bias")) {
            y = y.addBias(read("bias"));
        }
        if (!rows) {
            int[] dims = Sizes.sample(x.shape());
            dims[dims.length - 1] = config().integer("units");
            y = y.reshape(Sizes.batchOf(dims));
        }
        return calling.activate(y, config().text("activation"));
    }
}
