package org.duograph.session.train;

import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * Adagrad, after each step of which weights move towards zero: {@code a += dw dw}, then as {@link
 * ProximalGradientDescentOptimizer} with a rate of {@code rate / sqrt(a)}.
 *
 * <p>Its slot is {@code accumulator}, a.
 */
public final class ProximalAdagradOptimizer extends Optimizer {
    private final Object rate;
    private final double first;
    private final double l1;
    private final double l2;
    private Tensor[] numbers;

    /**
     * Steps of a rate, a number or a tensor.
     *
     * @param first what the sums of squares begin with, usually 0.1; more than zero
     * @param l1 the strength of the penalty on absolute values; zero or more
     * @param l2 the strength of the penalty on squares; zero or more
     */
    public ProximalAdagradOptimizer(Object rate, double first, double l1, double l2) {
        super("ProximalAdagrad");
        if (!(first > 0)) {
            throw new IllegalArgumentException(
                    "initial_accumulator_value must be positive: " + first);
        }
        requireNotNegative("l1_regularization_strength", l1);
        requireNotNegative("l2_regularization_strength", l2);
        this.rate = rate;
        this.first = first;
        this.l1 = l1;
        this.l2 = l2;
    }

    @Override
    void makeSlots(Variable variable) {
        makeSlot(variable, "accumulator", first);
    }

    @Override
    void prepare(Graph graph) {
        numbers =
                new Tensor[] {
                    number(graph, "learning_rate", rate),
                    number(graph, "l1_regularization_strength", l1),
                    number(graph, "l2_regularization_strength", l2)
                };
    }

    @Override
    Operation apply(Graph graph, Tensor gradient, Variable variable) {
        return graph.op("ApplyProximalAdagrad")
                .input(variable.reference(), slot(variable, "accumulator").reference())
                .input(like(variable, numbers))
                .input(gradient)
                .build();
    }
}
