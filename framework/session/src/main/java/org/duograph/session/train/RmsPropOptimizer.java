package org.duograph.session.train;

import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * RMSProp: {@code ms = decay ms + (1 - decay) dw dw}, {@code m = momentum m + rate dw / sqrt(ms +
 * epsilon)}, {@code w -= m}; centred, the square of the gradient's mean is taken from ms.
 *
 * <p>Its slots are {@code rms}, {@code mg} if centred, and {@code momentum}.
 */
public final class RmsPropOptimizer extends Optimizer {
    private final Object rate;
    private final double decay;
    private final double momentum;
    private final double epsilon;
    private final boolean centered;
    private Tensor[] numbers;

    /** With a decay of 0.9, no momentum and epsilon = 1e-10. */
    public RmsPropOptimizer(Object rate) {
        this(rate, 0.9, 0, 1e-10, false);
    }

    /** Steps of a rate, a number or a tensor. */
    public RmsPropOptimizer(
            Object rate, double decay, double momentum, double epsilon, boolean centered) {
        super("RMSProp");
        this.rate = rate;
        this.decay = decay;
        this.momentum = momentum;
        this.epsilon = epsilon;
        this.centered = centered;
    }

    @Override
    void makeSlots(Variable variable) {
        makeSlot(variable, "rms", 1);
        if (centered) {
            makeSlot(variable, "mg", 0);
        }
        makeSlot(variable, "momentum", 0);
    }

    @Override
    void prepare(Graph graph) {
        numbers =
                new Tensor[] {
                    number(graph, "learning_rate", rate),
                    number(graph, "decay", decay),
                    number(graph, "momentum", momentum),
                    number(graph, "epsilon", epsilon)
                };
    }

    @Override
    Operation apply(Graph graph, Tensor gradient, Variable variable) {
        var step =
                graph.op(centered ? "ApplyCenteredRMSProp" : "ApplyRMSProp")
                        .input(variable.reference());
        if (centered) {
            step.input(slot(variable, "mg").reference());
        }
        step.input(slot(variable, "rms").reference(), slot(variable, "momentum").reference());
        return step.input(like(variable, numbers)).input(gradient).build();
    }
}
