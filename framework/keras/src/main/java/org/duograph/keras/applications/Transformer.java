package org.duograph.keras.applications;

import static org.duograph.keras.Keras.add;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.embedding;
import static org.duograph.keras.Keras.input;
import static org.duograph.keras.Keras.layerNormalization;
import static org.duograph.keras.Keras.positionEmbedding;
import static org.duograph.keras.Keras.selfAttention;

import org.duograph.keras.Model;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.tensor.DType;

/**
 * A transformer that says of each step of a sequence what comes next, as GPT-2 does: blocks of
 * attention and of two layers, each after a normalisation, and each added to what it read. {@code
 * org.duograph.workspace.model.TransformerLayers} makes the same net.
 *
 * <p>Sources: Vaswani et al., "Attention is all you need", 2017; Radford et al., "Language models
 * are unsupervised multitask learners", 2019.
 */
public final class Transformer {
    private static final double EPSILON = 1e-5;
    private static final int WIDER = 4; // the inner layer of a block, as everywhere

    private Transformer() {}

    /**
     * A net that reads the numbers of things, such as characters, n x steps, and gives scores, n x
     * steps x kinds.
     *
     * @param kinds how many things there are
     * @param steps the length of a sequence
     * @param size how many numbers stand for a thing
     * @param heads how many heads share them
     * @param blocks how many blocks there are
     */
    public static Model model(int kinds, int steps, int size, int heads, int blocks) {
        KerasTensor things = input(DType.INT32, steps);
        KerasTensor x = positionEmbedding().on(embedding(kinds, size).on(things));
        for (int i = 0; i < blocks; i++) {
            KerasTensor seen = selfAttention(heads, true).on(normalized(x));
            KerasTensor middle = add().on(x, seen);
            KerasTensor wide = dense(WIDER * size, "gelu").on(normalized(middle));
            x = add().on(middle, dense(size).on(wide));
        }
        return new Model(things, dense(kinds).on(normalized(x)));
    }

    private static KerasTensor normalized(KerasTensor x) {
        return layerNormalization().with("epsilon", EPSILON).on(x);
    }
}
