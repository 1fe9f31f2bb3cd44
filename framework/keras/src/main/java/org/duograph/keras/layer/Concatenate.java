package org.duograph.keras.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duograph.session.Tensor;

/** Inputs one behind the other along an axis; they have the same extents along the others. */
public final class Concatenate extends Layer {
    /** Along the last axis. */
    public Concatenate() {
        config().define("axis", -1);
    }

    /** Along an axis, counted from 1 for the first of a sample, or from -1 for the last. */
    public Concatenate(int axis) {
        this();
        with("axis", axis);
    }

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int axis = config().integer("axis");
        int rank = inputs.isEmpty() ? 0 : inputs.get(0).length;
        if (inputs.size() < 2 || axis == 0 || axis > rank || axis < -rank) {
            throw wrong("two or more inputs that have axis " + axis, inputs);
        }
        int along = axis < 0 ? axis + rank : axis - 1;
        int[] shape = inputs.get(0).clone();
        shape[along] = 0;
        for (int[] input : inputs) {
            int[] rest = input.clone();
            if (rest.length == rank) {
                rest[along] = shape[along];
            }
            if (!Arrays.equals(rest, shape)) {
                throw wrong("inputs that differ only along axis " + axis, inputs);
            }
            shape[along] += input[along];
        }
        return shape;
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        List<Tensor> all = new ArrayList<>(inputs);
        all.add(calling.graph().constant(config().integer("axis")));
        return calling.graph().op("ConcatV2").inputs(all).tensor();
    }
}
