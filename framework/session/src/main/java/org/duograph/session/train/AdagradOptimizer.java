package org.duograph.session.train;

import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * Adagrad: {@code a += dw * dw}, {@code w -= rate * dw / sqrt(a)}.
 *
 * <p>Its slot is {@code accumulator}.
 */
public final class AdagradOptimizer extends Optimizer {
    private final Object rate;
    private final double first;
    private Tensor rateTensor;

    /** The sums of squares begin with 0.1. */
    public AdagradOptimizer(Object rate) {
        this(rate, 0.1);
    }

    /**
     * Steps of a rate, a number or a tensor.
     *
     * @param first what the sums of squares begin with; more than zero
     */
    public AdagradOptimizer(Object rate, double first) {
        super("Adagrad");
        if (!(first > 0)) {
            throw new IllegalArgumentException(
                    "initial_accumulator_value must be positive: " + first);
        }
        this.rate = rate;
        this.first = first;
    }

    @Override
    void makeSlots(Variable variable) {
        makeSlot(variable, "accumulator", first);
    }

    @Override
    void prepare(Graph graph) {
        rateTensor = number(graph, "learning_rate", rate);
    }

    @Override
    Operation apply(Graph graph, Tensor gradient, Variable variable) {
        return graph.op("ApplyAdagrad")
                .input(variable.reference(), slot(variable, "accumulator").reference())
                .input(rateTensor.cast(variable.dtype()), gradient)
                .build();
    }

    @Override
    boolean changesRows() {
        return true;
    }

    @Override
    Operation applyRows(Graph graph, GradientOf g) {
        Variable w = g.variable();
        Variable slot = slot(w, "accumulator");
        Tensor dw = g.slices().rows(g.gradient());
        Tensor a = g.slices().rows(slot.read()).plus(dw.square());
        Tensor step = dw.times(rateTensor.cast(w.dtype())).dividedBy(a.sqrt());
        Tensor rows = g.slices().rows(w.read()).minus(step);
        return graph.group("group", update(slot, g.slices(), a), update(w, g.slices(), rows));
    }
}
