package org.duograph.session.train;

import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * Ftrl-proximal: with {@code p} the power, {@code a' = a + dw dw}, {@code l += dw - (a'^-p - a^-p)
 * / rate w}, {@code w = (sign(l) l1 - l) / (a'^-p / rate + 2 l2)} where {@code |l| > l1}, else 0.
 * An l1 above zero makes weights exactly zero.
 *
 * <p>Its slots are {@code accum}, a, and {@code linear}, l.
 */
public final class FtrlOptimizer extends Optimizer {
    private final Object rate;
    private final double power;
    private final double first;
    private final double l1;
    private final double l2;
    private Tensor[] numbers;

    /** With a power of -0.5, sums of squares that begin with 0.1, and no regularization. */
    public FtrlOptimizer(Object rate) {
        this(rate, -0.5, 0.1, 0, 0);
    }

    /**
     * Steps of a rate, a number or a tensor.
     *
     * @param power how rates fall with the sums of squares; zero or less, -0.5 for their root
     * @param first what the sums of squares begin with; zero or more
     * @param l1 the strength of the penalty on absolute values
     * @param l2 the strength of the penalty on squares
     */
    public FtrlOptimizer(Object rate, double power, double first, double l1, double l2) {
        super("Ftrl");
        requireNotNegative("initial_accumulator_value", first);
        requireNotNegative("l1_regularization_strength", l1);
        requireNotNegative("l2_regularization_strength", l2);
        if (power > 0) {
            throw new IllegalArgumentException(
                    "learning_rate_power %s needs to be negative or zero".formatted(power));
        }
        this.rate = rate;
        this.power = power;
        this.first = first;
        this.l1 = l1;
        this.l2 = l2;
    }

    @Override
    void makeSlots(Variable variable) {
        makeSlot(variable, "accum", first);
        makeSlot(variable, "linear", 0);
    }

    @Override
    void prepare(Graph graph) {
        numbers =
                new Tensor[] {
                    number(graph, "learning_rate", rate),
                    number(graph, "l1_regularization_strength", l1),
                    number(graph, "l2_regularization_strength", l2),
                    number(graph, "learning_rate_power", power)
                };
    }

    @Override
    Operation apply(Graph graph, Tensor gradient, Variable variable) {
        return graph.op("ApplyFtrl")
                .input(variable.reference(), slot(variable, "accum").reference())
                .input(slot(variable, "linear").reference(), gradient)
                .input(like(variable, numbers))
                .build();
    }
}
