package org.duograph.workspace.model;

import java.util.List;
import org.duograph.workspace.io.Ops;

/**
 * Adagrad (Duchi et al. 2011): h' = decay &middot; h + g&sup2;, p' = p - lr &middot; g / (&radic;h'
 * + epsilon).
 */
public final class Adagrad extends Optimizer<Adagrad> {
    private double epsilon = 1e-4;
    private double decay = 1;

    Adagrad(double learningRate) {
        super(learningRate);
    }

    @Override
    Adagrad self() {
        return this;
    }

    /** What keeps the root from zero; 1e-4 if not given. */
    public Adagrad epsilon(double value) {
        this.epsilon = value;
        return this;
    }

    /** How much of the squares is kept; 1 if not given. */
    public Adagrad decay(double value) {
        this.decay = value;
        return this;
    }

    @Override
    void update(Step step, String param, String gradient) {
        String h = step.zeros(param, "_squared_sum");
        step.add(
                "Adagrad",
                List.of(param, h, gradient, step.lr()),
                List.of(param, h),
                Ops.arg("epsilon", (float) epsilon),
                Ops.arg("decay", (float) decay));
    }
}
