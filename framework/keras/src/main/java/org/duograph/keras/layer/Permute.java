package org.duograph.keras.layer;

import java.util.Arrays;
import java.util.List;
import org.duograph.session.Tensor;

/** The axes of a sample in another order, counted from 1. */
public final class Permute extends Layer {
    Permute() {
        config().define("dims", List.of());
    }

    /** Which axis comes first, second, ... */
    public Permute(int... order) {
        this();
        with("dims", order);
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int[] order = config().ints("dims");
        if (order.length == 0) {
            throw new IllegalArgumentException(
                    this + " needs the order of the axes, as permute(2, 1); found none");
        }
        int[] x = one(inputs, order.length, "one input of " + order.length + " axes");
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        int[] y = new int[order.length];
        for (int i = 0; i < y.length; i++) {
            if (sorted[i] != i + 1) {
                throw new IllegalArgumentException(
                        "%s puts the axes 1 to %d in another order; found %s"
                                .formatted(this, order.length, Arrays.toString(order)));
            }
            y[i] = x[order[i] - 1];
        }
        return y;
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        int[] order = Sizes.batchOf(config().ints("dims"));
        order[0] = 0;
        return inputs.get(0).transpose(order);
    }
}
