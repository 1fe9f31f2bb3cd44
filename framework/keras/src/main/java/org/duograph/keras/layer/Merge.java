package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Tensor;

/**
 * Layers that put inputs together, element by element. Where an input's extent is 1, its element
 * goes with all of the others'.
 */
abstract class Merge extends Layer {
    /** Two of them. */
    abstract Tensor two(Tensor a, Tensor b);

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        if (inputs.size() < 2) {
            throw wrong("two or more inputs", inputs);
        }
        int[] shape = inputs.get(0).clone();
        for (int[] input : inputs) {
            if (input.length != shape.length) {
                throw wrong("inputs of as many extents each", inputs);
            }
            for (int i = 0; i < shape.length; i++) {
                if (input[i] != shape[i] && input[i] != 1 && shape[i] != 1) {
                    throw wrong("inputs of the same extents, or 1", inputs);
                }
                shape[i] = shape[i] == 1 ? input[i] : shape[i];
            }
        }
        return shape;
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Tensor all = inputs.get(0);
        for (Tensor more : inputs.subList(1, inputs.size())) {
            all = two(all, more);
        }
        return all;
    }
}
