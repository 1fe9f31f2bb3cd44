package org.duograph.training;

import java.util.Map;

/**
 * Is told how training goes, Keras' callback. Epochs and batches count from 0; numbers are by name.
 * It can end the training: {@link Training#stop}.
 */
public interface Listener {
    /** Before the first epoch. */
    default void trainBegin(Training training) {}

    /** Before an epoch. */
    default void epochBegin(Training training, int epoch) {}

    /** Before a batch. */
    default void batchBegin(Training training, int batch) {}

    /**
     * Whether it wants to be told of a batch before the next one is begun, because it looks at the
     * learner then, or changes it. Where no listener does, a learner on a GPU goes on with the next
     * batch while the numbers of this one are on their way.
     */
    default boolean isDueAfter(Training training, int batch) {
        return true;
    }

    /**
     * After a batch; the next one may have begun where {@link #isDueAfter} said so.
     *
     * @param numbers the batch's own
     */
    default void batchEnd(Training training, int batch, Map<String, Double> numbers) {}

    /**
     * After an epoch.
     *
     * @param numbers means over the epoch's samples; {@code val_...} those of the validation
     *     samples
     */
    default void epochEnd(Training training, int epoch, Map<String, Double> numbers) {}

    /** After the last epoch. */
    default void trainEnd(Training training) {}
}
