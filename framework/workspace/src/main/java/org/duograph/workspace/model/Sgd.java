package org.duograph.workspace.model;

import java.util.List;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.GradientOfRows;

/**
 * Stochastic gradient descent.
 *
 * <p>Without momentum p' = p - lr &middot; g. With momentum m, m' = momentum &middot; m + lr
 * &middot; g and p' = p - m', or, as Nesterov does, p' = p - ((1 + momentum) &middot; m' - momentum
 * &middot; m).
 */
public final class Sgd extends Optimizer<Sgd> {
    private double momentum;
    private boolean nesterov = true;

    Sgd(double learningRate) {
        super(learningRate);
    }

    @Override
    Sgd self() {
        return this;
    }

    /** How much of the last step goes into the next; 0 if not given. */
    public Sgd momentum(double share) {
        this.momentum = share;
        return this;
    }

    /** Whether momentum is Nesterov's; it is if not given, as in Caffe2. */
    public Sgd nesterov(boolean yes) {
        this.nesterov = yes;
        return this;
    }

    /** MomentumSGDUpdate subtracts, WeightedSum adds. */
    @Override
    double sign() {
        return momentum > 0 ? 1 : -1;
    }

    @Override
    void update(Step step, String param, String gradient) {
        if (momentum > 0) {
            String m = step.zeros(param, "_momentum");
            step.add(
                    "MomentumSGDUpdate",
                    List.of(gradient, m, step.lr(), param),
                    List.of(gradient, m, param),
                    Ops.arg("momentum", (float) momentum),
                    Ops.arg("nesterov", nesterov));
        } else {
            List<String> terms = List.of(param, step.one(), gradient, step.lr());
            step.add("WeightedSum", terms, List.of(param));
        }
    }

    @Override
    void updateRows(Step step, String param, GradientOfRows gradient) {
        String indices = gradient.indices();
        String values = gradient.values();
        if (momentum > 0) {
            String m = step.zeros(param, "_momentum");
            step.add(
                    "SparseMomentumSGDUpdate",
                    List.of(values, m, step.lr(), param, indices),
                    List.of(values, m, param),
                    Ops.arg("momentum", (float) momentum),
                    Ops.arg("nesterov", nesterov));
        } else {
            List<String> terms = List.of(param, step.one(), indices, values, step.lr());
            step.add("ScatterWeightedSum", terms, List.of(param));
        }
    }
}
