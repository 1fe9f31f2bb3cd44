package org.duograph.keras.layer;

import java.util.List;

/**
 * One use of a layer: a layer that is used twice shares its weights. Keras' node.
 *
 * @param layer the layer
 * @param index which of its uses this is, counted from 0
 * @param inputs what it is applied to; empty for an input
 */
public record Application(Layer layer, int index, List<KerasTensor> inputs) {
    public Application {
        inputs = List.copyOf(inputs);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return layer + "[" + index + "][0]";
    }
}
