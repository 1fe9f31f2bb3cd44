package org.duograph.session.train;

import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * Gradient descent, after each step of which weights move towards zero: {@code v = w - rate dw},
 * {@code w = sign(v) max(|v| - rate l1, 0) / (1 + rate l2)}. It keeps no slots.
 */
public final class ProximalGradientDescentOptimizer extends Optimizer {
    private final Object rate;
    private final double l1;
    private final double l2;
    private Tensor[] numbers;

    /**
     * Steps of a rate, a number or a tensor.
     *
     * @param l1 the strength of the penalty on absolute values; zero or more
     * @param l2 the strength of the penalty on squares; zero or more
     */
    public ProximalGradientDescentOptimizer(Object rate, double l1, double l2) {
        super("ProximalGradientDescent");
        requireNotNegative("l1_regularization_strength", l1);
        requireNotNegative("l2_regularization_strength", l2);
        this.rate = rate;
        this.l1 = l1;
        this.l2 = l2;
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
        return graph.op("ApplyProximalGradientDescent")
                .input(variable.reference())
                .input(like(variable, numbers))
                .input(gradient)
                .build();
    }
}
