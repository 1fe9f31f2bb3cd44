package org.duograph.training;

import java.util.Map;

/** Makes the learning rate smaller when a number has not become better for some epochs. */
public final class ReduceLROnPlateau implements Listener {
    private final String name;
    private final Monitor monitor;
    private final double factor;
    private final int patience;
    private final double least;
    private int waited;

    /** A tenth of the rate when the validation loss has not become better in 10 epochs. */
    public ReduceLROnPlateau() {
        this("val_loss", 0.1, 10);
    }

    /**
     * The rate times a factor when a number has not become better by more than 0.0001.
     *
     * @param monitor the number's name; accuracies are better when larger, others when smaller
     * @param factor from 0 to less than 1
     * @param patience after how many such epochs
     */
    public ReduceLROnPlateau(String monitor, double factor, int patience) {
        this(monitor, factor, patience, 0);
    }

    private ReduceLROnPlateau(String name, double factor, int patience, double least) {
        if (!(factor >= 0 && factor < 1)) {
            throw new IllegalArgumentException(
                    "A factor of %s does not make the learning rate smaller; give one from 0 to less than 1"
                            .formatted(factor));
        }
        this.name = name;
        this.monitor = new Monitor(name, 1e-4);
        this.factor = factor;
        this.patience = patience;
        this.least = least;
    }

    /** The same, never below {@code rate}. */
    public ReduceLROnPlateau notBelow(double rate) {
        return new ReduceLROnPlateau(name, factor, patience, rate);
    }

    @Override
    public void trainBegin(Training training) {
        monitor.reset();
        waited = 0;
    }

    @Override
    public void epochEnd(Training training, int epoch, Map<String, Double> numbers) {
        if (monitor.improves(monitor.of(numbers, "The plateau"))) {
            waited = 0;
        } else if (++waited >= patience) {
            Learner learner = training.learner();
            if (learner.learningRate() > least) {
                learner.setLearningRate(Math.max(least, factor * learner.learningRate()));
                waited = 0;
            }
        }
    }
}
