package org.duograph.workspace.model.rnn;

import static org.duograph.workspace.model.Option.axis;

import java.util.List;
import org.duograph.tensor.Shape;
import org.duograph.workspace.model.Brew;

/** An LSTM whose gates are normalised before they are used (Ba, Kiros and Hinton 2016). */
public final class LayerNormLstmCell extends LstmCell {
    /** A cell of {@code hiddenSize} numbers over rows of {@code inputSize}. */
    public LayerNormLstmCell(String name, int inputSize, int hiddenSize) {
        super(name, inputSize, hiddenSize);
    }

    @Override
    String gates(Step step, String hidden, List<Extra> extra, int size) {
        String gates = super.gates(step, hidden, extra, size);
        Shape rows = Shape.of(4 * size);
        return Brew.layerNorm(step.model(), gates, scope("gates_t_norm"), rows, axis(2));
    }
}
