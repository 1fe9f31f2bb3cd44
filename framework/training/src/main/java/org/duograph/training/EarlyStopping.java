package org.duograph.training;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;

/** Ends the training when a number has not become better for some epochs. */
public final class EarlyStopping implements Listener {
    private final Monitor monitor;
    private final double minDelta;
    private final int patience;
    private final boolean restoring;
    private int waited;
    private int stoppedAt = -1;
    private List<NDArray> best;

    /** Ends it when the validation loss has not become better in an epoch. */
    public EarlyStopping() {
        this("val_loss", 0);
    }

    /**
     * Ends it when a number has not become better.
     *
     * @param monitor the number's name; accuracies are better when larger, others when smaller
     * @param patience after how many such epochs; 0 and 1 are the same
     */
    public EarlyStopping(String monitor, int patience) {
        this(monitor, patience, 0, false);
    }

    private EarlyStopping(String monitor, int patience, double minDelta, boolean restoring) {
        this.monitor = new Monitor(monitor, minDelta);
        this.patience = patience;
        this.minDelta = minDelta;
        this.restoring = restoring;
    }

    /** The same, where only what is better by more than this counts as better. */
    public EarlyStopping minDelta(double least) {
        return new EarlyStopping(monitor.name(), patience, least, restoring);
    }

    /** The same, which gives the learner the weights of the best epoch back when it ends it. */
    public EarlyStopping restoreBestWeights() {
        return new EarlyStopping(monitor.name(), patience, minDelta, true);
    }

    @Override
    public void trainBegin(Training training) {
        monitor.reset();
        waited = 0;
        stoppedAt = -1;
        best = null;
    }

    @Override
    public void epochEnd(Training training, int epoch, Map<String, Double> numbers) {
        if (monitor.improves(monitor.of(numbers, "Early stopping"))) {
            waited = 0;
            best = restoring ? training.learner().weights() : null;
        } else if (++waited >= patience) {
            stoppedAt = epoch;
            training.stop();
            if (best != null) {
                training.learner().setWeights(best);
            }
        }
    }

    /** The epoch after which it ended the training, counted from 0; -1 if it didn't. */
    public int stoppedEpoch() {
        return stoppedAt;
    }
}
