package org.duograph.keras;

import org.duograph.session.Tensor;

/** A loss of one's own, to be given to compile instead of a name. */
@FunctionalInterface
public interface Loss {
    /**
     * Appends the loss.
     *
     * @param labels of the shape of the predictions
     * @param predictions what the model's output is
     * @return a number for each sample, or for each of its elements; the mean is taken
     */
    Tensor of(Tensor labels, Tensor predictions);
}
