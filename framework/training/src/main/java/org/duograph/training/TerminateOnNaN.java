package org.duograph.training;

import java.util.Map;

/** Ends the training when a loss is no number, or infinite. */
public final class TerminateOnNaN implements Listener {
    private int stoppedAt = -1;

    @Override
    public boolean isDueAfter(Training training, int batch) {
        return false;
    }

    @Override
    public void trainBegin(Training training) {
        stoppedAt = -1;
    }

    @Override
    public void batchEnd(Training training, int batch, Map<String, Double> numbers) {
        Double loss = numbers.get("loss");
        if (loss != null && !Double.isFinite(loss)) {
            stoppedAt = batch;
            training.stop();
        }
    }

    /** The batch after which it ended the training, counted from 0; -1 if it didn't. */
    public int stoppedBatch() {
        return stoppedAt;
    }
}
