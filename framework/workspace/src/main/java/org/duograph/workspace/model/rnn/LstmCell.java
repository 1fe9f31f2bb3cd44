package org.duograph.workspace.model.rnn;

import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.axis;

import java.util.List;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997): gates i, f, o, g in one fully connected
 * layer, then {@code LSTMUnit}. States: hidden_t, the output, and cell_t. Parameters: i2h_w, i2h_b,
 * gates_t_w, gates_t_b.
 */
public class LstmCell extends RnnCell {
    private final int inputSize;
    private final int hiddenSize;
    private double forgetBias;
    private boolean dropStates;

    /** A cell of {@code hiddenSize} numbers over rows of {@code inputSize}. */
    public LstmCell(String name, int inputSize, int hiddenSize) {
        super(name);
        this.inputSize = requireSize(name, inputSize);
        this.hiddenSize = requireSize(name, hiddenSize);
    }

    /** Adds a number to the forget gate; 0 if not given. */
    public final LstmCell forgetBias(double bias) {
        forgetBias = bias;
        return this;
    }

    /** The states of a sequence that has ended become zero; else it keeps them. */
    public final LstmCell dropStates() {
        dropStates = true;
        return this;
    }

    @Override
    public final List<String> stateNames() {
        return List.of(scope("hidden_t"), scope("cell_t"));
    }

    @Override
    public final List<Integer> stateSizes() {
        return List.of(hiddenSize, hiddenSize);
    }

    @Override
    public final String prepareInput(ModelHelper model, String sequence) {
        return Brew.fc(model, sequence, scope("i2h"), inputSize, 4 * hiddenSize, axis(2));
    }

    @Override
    public final List<String> apply(Step step, List<String> states, List<Extra> extra) {
        String gates = gates(step, states.get(0), extra, hiddenSize);
        return Gates.unit(
                "LSTMUnit",
                step,
                states,
                gates,
                stateNames(),
                dropStates,
                arg("forget_bias", (float) forgetBias));
    }

    /** The gates before their activations, 1 x batch x 4 size. */
    String gates(Step step, String hidden, List<Extra> extra, int size) {
        return Gates.of(step, this, hidden, extra, size, 4 * size);
    }
}
