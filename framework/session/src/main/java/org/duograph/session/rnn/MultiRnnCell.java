package org.duograph.session.rnn;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/**
 * Cells on top of each other: what comes out of one goes into the next.
 *
 * <p>A state is the states of all cells, one behind the other. The variables are in the scopes
 * {@code multi_rnn_cell/cell_0}, {@code multi_rnn_cell/cell_1} and so on.
 */
public final class MultiRnnCell extends RnnCell {
    private final List<RnnCell> cells;

    /** The first cell is given the input. */
    public MultiRnnCell(RnnCell... cells) {
        this(List.of(cells));
    }

    /** The first cell is given the input. */
    public MultiRnnCell(List<? extends RnnCell> cells) {
        this.cells = List.copyOf(cells);
        if (cells.isEmpty()) {
            throw new IllegalArgumentException("Must specify at least one cell for MultiRnnCell.");
        }
    }

    @Override
    public List<Integer> stateSizes() {
        List<Integer> sizes = new ArrayList<>();
        cells.forEach(cell -> sizes.addAll(cell.stateSizes()));
        return sizes;
    }

    @Override
    public int outputSize() {
        return cells.get(cells.size() - 1).outputSize();
    }

    @Override
    protected boolean isMemory(int i) {
        int at = i;
        for (RnnCell cell : cells) {
            if (at < cell.stateSizes().size()) {
                return cell.isMemory(at);
            }
            at -= cell.stateSizes().size();
        }
        throw new IndexOutOfBoundsException(i);
    }

    /** The part of a state that is cell {@code k}'s. */
    public List<Tensor> stateOf(int k, List<Tensor> state) {
        int from = 0;
        for (RnnCell cell : cells.subList(0, k)) {
            from += cell.stateSizes().size();
        }
        return state.subList(from, from + cells.get(k).stateSizes().size());
    }

    @Override
    @SuppressWarnings("try") // scopes are only to be closed
    protected void make(Graph graph, int inputSize, DType dtype) {
        try (Scope scope = open(graph, null, "multi_rnn_cell")) {
            int width = inputSize;
            for (int k = 0; k < cells.size(); k++) {
                try (Scope inner = graph.variableScope("cell_" + k)) {
                    cells.get(k).build(graph, width, dtype);
                }
                width = cells.get(k).outputSize();
            }
        }
    }

    @Override
    protected Step next(Tensor x, List<Tensor> state) {
        Tensor output = x;
        List<Tensor> after = new ArrayList<>();
        for (int k = 0; k < cells.size(); k++) {
            Step step = cells.get(k).step(output, stateOf(k, state));
            output = step.output();
            after.addAll(step.state());
        }
        return new Step(output, after);
    }

    /** One cell after the other goes along all steps. */
    @Override
    Rnn.Result sweep(Sweep sweep) {
        Tensor steps = sweep.steps();
        List<Tensor> after = new ArrayList<>();
        for (int k = 0; k < cells.size(); k++) {
            Rnn.Result r = sweep.along(steps, stateOf(k, sweep.begin())).of(cells.get(k));
            steps = r.outputs();
            after.addAll(r.state());
        }
        return new Rnn.Result(steps, after);
    }
}
