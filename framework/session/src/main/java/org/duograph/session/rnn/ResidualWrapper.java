package org.duograph.session.rnn;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/** A cell to whose output its input is added; both must be of one width. */
public final class ResidualWrapper extends RnnCell {
    private final RnnCell cell;

    /** Around a cell. */
    public ResidualWrapper(RnnCell cell) {
        this.cell = cell;
    }

    @Override
    public List<Integer> stateSizes() {
        return cell.stateSizes();
    }

    @Override
    public int outputSize() {
        return cell.outputSize();
    }

    @Override
    protected boolean isMemory(int i) {
        return cell.isMemory(i);
    }

    @Override
    protected void make(Graph graph, int inputSize, DType dtype) {
        if (inputSize != outputSize()) {
            throw new IllegalArgumentException(
                    "ResidualWrapper adds input and output, but the input is %d wide and the output %d; let the cell have %d units"
                            .formatted(inputSize, outputSize(), inputSize));
        }
        cell.build(graph, inputSize, dtype);
    }

    @Override
    protected Step next(Tensor x, List<Tensor> state) {
        Step step = cell.step(x, state);
        return new Step(x.plus(step.output()), step.state());
    }

    /** With lengths, what comes in past the end must not come out. */
    @Override
    Rnn.Result sweep(Sweep sweep) {
        if (sweep.lengths() != null) {
            return null;
        }
        Rnn.Result r = sweep.of(cell);
        return new Rnn.Result(sweep.steps().plus(r.outputs()), r.state());
    }
}
