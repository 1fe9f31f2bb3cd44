package org.duograph.workspace.model;

import java.util.List;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.GradientOfRows;

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

    @Override
    void updateRows(Step step, String param, GradientOfRows gradient) {
        if (decay != 1) {
            throw new IllegalArgumentException(
                    "Adagrad with decay can't change the rows of \"%s\" that were looked up alone: what the others keep would fade too; leave decay out"
                            .formatted(param));
        }
        String h = step.zeros(param, "_squared_sum");
        step.add(
                "SparseAdagrad",
                List.of(param, h, gradient.indices(), gradient.values(), step.lr()),
                List.of(param, h),
                Ops.arg("epsilon", (float) epsilon));
    }
}
