package org.duograph.keras.layer;

import java.util.Arrays;
import java.util.List;
import org.duograph.session.Tensor;

/** The numbers of a sample in another shape; one extent may be -1, for what is left. */
public final class Reshape extends Layer {
    Reshape() {
        config().define("target_shape", List.of());
    }

    /** The extents of a sample. */
    public Reshape(int... shape) {
        this();
        with("target_shape", shape);
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int[] shape = config().ints("target_shape");
        int numbers = Sizes.product(one(inputs, 0, "one input"));
        int open = -1;
        int rest = 1;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == -1 && open < 0) {
                open = i;
            } else {
                rest *= shape[i];
            }
        }
        boolean fits = rest > 0 && (open < 0 ? rest == numbers : numbers % rest == 0);
        if (!fits) {
            throw wrong("samples of as many numbers as " + Arrays.toString(shape) + " has", inputs);
        }
        if (open >= 0) {
            shape[open] = numbers / rest;
        }
        return shape;
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        Tensor x = inputs.get(0);
        return x.reshape(Sizes.batchOf(outputShape(List.of(Sizes.sample(x.shape())))));
    }
}
