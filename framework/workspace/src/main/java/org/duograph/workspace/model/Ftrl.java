package org.duograph.workspace.model;

import java.util.List;
import org.duograph.workspace.io.Ops;

/**
 * FTRL-Proximal (McMahan et al. 2013), with one state n (sum of squared gradients) and one z per
 * number of the parameter.
 *
 * <p>&sigma; = (&radic;(n + g&sup2;) - &radic;n) / lr, z' = z + g - &sigma; p, n' = n + g&sup2;,
 * and p' = 0 where |z'| &le; lambda1, else (sign(z') lambda1 - z') / ((beta + &radic;n') / lr +
 * lambda2). The learning rate is fixed.
 */
public final class Ftrl extends Optimizer<Ftrl> {
    private double beta = 1e-4;
    private double lambda1;
    private double lambda2;

    Ftrl(double learningRate) {
        super(learningRate);
    }

    @Override
    Ftrl self() {
        return this;
    }

    /** What keeps the rates of numbers with small gradients down; 1e-4 if not given. */
    public Ftrl beta(double value) {
        this.beta = value;
        return this;
    }

    /** How hard numbers are pulled to zero and squared numbers kept small; 0 if not given. */
    public Ftrl lambdas(double absolute, double squared) {
        this.lambda1 = absolute;
        this.lambda2 = squared;
        return this;
    }

    @Override
    boolean readsLearningRate() {
        return false;
    }

    @Override
    void update(Step step, String param, String gradient) {
        String nz = step.zeros(param, "_ftrl_nz", Ops.arg("extra_shape", List.of(2)));
        step.add(
                "Ftrl",
                List.of(param, nz, gradient),
                List.of(param, nz),
                Ops.arg("alpha", (float) baseLearningRate),
                Ops.arg("beta", (float) beta),
                Ops.arg("lambda1", (float) lambda1),
                Ops.arg("lambda2", (float) lambda2));
    }
}
