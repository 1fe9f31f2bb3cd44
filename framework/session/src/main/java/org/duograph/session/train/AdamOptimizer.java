package org.duograph.session.train;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Adam: {@code m = b1 m + (1 - b1) dw}, {@code v = b2 v + (1 - b2) dw dw}, {@code w -= rate sqrt(1
 * - b2^t) / (1 - b1^t) * m / (sqrt(v) + epsilon)}.
 *
 * <p>Its slots are {@code m} and {@code v}.
 */
public final class AdamOptimizer extends Optimizer {
    private final Object rate;
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private Variable power1;
    private Variable power2;
    private Tensor[] numbers;

    /** With b1 = 0.9, b2 = 0.999 and epsilon = 1e-8. */
    public AdamOptimizer(Object rate) {
        this(rate, 0.9, 0.999, 1e-8);
    }

    /** Steps of a rate, a number or a tensor. */
    public AdamOptimizer(Object rate, double beta1, double beta2, double epsilon) {
        super("Adam");
        this.rate = rate;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
    }

    @Override
    void makeSlots(Variable variable) {
        makeSlot(variable, "m", 0);
        makeSlot(variable, "v", 0);
    }

    @Override
    void prepareShared(Graph graph, List<Variable> variables) {
        if (power1 == null) {
            power1 = power(graph, "beta1_power", beta1);
            power2 = power(graph, "beta2_power", beta2);
        }
    }

    private static Variable power(Graph graph, String name, double beta) {
        return graph.variable(
                name,
                new ArrayType(DType.FLOAT32, Shape.SCALAR),
                Initializers.constant(beta),
                false);
    }

    @Override
    void prepare(Graph graph) {
        numbers =
                new Tensor[] {
                    number(graph, "learning_rate", rate),
                    number(graph, "beta1", beta1),
                    number(graph, "beta2", beta2),
                    number(graph, "epsilon", epsilon)
                };
    }

    @Override
    Operation apply(Graph graph, Tensor gradient, Variable variable) {
        return graph.op("ApplyAdam")
                .input(variable.reference())
                .input(slot(variable, "m").reference(), slot(variable, "v").reference())
                .input(power1.read().cast(variable.dtype()), power2.read().cast(variable.dtype()))
                .input(numbers[0].cast(variable.dtype()), numbers[1].cast(variable.dtype()))
                .input(numbers[2].cast(variable.dtype()), numbers[3].cast(variable.dtype()))
                .input(gradient)
                .build();
    }

    @Override
    @SuppressWarnings("try") // the scope is only to be closed
    List<Operation> finish(Graph graph, List<Operation> updates) {
        Operation[] before = updates.toArray(Operation[]::new);
        try (Scope after = graph.controlDependencies(before)) {
            return List.of(
                    power1.assign(power1.read().times(numbers[1])).operation(),
                    power2.assign(power2.read().times(numbers[2])).operation());
        }
    }

    @Override
    List<Variable> written(List<Variable> variables) {
        List<Variable> written = super.written(variables);
        written.addAll(List.of(power1, power2));
        return written;
    }
}
