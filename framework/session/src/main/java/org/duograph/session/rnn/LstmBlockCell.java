package org.duograph.session.rnn;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The long short-term memory as one operation a step, {@code LSTMBlockCell}, whose weights are
 * those of {@link LstmCell}, under the same names. It computes the same; TensorFlow runs it faster.
 */
public final class LstmBlockCell extends RnnCell {
    private final int units;
    private double forgetBias = 1;
    private double cellClip = -1; // none
    private boolean peepholes;
    private Tensor kernel;
    private Tensor bias;
    private Tensor[] diagonals; // of i, f, o

    /** Without peepholes and limit. */
    public LstmBlockCell(int units) {
        this.units = requireUnits(units);
    }

    /** What is added to the forget gate; without, 1. */
    public LstmBlockCell forgetBias(double added) {
        forgetBias = added;
        return this;
    }

    /** A memory that stays between {@code -limit} and {@code limit}. */
    public LstmBlockCell cellClip(double limit) {
        cellClip = limit;
        return this;
    }

    /** Gates that also see the memory. */
    public LstmBlockCell peepholes() {
        peepholes = true;
        return this;
    }

    @Override
    public List<Integer> stateSizes() {
        return List.of(units, units);
    }

    @Override
    public int outputSize() {
        return units;
    }

    @Override
    protected boolean isMemory(int i) {
        return i == 0;
    }

    @Override
    @SuppressWarnings("try") // the scope is only to be closed
    protected void make(Graph graph, int inputSize, DType dtype) {
        try (Scope scope = open(graph, null, "lstm_cell")) {
            kernel = variable(graph, "kernel", dtype, null, inputSize + units, 4 * units);
            bias = variable(graph, "bias", dtype, Initializers.zeros(), 4 * units);
            diagonals = new Tensor[3];
            String[] names = {"w_i_diag", "w_f_diag", "w_o_diag"};
            for (int k = 0; k < 3; k++) {
                diagonals[k] =
                        peepholes
                                ? variable(graph, names[k], dtype, null, units)
                                : graph.constant(
                                        NDArray.zeros(new ArrayType(dtype, Shape.of(units))));
            }
        }
    }

    @Override
    protected Step next(Tensor x, List<Tensor> state) {
        Operation cell =
                x.graph()
                        .op("LSTMBlockCell")
                        .input(x, state.get(0), state.get(1), kernel)
                        .input(diagonals)
                        .input(bias)
                        .attr("forget_bias", (float) forgetBias)
                        .attr("cell_clip", (float) cellClip)
                        .attr("use_peephole", peepholes)
                        .build();
        return new Step(cell.output(6), List.of(cell.output(1), cell.output(6)));
    }
}
