package org.duograph.keras.layer;

import org.duograph.session.Tensor;

/** The product of inputs of one shape, element by element. */
public final class Multiply extends Merge {
    /** Has no arguments. */
    public Multiply() {}

    @Override
    Tensor two(Tensor a, Tensor b) {
        return a.times(b);
    }
}
