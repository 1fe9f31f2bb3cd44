package org.duograph.keras.layer;

import org.duograph.session.Initializer;

/**
 * One weight that a layer needs.
 *
 * @param name inside the layer: {@code kernel}
 * @param shape its extents
 * @param initializer what it begins with
 * @param trainable whether optimizers change it, unless its layer is frozen
 * @param penalty the regularizer's text; empty for none
 */
public record Weight(
        String name, int[] shape, Initializer initializer, boolean trainable, String penalty) {
    public Weight {
        shape = shape.clone();
    }

    /** How many numbers it holds. */
    public long count() {
        long count = 1;
        for (int d : shape) {
            count *= d;
        }
        return count;
    }

    @Override
    public int[] shape() {
        return shape.clone();
    }
}
