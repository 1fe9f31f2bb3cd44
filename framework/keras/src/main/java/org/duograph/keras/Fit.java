package org.duograph.keras;

import java.util.ArrayList;
import java.util.List;
import org.duograph.data.Images;
import org.duograph.tensor.NDArray;
import org.duograph.training.Listener;

/** What fit, evaluate or predict was told, and what it does if it isn't. */
final class Fit {
    int epochs = 1;
    int initialEpoch;
    int batchSize = 32;
    int verbose = 1;
    boolean shuffle = true;
    Long seed; // null: the model's
    double validationSplit;
    Images validationImages;
    List<NDArray> validationX;
    List<NDArray> validationY;
    NDArray sampleWeights;
    double[] classWeights;
    final List<Listener> callbacks = new ArrayList<>();

    static Fit of(FitOption... options) {
        Fit fit = new Fit();
        for (FitOption option : options) {
            option.on(fit);
        }
        return fit;
    }
}
