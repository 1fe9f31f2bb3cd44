package org.duograph.lite.convert;

import java.util.Arrays;
import java.util.List;
import org.duograph.lite.Interpreter;
import org.duograph.lite.kernel.Tensor;
import org.duograph.lite.model.Model;

/** The least and the greatest number that each tensor of a model held while it ran on examples. */
final class Ranges {
    private final float[] least;
    private final float[] most;

    private Ranges(int tensors) {
        this.least = new float[tensors];
        this.most = new float[tensors];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(most, Float.NEGATIVE_INFINITY);
    }

    /**
     * Runs a model on examples.
     *
     * @param examples for each run, the numbers of each input
     * @throws IllegalArgumentException if there are none, or one gives numbers that are none
     */
    static Ranges of(Model model, Iterable<List<float[]>> examples) {
        Ranges ranges = new Ranges(model.tensors().size());
        Interpreter lite = new Interpreter(model);
        int count = 0;
        for (List<float[]> example : examples) {
            for (int i = 0; i < example.size(); i++) {
                lite.setInput(i, example.get(i));
                ranges.see(model.inputs().get(i).index(), example.get(i), 0, example.get(i).length);
            }
            lite.run((operation, took, outputs) -> outputs.forEach(ranges::see));
            count++;
        }
        if (count == 0) {
            throw new IllegalArgumentException(
                    "There are no examples to calibrate on; give some inputs as they will come");
        }
        return ranges;
    }

    private void see(Tensor tensor) {
        if (tensor.isFloat()) {
            see(tensor.info.index(), tensor.floats, tensor.at, tensor.size);
        }
    }

    private void see(int tensor, float[] numbers, int at, int count) {
        float low = least[tensor];
        float high = most[tensor];
        for (int i = at; i < at + count; i++) {
            float number = numbers[i];
            if (!(Math.abs(number) <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "On an example a tensor holds %s; such a model can't be quantised"
                                .formatted(number));
            }
            low = Math.min(low, number);
            high = Math.max(high, number);
        }
        least[tensor] = low;
        most[tensor] = high;
    }

    /** The least number that a tensor held. */
    float least(int tensor) {
        return least[tensor];
    }

    /** The greatest number that a tensor held. */
    float most(int tensor) {
        return most[tensor];
    }
}
