package org.duograph.keras.layer;

import java.util.Arrays;
import java.util.List;
import org.duograph.session.Tensor;

/** Layers that put inputs of one shape together, element by element. */
abstract class Merge extends Layer {
    /** Two of them. */
    abstract Tensor two(Tensor a, Tensor b);

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        boolean same =
                inputs.size() > 1 && inputs.stream().allMatch(s -> Arrays.equals(s, inputs.get(0)));
        if (!same) {
            throw wrong("two or more inputs of one shape", inputs);
        }
        return inputs.get(0);
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
