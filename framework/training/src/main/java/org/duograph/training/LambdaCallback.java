package org.duograph.training;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** A listener made of functions: {@code new LambdaCallback().onEpochEnd((epoch, n) -> ...)}. */
public final class LambdaCallback implements Listener {
    private Consumer<Training> trainBegin = t -> {};
    private Consumer<Training> trainEnd = t -> {};
    private IntConsumer epochBegin = e -> {};
    private BiConsumer<Integer, Map<String, Double>> epochEnd = (e, n) -> {};
    private IntConsumer batchBegin = b -> {};
    private BiConsumer<Integer, Map<String, Double>> batchEnd = (b, n) -> {};

    /** A listener that does nothing yet. */
    public LambdaCallback() {}

    /** Does this before the first epoch; returns this. */
    public LambdaCallback onTrainBegin(Consumer<Training> what) {
        trainBegin = what;
        return this;
    }

    /** Does this after the last epoch; returns this. */
    public LambdaCallback onTrainEnd(Consumer<Training> what) {
        trainEnd = what;
        return this;
    }

    /** Does this before each epoch, counted from 0; returns this. */
    public LambdaCallback onEpochBegin(IntConsumer what) {
        epochBegin = what;
        return this;
    }

    /** Does this after each epoch, with its numbers; returns this. */
    public LambdaCallback onEpochEnd(BiConsumer<Integer, Map<String, Double>> what) {
        epochEnd = what;
        return this;
    }

    /** Does this before each batch, counted from 0; returns this. */
    public LambdaCallback onBatchBegin(IntConsumer what) {
        batchBegin = what;
        return this;
    }

    /** Does this after each batch, with its numbers; returns this. */
    public LambdaCallback onBatchEnd(BiConsumer<Integer, Map<String, Double>> what) {
        batchEnd = what;
        return this;
    }

    @Override
    public void trainBegin(Training training) {
        trainBegin.accept(training);
    }

    @Override
    public void trainEnd(Training training) {
        trainEnd.accept(training);
    }

    @Override
    public void epochBegin(Training training, int epoch) {
        epochBegin.accept(epoch);
    }

    @Override
    public void epochEnd(Training training, int epoch, Map<String, Double> numbers) {
        epochEnd.accept(epoch, numbers);
    }

    @Override
    public void batchBegin(Training training, int batch) {
        batchBegin.accept(batch);
    }

    @Override
    public void batchEnd(Training training, int batch, Map<String, Double> numbers) {
        batchEnd.accept(batch, numbers);
    }
}
