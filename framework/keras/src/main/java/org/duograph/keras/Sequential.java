package org.duograph.keras;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duograph.keras.layer.InputLayer;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.tensor.DType;

/**
 * Layers one after the other. The first says the shape of a sample: {@code dense(128,
 * "relu").inputShape(784)}, or {@code flatten(28, 28)}.
 */
public final class Sequential extends Model {
    private final List<Layer> stack = new ArrayList<>();

    /** These layers; more can be added. */
    public Sequential(Layer... layers) {
        stack.addAll(Arrays.asList(layers));
    }

    /** A model that is built: that of a file. */
    Sequential(Network network) {
        super(network);
    }

    /**
     * Adds a layer; returns this.
     *
     * @throws IllegalStateException if the model is built already
     */
    public Sequential add(Layer layer) {
        if (isBuilt()) {
            throw new IllegalStateException(
                    "The model is built; add layers before seed, compile, summary and the like");
        }
        stack.add(layer);
        return this;
    }

    @Override
    Network network() {
        if (!isBuilt()) {
            become(build());
        }
        return super.network();
    }

    private Network build() {
        if (stack.isEmpty()) {
            throw new IllegalStateException(
                    "The model has no layers; give some: new Sequential(dense(10, \"softmax\").inputShape(784))");
        }
        Layer first = stack.get(0);
        int[] shape = first.saidShape();
        if (shape == null) {
            throw new IllegalStateException(
                    "The model doesn't know the shape of its input; let the first layer say it: %s(...).inputShape(784)"
                            .formatted(first.kind()));
        }
        DType dtype = first.inputType();
        String name = first.name() == null ? first.kind() + "_1" : first.name();
        KerasTensor input = InputLayer.named(name + "_input", dtype, shape);
        KerasTensor x = input;
        for (Layer layer : stack) {
            x = layer.on(x);
        }
        return new Network(List.of(input), List.of(x));
    }

    @Override
    String kind() {
        return "sequential";
    }

    @Override
    boolean showsInputs() {
        return false;
    }

    @Override
    public Sequential seed(long seed) {
        super.seed(seed);
        return this;
    }
}
