package org.duograph.keras.layer;

import java.util.Arrays;
import java.util.List;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/** A row of numbers, which is learnt, for each whole number. */
public final class Embedding extends Layer {
    Embedding() {
        config().define("input_dim", 0)
                .define("output_dim", 0)
                .define("embeddings_initializer", "random_uniform")
                .define("embeddings_regularizer", "");
    }

    /**
     * Rows for the numbers 0 to before {@code numbers}.
     *
     * @param features how long a row is
     */
    public Embedding(int numbers, int features) {
        this();
        with("input_dim", Sizes.positive("embedding", "an input dimension", numbers));
        with("output_dim", Sizes.positive("embedding", "an output dimension", features));
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int[] x = one(inputs, 0, "one input of whole numbers");
        int[] y = Arrays.copyOf(x, x.length + 1);
        y[x.length] = config().integer("output_dim");
        return y;
    }

    @Override
    protected void build(List<int[]> inputs) {
        weight(
                "embeddings",
                config().text("embeddings_initializer"),
                config().text("embeddings_regularizer"),
                config().integer("input_dim"),
                config().integer("output_dim"));
    }

    @Override
    public DType inputType() {
        return DType.INT32;
    }

    @Override
    protected DType outputType(List<DType> inputs) {
        return DType.FLOAT32;
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Tensor axis = calling.graph().constant(0);
        Tensor numbers = inputs.get(0).cast(DType.INT32);
        return calling.graph().op("GatherV2").input(read("embeddings"), numbers, axis).tensor();
    }
}
