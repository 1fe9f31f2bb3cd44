package org.duograph.workspace.model;

import java.util.List;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.GradientOfRows;

/**
 * Adam (Kingma and Ba 2015): m' = &beta;1 m + (1 - &beta;1) g, v' = &beta;2 v + (1 - &beta;2)
 * g&sup2;, p' = p - lr &middot; &radic;(1 - &beta;2<sup>t</sup>) / (1 - &beta;1<sup>t</sup>)
 * &middot; m' / (&radic;v' + epsilon).
 *
 * <p>As in Caffe2, t is the counter of steps plus one, and the counter is raised before: the first
 * step has t = 2, where the paper has 1, and so is a little smaller.
 */
public final class Adam extends Optimizer<Adam> {
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double epsilon = 1e-8;

    Adam(double learningRate) {
        super(learningRate);
    }

    @Override
    Adam self() {
        return this;
    }

    /** How much of the mean and of the mean square is kept; 0.9 and 0.999 if not given. */
    public Adam betas(double first, double second) {
        this.beta1 = first;
        this.beta2 = second;
        return this;
    }

    /** What keeps the root from zero; 1e-8 if not given. */
    public Adam epsilon(double value) {
        this.epsilon = value;
        return this;
    }

    @Override
    void update(Step step, String param, String gradient) {
        String m1 = step.zeros(param, "_first_moment");
        String m2 = step.zeros(param, "_second_moment");
        step.add(
                "Adam",
                List.of(param, m1, m2, gradient, step.lr(), step.iteration()),
                List.of(param, m1, m2),
                Ops.arg("beta1", (float) beta1),
                Ops.arg("beta2", (float) beta2),
                Ops.arg("epsilon", (float) epsilon));
    }

    @Override
    void updateRows(Step step, String param, GradientOfRows gradient) {
        String m1 = step.zeros(param, "_first_moment");
        String m2 = step.zeros(param, "_second_moment");
        step.add(
                "SparseAdam",
                List.of(
                        param,
                        m1,
                        m2,
                        gradient.indices(),
                        gradient.values(),
                        step.lr(),
                        step.iteration()),
                List.of(param, m1, m2),
                Ops.arg("beta1", (float) beta1),
                Ops.arg("beta2", (float) beta2),
                Ops.arg("epsilon", (float) epsilon));
    }
}
