package org.duograph.session.rnn;

import java.util.List;
import java.util.function.UnaryOperator;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/**
 * Cho's gated cell, which resets the state before the product:
 *
 * <pre>
 * [r, u] = sigmoid([x, h] gates/kernel + gates/bias)
 * c      = tanh([x, r h] candidate/kernel + candidate/bias)
 * h'     = u h + (1 - u) c
 * </pre>
 *
 * <p>Its variables are in the scope {@code gru_cell}; the gates' bias begins with ones.
 */
public final class GruCell extends RnnCell {
    private final int units;
    private final UnaryOperator<Tensor> activation; // null for the hyperbolic tangent
    private Tensor gates;
    private Tensor gatesBias;
    private Tensor candidate;
    private Tensor candidateBias;

    /** With the hyperbolic tangent. */
    public GruCell(int units) {
        this(units, null);
    }

    /** With an activation of one's own, of the candidate. */
    public GruCell(int units, UnaryOperator<Tensor> activation) {
        this.units = requireUnits(units);
        this.activation = activation;
    }

    @Override
    public List<Integer> stateSizes() {
        return List.of(units);
    }

    @Override
    public int outputSize() {
        return units;
    }

    @Override
    @SuppressWarnings("try") // scopes are only to be closed
    protected void make(Graph graph, int inputSize, DType dtype) {
        int all = inputSize + units;
        try (Scope scope = open(graph, null, "gru_cell")) {
            try (Scope inner = graph.variableScope("gates")) {
                gates = variable(graph, "kernel", dtype, null, all, 2 * units);
                gatesBias = variable(graph, "bias", dtype, Initializers.ones(), 2 * units);
            }
            try (Scope inner = graph.variableScope("candidate")) {
                candidate = variable(graph, "kernel", dtype, null, all, units);
                candidateBias = variable(graph, "bias", dtype, Initializers.zeros(), units);
            }
        }
    }

    @Override
    protected Step next(Tensor x, List<Tensor> state) {
        Tensor h = state.get(0);
        Tensor both = Parts.joined(x, h).matmul(gates).addBias(gatesBias).sigmoid();
        List<Tensor> ru = Parts.split(both, 2);
        Tensor reset = ru.get(0).times(h);
        Tensor u = ru.get(1);
        Tensor sum = Parts.joined(x, reset).matmul(candidate).addBias(candidateBias);
        Tensor c = activation == null ? sum.tanh() : activation.apply(sum);
        Tensor one = x.graph().constantLike(1, x.dtype());
        Tensor next = u.times(h).plus(one.minus(u).times(c));
        return new Step(next, List.of(next));
    }

    /** The operation has the gates in the order u r o. */
    @Override
    Rnn.Result sweep(Sweep sweep) {
        if (activation != null) {
            return null;
        }
        Tensor kernel = Parts.joined(Parts.ordered(gates, 1, 0), candidate);
        List<Tensor> both = Parts.rows(kernel, RnnCell.width(sweep.steps()));
        Tensor bias = Parts.joined(Parts.ordered(gatesBias, 1, 0), candidateBias);
        return sweep.gru(List.of(both.get(0), both.get(1), bias), false);
    }
}
