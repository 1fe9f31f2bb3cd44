package org.duograph.session.train;

import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * A variable and the gradient of a loss with respect to it.
 *
 * @param gradient the gradient, of the variable's shape; null where the loss doesn't depend on it
 * @param variable the variable
 * @param slices the same as rows, if the loss depends only on rows that were looked up and the
 *     optimizer changes only those; else null
 */
public record GradientOf(Tensor gradient, Variable variable, IndexedSlices slices) {

    /** A gradient by which all of the variable is changed. */
    public GradientOf(Tensor gradient, Variable variable) {
        this(gradient, variable, null);
    }
}
