package org.duograph.workspace.model;

import org.duograph.tensor.Shape;

/**
 * A parameter of a model.
 *
 * @param name the blob's name
 * @param shape its shape; null if the model does not initialise it
 * @param kind what it is for
 */
public record Parameter(String name, Shape shape, Kind kind) {
    /** What parameters are for. */
    public enum Kind {
        /** Learnt; weight decay applies. */
        WEIGHT,
        /** Learnt; weight decay does not apply. */
        BIAS,
        /** Computed as the net runs, not learnt: SpatialBN's running mean and variance. */
        COMPUTED
    }

    /** Whether an optimizer changes it. */
    public boolean isLearnt() {
        return kind != Kind.COMPUTED;
    }
}
