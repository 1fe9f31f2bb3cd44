package org.duograph.keras.layer;

import org.duograph.session.Tensor;

/** The largest of inputs of one shape, element by element. */
public final class Maximum extends Merge {
    /** Has no arguments. */
    public Maximum() {}

    @Override
    Tensor two(Tensor a, Tensor b) {
        return a.maximum(b);
    }
}
