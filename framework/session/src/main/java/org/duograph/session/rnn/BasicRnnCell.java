package org.duograph.session.rnn;

import java.util.List;
import java.util.function.UnaryOperator;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/**
 * The simplest cell: {@code h' = tanh([x, h] kernel + bias)}, which is output and state.
 *
 * <p>Its variables are {@code basic_rnn_cell/kernel} [inputs + units, units] and {@code
 * basic_rnn_cell/bias}.
 */
public final class BasicRnnCell extends RnnCell {
    private final int units;
    private final UnaryOperator<Tensor> activation; // null for the hyperbolic tangent
    private Tensor kernel;
    private Tensor bias;

    /** With the hyperbolic tangent. */
    public BasicRnnCell(int units) {
        this(units, null);
    }

    /** With an activation of one's own. */
    public BasicRnnCell(int units, UnaryOperator<Tensor> activation) {
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
    @SuppressWarnings("try") // the scope is only to be closed
    protected void make(Graph graph, int inputSize, DType dtype) {
        try (Scope scope = open(graph, null, "basic_rnn_cell")) {
            kernel = variable(graph, "kernel", dtype, null, inputSize + units, units);
            bias = variable(graph, "bias", dtype, Initializers.zeros(), units);
        }
    }

    @Override
    protected Step next(Tensor x, List<Tensor> state) {
        Tensor sum = Parts.joined(x, state.get(0)).matmul(kernel).addBias(bias);
        Tensor h = activation == null ? sum.tanh() : activation.apply(sum);
        return new Step(h, List.of(h));
    }

    @Override
    Rnn.Result sweep(Sweep sweep) {
        if (activation != null) {
            return null;
        }
        List<Tensor> both = Parts.rows(kernel, RnnCell.width(sweep.steps()));
        return sweep.rnn(List.of(both.get(0), both.get(1), bias), "tanh");
    }
}
