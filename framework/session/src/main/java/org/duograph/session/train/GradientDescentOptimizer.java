package org.duograph.session.train;

import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/** Gradient descent: {@code w -= rate * dw}. */
public final class GradientDescentOptimizer extends Optimizer {
    private final Object rate;
    private Tensor rateTensor;

    /** Steps of {@code rate}, a number or a tensor, times the gradient. */
    public GradientDescentOptimizer(Object rate) {
        super("GradientDescent");
        this.rate = rate;
    }

    @Override
    void prepare(Graph graph) {
        rateTensor = number(graph, "learning_rate", rate);
    }

    @Override
    Operation apply(Graph graph, Tensor gradient, Variable variable) {
        return graph.op("ApplyGradientDescent")
                .input(variable.reference(), rateTensor.cast(variable.dtype()), gradient)
                .build();
    }

    @Override
    boolean changesRows() {
        return true;
    }

    @Override
    Operation applyRows(Graph graph, GradientOf g) {
        Tensor step = g.slices().values().times(rateTensor.cast(g.variable().dtype()));
        return graph.op("ScatterSub")
                .input(g.variable().reference(), g.slices().indices(), step)
                .build();
    }
}
