package org.duograph.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.duograph.backend.Arrival;
import org.duograph.tensor.NDArray;

/**
 * The loop: batch after batch, epoch after epoch, telling listeners.
 *
 * <pre>{@code
 * Trainer trainer = new Trainer(learner, new EarlyStopping("val_loss", 3));
 * History history = trainer.fit(Samples.of(64, images, labels).shuffled(1), validation, 20);
 * }</pre>
 */
public final class Trainer {
    private final Learner learner;
    private final List<Listener> listeners;

    /** A trainer of {@code learner}, who tells the listeners in this order. */
    public Trainer(Learner learner, Listener... listeners) {
        this(learner, List.of(listeners));
    }

    /** A trainer of {@code learner}, who tells the listeners in this order. */
    public Trainer(Learner learner, List<Listener> listeners) {
        this.learner = learner;
        this.listeners = List.copyOf(listeners);
    }

    /** Trains for some epochs. */
    public History fit(Samples samples, int epochs) {
        return fit(samples, null, 0, epochs);
    }

    /** Trains for some epochs, and measures with {@code validation} after each. */
    public History fit(Samples samples, Samples validation, int epochs) {
        return fit(samples, validation, 0, epochs);
    }

    /** Trains from an epoch on, as if those before had been. */
    public History fit(Samples samples, Samples validation, int first, int epochs) {
        return fit(samples, validation, first, 0, epochs);
    }

    /**
     * Trains from a batch of an epoch on, as if all before had been.
     *
     * @param validation what to measure with after each epoch; null for nothing
     * @param first the first epoch, counted from 0
     * @param batch its first batch, counted from 0
     * @param epochs before which epoch to end
     * @return the numbers of each epoch; those of the first are of the batches that were left
     */
    public History fit(Samples samples, Samples validation, int first, int batch, int epochs) {
        if (first < 0 || epochs < first) {
            throw new IllegalArgumentException(
                    "Can't train from epoch %d to epoch %d; count from 0, and end later than you begin"
                            .formatted(first, epochs));
        }
        if (batch < 0 || batch >= samples.batches()) {
            throw new IllegalArgumentException(
                    "Can't begin with batch %d; an epoch has %d, counted from 0"
                            .formatted(batch, samples.batches()));
        }
        History history = new History();
        List<Listener> told = new ArrayList<>(List.of(history)); // first: others may read it
        told.addAll(listeners);
        Training training = new Training(learner, samples, validation, epochs);
        told.forEach(l -> l.trainBegin(training));
        for (int epoch = first; epoch < epochs && !training.isStopped(); epoch++) {
            epoch(training, told, epoch, epoch == first ? batch : 0);
        }
        told.forEach(l -> l.trainEnd(training));
        return history;
    }

    private void epoch(Training training, List<Listener> told, int epoch, int first) {
        training.beginEpoch();
        told.forEach(l -> l.epochBegin(training, epoch));
        try (Samples.Reader reader = training.samples().read(epoch, first)) {
            Begun open = null;
            for (int i = first; reader.hasNext() && !training.isStopped(); i++) {
                int batch = i;
                List<NDArray> arrays = reader.next();
                told.forEach(l -> l.batchBegin(training, batch));
                int size = arrays.get(0).shape().dim(0);
                Begun begun = new Begun(batch, size, learner.start(arrays));
                if (open != null) {
                    open.end(training, told);
                }
                open = begun;
                if (begun.numbers.isThere() || isAnyDue(training, told, batch)) {
                    begun.end(training, told);
                    open = null;
                }
            }
            if (open != null) {
                open.end(training, told);
            }
        }
        Map<String, Double> numbers = training.means();
        if (training.validation() != null && !training.isStopped()) {
            evaluate(training.validation()).forEach((name, x) -> numbers.put("val_" + name, x));
        }
        told.forEach(l -> l.epochEnd(training, epoch, numbers));
    }

    private static boolean isAnyDue(Training training, List<Listener> told, int batch) {
        return told.stream().anyMatch(l -> l.isDueAfter(training, batch));
    }

    /**
     * A batch from which the learner learns, and of which nobody was told yet.
     *
     * @param size how many samples it has
     */
    private record Begun(int batch, int size, Arrival<Map<String, Double>> numbers) {
        void end(Training training, List<Listener> told) {
            Map<String, Double> arrived = numbers.await();
            training.add(arrived, size);
            told.forEach(l -> l.batchEnd(training, batch, arrived));
        }
    }

    /** The means over all samples, from which nothing is learnt. */
    public Map<String, Double> evaluate(Samples samples) {
        return evaluate(samples, seen -> {});
    }

    /** The same, telling after each batch how many samples have been measured. */
    public Map<String, Double> evaluate(Samples samples, IntConsumer progress) {
        Averages averages = new Averages();
        int seen = 0;
        try (Samples.Reader reader = samples.read(0)) {
            while (reader.hasNext()) {
                List<NDArray> arrays = reader.next();
                int size = arrays.get(0).shape().dim(0);
                averages.add(learner.evaluate(arrays), size);
                seen += size;
                progress.accept(seen);
            }
        }
        return averages.means();
    }
}
