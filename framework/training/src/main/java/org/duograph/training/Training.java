package org.duograph.training;

import java.util.Map;

/** One call of {@link Trainer#fit} as listeners see it: what was asked, and how far it is. */
public final class Training {
    private final Learner learner;
    private final Samples samples;
    private final Samples validation;
    private final int epochs;
    private final Averages averages = new Averages();
    private int seen;
    private boolean stopped;

    Training(Learner learner, Samples samples, Samples validation, int epochs) {
        this.learner = learner;
        this.samples = samples;
        this.validation = validation;
        this.epochs = epochs;
    }

    /** Who learns. */
    public Learner learner() {
        return learner;
    }

    /** What is learnt from. */
    public Samples samples() {
        return samples;
    }

    /** What is measured with after each epoch; null for nothing. */
    public Samples validation() {
        return validation;
    }

    /** The number of the last epoch, if nobody stops before; the first epoch's is 1. */
    public int epochs() {
        return epochs;
    }

    /** How many samples of this epoch have been learnt from. */
    public int seen() {
        return seen;
    }

    /** The means over the samples of this epoch that have been learnt from. */
    public Map<String, Double> means() {
        return averages.means();
    }

    /** Ends the training after the step, or the epoch, that is under way. */
    public void stop() {
        stopped = true;
    }

    /** Whether somebody stopped it. */
    public boolean isStopped() {
        return stopped;
    }

    void beginEpoch() {
        averages.clear();
        seen = 0;
    }

    void add(Map<String, Double> numbers, int size) {
        averages.add(numbers, size);
        seen += size;
    }
}
