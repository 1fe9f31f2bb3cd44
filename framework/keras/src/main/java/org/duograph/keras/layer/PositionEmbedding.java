package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/** Adds to each step of a sequence, [n, steps, features], a row of its own, which is learnt. */
public final class PositionEmbedding extends Layer {
    /** Rows for as many steps as sequences have. */
    public PositionEmbedding() {
        config().define("embeddings_initializer", "random_uniform");
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        return one(inputs, 2, "sequences (None, steps, features)");
    }

    @Override
    protected void build(List<int[]> inputs) {
        int[] x = inputs.get(0);
        weight("embeddings", config().text("embeddings_initializer"), "", x[0], x[1]);
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        return inputs.get(0).plus(read("embeddings"));
    }
}
