package org.duograph.session.train;

import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * Gradient descent with momentum: {@code m = momentum * m + dw}, {@code w -= rate * m}; with
 * Nesterov's look ahead {@code w -= rate * (dw + momentum * m)}.
 *
 * <p>Its slot is {@code momentum}.
 */
public final class MomentumOptimizer extends Optimizer {
    private final Object rate;
    private final Object momentum;
    private final boolean nesterov;
    private Tensor rateTensor;
    private Tensor momentumTensor;

    /** Without Nesterov's look ahead. */
    public MomentumOptimizer(Object rate, Object momentum) {
        this(rate, momentum, false);
    }

    /** Numbers may be tensors. */
    public MomentumOptimizer(Object rate, Object momentum, boolean nesterov) {
        super("Momentum");
        this.rate = rate;
        this.momentum = momentum;
        this.nesterov = nesterov;
    }

    @Override
    void makeSlots(Variable variable) {
        makeSlot(variable, "momentum", 0);
    }

    @Override
    void prepare(Graph graph) {
        rateTensor = number(graph, "learning_rate", rate);
        momentumTensor = number(graph, "momentum", momentum);
    }

    @Override
    Operation apply(Graph graph, Tensor gradient, Variable variable) {
        return graph.op("ApplyMomentum")
                .input(variable.reference(), slot(variable, "momentum").reference())
                .input(rateTensor.cast(variable.dtype()), gradient)
                .input(momentumTensor.cast(variable.dtype()))
                .attr("use_nesterov", nesterov)
                .build();
    }

    @Override
    boolean changesRows() {
        return true;
    }

    @Override
    Operation applyRows(Graph graph, GradientOf g) {
        Variable w = g.variable();
        Variable slot = slot(w, "momentum");
        Tensor dw = g.slices().rows(g.gradient());
        Tensor kept = momentumTensor.cast(w.dtype());
        Tensor m = g.slices().rows(slot.read()).times(kept).plus(dw);
        Tensor way = nesterov ? dw.plus(m.times(kept)) : m;
        Tensor rows = g.slices().rows(w.read()).minus(way.times(rateTensor.cast(w.dtype())));
        return graph.group("group", update(slot, g.slices(), m), update(w, g.slices(), rows));
    }
}
