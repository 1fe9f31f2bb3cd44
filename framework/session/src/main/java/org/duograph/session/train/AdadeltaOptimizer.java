package org.duograph.session.train;

import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * Adadelta: {@code a = rho a + (1 - rho) dw dw}, {@code s = sqrt(u + epsilon) / sqrt(a + epsilon)
 * dw}, {@code u = rho u + (1 - rho) s s}, {@code w -= rate s}.
 *
 * <p>Its slots are {@code accum}, a, and {@code accum_update}, u.
 */
public final class AdadeltaOptimizer extends Optimizer {
    private final Object rate;
    private final double rho;
    private final double epsilon;
    private Tensor[] numbers;

    /** With rho = 0.95 and epsilon = 1e-8. */
    public AdadeltaOptimizer(Object rate) {
        this(rate, 0.95, 1e-8);
    }

    /** Steps of a rate, a number or a tensor. */
    public AdadeltaOptimizer(Object rate, double rho, double epsilon) {
        super("Adadelta");
        this.rate = rate;
        this.rho = rho;
        this.epsilon = epsilon;
    }

    @Override
    void makeSlots(Variable variable) {
        makeSlot(variable, "accum", 0);
        makeSlot(variable, "accum_update", 0);
    }

    @Override
    void prepare(Graph graph) {
        numbers =
                new Tensor[] {
                    number(graph, "lr", rate),
                    number(graph, "rho", rho),
                    number(graph, "epsilon", epsilon)
                };
    }

    @Override
    Operation apply(Graph graph, Tensor gradient, Variable variable) {
        return graph.op("ApplyAdadelta")
                .input(variable.reference(), slot(variable, "accum").reference())
                .input(slot(variable, "accum_update").reference())
                .input(like(variable, numbers))
                .input(gradient)
                .build();
    }
}
