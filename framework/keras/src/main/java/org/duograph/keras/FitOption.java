package org.duograph.keras;

import java.util.function.Consumer;

/** One thing that fit, evaluate or predict is told; made by verbs of {@link Keras}. */
public final class FitOption {
    private final Consumer<Fit> set;

    FitOption(Consumer<Fit> set) {
        this.set = set;
    }

    void on(Fit fit) {
        set.accept(fit);
    }
}
