package org.duograph.workspace.model;

import java.util.List;
import org.duograph.workspace.io.Ops;

/**
 * RMSProp (Tieleman and Hinton 2012): s' = s + (1 - decay)(g&sup2; - s), m' = momentum &middot; m +
 * lr &middot; g / &radic;(epsilon + s'), p' = p - m'.
 */
public final class RmsProp extends Optimizer<RmsProp> {
    private double decay = 0.9;
    private double momentum;
    private double epsilon = 1e-5;

    RmsProp(double learningRate) {
        super(learningRate);
    }

    @Override
    RmsProp self() {
        return this;
    }

    /** How much of the mean square is kept; 0.9 if not given. */
    public RmsProp decay(double value) {
        this.decay = value;
        return this;
    }

    /** How much of the last step goes into the next; 0 if not given. */
    public RmsProp momentum(double share) {
        this.momentum = share;
        return this;
    }

    /** What keeps the root from zero; 1e-5 if not given. */
    public RmsProp epsilon(double value) {
        this.epsilon = value;
        return this;
    }

    /** The operator turns the gradient into the step, which is then added. */
    @Override
    void update(Step step, String param, String gradient) {
        String squares = step.zeros(param, "_mean_squares");
        String m = step.zeros(param, "_momentum");
        step.add(
                "RmsProp",
                List.of(gradient, squares, m, step.lr()),
                List.of(gradient, squares, m),
                Ops.arg("decay", (float) decay),
                Ops.arg("momentum", (float) momentum),
                Ops.arg("epsilon", (float) epsilon));
        List<String> terms = List.of(param, step.one(), gradient, step.one());
        step.add("WeightedSum", terms, List.of(param));
    }
}
