package org.duograph.session.rnn;

import java.util.List;
import java.util.function.UnaryOperator;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/**
 * The long short-term memory, with what TensorFlow's {@code LSTMCell} has: peepholes, a projection
 * of what comes out, a limit for the memory.
 *
 * <pre>
 * [i, j, f, o] = [x, h] kernel + bias
 * c' = sigmoid(f + forgetBias) c + sigmoid(i) tanh(j)
 * h' = sigmoid(o) tanh(c')
 * </pre>
 *
 * <p>A state is c, then h. The forget bias, 1 unless it is set, is added in each step and is no
 * part of the variable {@code bias}. Methods without an input set an option, and give the cell.
 *
 * <p>Its variables are {@code lstm_cell/kernel} [inputs + outputs, 4 units] and {@code
 * lstm_cell/bias}; with peepholes also {@code w_i_diag}, {@code w_f_diag}, {@code w_o_diag}, with a
 * projection {@code projection/kernel}.
 */
public class LstmCell extends RnnCell {
    private final int units;
    private final String kind;
    private double forgetBias = 1;
    private boolean peepholes;
    private double cellClip; // 0: none
    private int projection; // 0: none
    private double projectionClip; // 0: none
    private UnaryOperator<Tensor> activation; // null for the hyperbolic tangent
    private Tensor kernel;
    private Tensor bias;
    private Tensor[] diagonals; // of i, f, o
    private Tensor projected;

    /** Without peepholes, projection and limit. */
    public LstmCell(int units) {
        this(units, "lstm_cell");
    }

    LstmCell(int units, String kind) {
        this.units = requireUnits(units);
        this.kind = kind;
    }

    /** What is added to the forget gate: 1 lets a new cell remember. */
    public LstmCell forgetBias(double added) {
        forgetBias = added;
        return this;
    }

    /** Gates that also see the memory. */
    public LstmCell peepholes() {
        peepholes = true;
        return this;
    }

    /** A memory that stays between {@code -limit} and {@code limit}. */
    public LstmCell cellClip(double limit) {
        cellClip = limit;
        return this;
    }

    /** What comes out, and is h of the state, is {@code size} wide: h times another matrix. */
    public LstmCell projection(int size) {
        projection = requireUnits(size);
        return this;
    }

    /** The same, and between {@code -limit} and {@code limit}. */
    public LstmCell projection(int size, double limit) {
        projectionClip = limit;
        return projection(size);
    }

    /** Another activation than the hyperbolic tangent. */
    public LstmCell activation(UnaryOperator<Tensor> function) {
        activation = function;
        return this;
    }

    @Override
    public List<Integer> stateSizes() {
        return List.of(units, outputSize());
    }

    @Override
    public int outputSize() {
        return projection > 0 ? projection : units;
    }

    @Override
    protected boolean isMemory(int i) {
        return i == 0;
    }

    @Override
    @SuppressWarnings("try") // scopes are only to be closed
    protected void make(Graph graph, int inputSize, DType dtype) {
        try (Scope scope = open(graph, null, kind)) {
            kernel = variable(graph, "kernel", dtype, null, inputSize + outputSize(), 4 * units);
            bias = variable(graph, "bias", dtype, Initializers.zeros(), 4 * units);
            if (peepholes) {
                Tensor f = variable(graph, "w_f_diag", dtype, null, units);
                Tensor i = variable(graph, "w_i_diag", dtype, null, units);
                Tensor o = variable(graph, "w_o_diag", dtype, null, units);
                diagonals = new Tensor[] {i, f, o};
            }
            if (projection > 0) {
                try (Scope inner = graph.variableScope("projection")) {
                    projected = variable(graph, "kernel", dtype, null, units, projection);
                }
            }
        }
    }

    @Override
    protected Step next(Tensor x, List<Tensor> state) {
        Tensor c = state.get(0);
        Tensor sums = Parts.joined(x, state.get(1)).matmul(kernel).addBias(bias);
        List<Tensor> gates = Parts.split(sums, 4);
        Tensor i = seen(gates.get(0), 0, c).sigmoid();
        Tensor j = activated(gates.get(1));
        Tensor f = seen(gates.get(2).plus(forgetBias), 1, c).sigmoid();
        Tensor next = f.times(c).plus(i.times(j));
        if (cellClip > 0) {
            next = Parts.clipped(next, cellClip);
        }
        Tensor o = seen(gates.get(3), 2, next).sigmoid();
        Tensor h = o.times(activated(next));
        if (projection > 0) {
            h = h.matmul(projected);
            h = projectionClip > 0 ? Parts.clipped(h, projectionClip) : h;
        }
        return new Step(h, List.of(next, h));
    }

    /** A gate that sees the memory, if it does. */
    private Tensor seen(Tensor gate, int which, Tensor c) {
        return peepholes ? gate.plus(c.times(diagonals[which])) : gate;
    }

    private Tensor activated(Tensor x) {
        return activation == null ? x.tanh() : activation.apply(x);
    }

    /** The operation has the gates in the order i f c o, and no forget bias. */
    @Override
    Rnn.Result sweep(Sweep sweep) {
        if (activation != null || cellClip > 0 || projection > 0) {
            return null;
        }
        List<Tensor> both =
                Parts.rows(Parts.ordered(kernel, 0, 2, 1, 3), RnnCell.width(sweep.steps()));
        List<Tensor> biases = Parts.split(bias, 4);
        Tensor forget = biases.get(2).plus(forgetBias);
        Tensor b = Parts.joined(biases.get(0), forget, biases.get(1), biases.get(3));
        Tensor p =
                peepholes
                        ? bias.graph().op("Pack").input(diagonals).attr("axis", 0).tensor()
                        : null;
        return sweep.lstm(List.of(both.get(0), both.get(1), b), p);
    }
}
