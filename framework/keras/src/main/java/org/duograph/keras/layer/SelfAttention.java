package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Attention of a sequence, [n, steps, features], to itself: each step takes the mean of all steps'
 * values, weighted by how well their keys fit its query. Several heads share the features.
 *
 * <p>Source: Vaswani et al., "Attention is all you need", 2017; Keras' {@code MultiHeadAttention}
 * of a sequence and itself.
 */
public final class SelfAttention extends Layer {
    private static final List<String> PARTS = List.of("query", "key", "value");

    /** What is added to hide a step: its exponential is zero beside any other. */
    private static final float HIDDEN = -1e9f;

    SelfAttention() {
        config().define("num_heads", 1)
                .define("causal", false)
                .define("kernel_initializer", "glorot_uniform")
                .define("bias_initializer", "zeros");
    }

    /**
     * Attention by so many heads.
     *
     * @param causal whether no step sees later ones
     */
    public SelfAttention(int heads, boolean causal) {
        this();
        with("num_heads", Sizes.positive("self attention", "heads", heads)).with("causal", causal);
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int[] x = one(inputs, 2, "sequences (None, steps, features)");
        if (x[1] % config().integer("num_heads") != 0) {
            throw wrong(
                    "features in multiples of its %d heads"
                            .formatted(config().integer("num_heads")),
                    inputs);
        }
        return x;
    }

    @Override
    protected void build(List<int[]> inputs) {
        int features = inputs.get(0)[1];
        for (String part : List.of("query", "key", "value", "output")) {
            String kernel = config().text("kernel_initializer");
            weight(part + "_kernel", kernel, "", features, features);
            weight(part + "_bias", config().text("bias_initializer"), "", features);
        }
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        int[] sample = Sizes.sample(x.shape());
        int heads = config().integer("num_heads");
        int each = sample[1] / heads;
        Tensor rows = x.reshape(-1, sample[1]);
        List<Tensor> parts =
                PARTS.stream()
                        .map(part -> layer(rows, part))
                        .map(y -> y.reshape(-1, sample[0], heads, each).transpose(0, 2, 1, 3))
                        .toList();
        Tensor scores = product(parts.get(0), parts.get(1), true).times(1 / Math.sqrt(each));
        if (config().truth("causal")) {
            scores = scores.plus(calling.graph().constant(later(sample[0])));
        }
        Tensor seen = product(scores.softmax(), parts.get(2), false);
        Tensor joined = seen.transpose(0, 2, 1, 3).reshape(-1, sample[1]);
        return layer(joined, "output").reshape(Sizes.batchOf(sample));
    }

    private Tensor layer(Tensor rows, String part) {
        return rows.matmul(read(part + "_kernel")).addBias(read(part + "_bias"));
    }

    private static Tensor product(Tensor a, Tensor b, boolean turned) {
        return a.graph().op("BatchMatMulV2").input(a, b).attr("adj_y", turned).tensor();
    }

    /** What hides from each step those that come later. */
    private static NDArray later(int steps) {
        float[] hidden = new float[steps * steps];
        for (int step = 0; step < steps; step++) {
            for (int other = step + 1; other < steps; other++) {
                hidden[step * steps + other] = HIDDEN;
            }
        }
        return NDArray.of(Shape.of(steps, steps), hidden);
    }
}
