package org.duograph.session.rnn;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Initializer;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.session.op.StaticShape;
import org.duograph.tensor.DType;

/**
 * One step of a recurrent network: from what comes in and a state it computes what comes out and
 * the next state. {@link Rnn} lets it go along sequences.
 *
 * <p>A state is a list of tensors [n, size]; each cell says which. A cell makes its variables when
 * it is built, once, in the variable scope that is open then, and uses them in all its steps.
 */
public abstract class RnnCell {
    private int builtFor = -1; // the width of its input; -1: it has no variables yet

    /** For cells of one's own. */
    protected RnnCell() {}

    /**
     * What a step gives.
     *
     * @param output [n, {@link #outputSize}]
     * @param state the next state
     */
    public record Step(Tensor output, List<Tensor> state) {
        /** Copies the list. */
        public Step {
            state = List.copyOf(state);
        }
    }

    /** The widths of the tensors that make a state. */
    public abstract List<Integer> stateSizes();

    /** The width of what comes out. */
    public abstract int outputSize();

    /** Whether part {@code i} of a state is an LSTM's memory c, which dropout leaves alone. */
    protected boolean isMemory(int i) {
        return false;
    }

    /**
     * Makes the variables, unless they are there.
     *
     * @param inputSize the width of what comes in
     * @throws IllegalArgumentException if they were made for another width
     */
    public final void build(Graph graph, int inputSize, DType dtype) {
        if (builtFor < 0) {
            make(graph, inputSize, dtype);
            builtFor = inputSize;
        } else if (builtFor != inputSize) {
            throw new IllegalArgumentException(
                    "This cell has variables for inputs of width %d, but is given one of width %d; make another cell"
                            .formatted(builtFor, inputSize));
        }
    }

    /** Makes the variables in a scope of its own. */
    protected abstract void make(Graph graph, int inputSize, DType dtype);

    /** Appends what a step computes; the variables are there. */
    protected abstract Step next(Tensor x, List<Tensor> state);

    /** All steps at once by one operation; null if there is none for such a cell. */
    Rnn.Result sweep(Sweep sweep) {
        return null;
    }

    /**
     * Appends a step.
     *
     * @param x [n, features]
     * @param state the state before
     * @throws IllegalArgumentException if the state has another number of tensors, or the width of
     *     {@code x} isn't known
     */
    public final Step step(Tensor x, List<Tensor> state) {
        requireState(state);
        build(x.graph(), width(x), x.dtype());
        return next(x, state);
    }

    final void requireState(List<Tensor> state) {
        List<Integer> sizes = stateSizes();
        if (state.size() != sizes.size()) {
            throw new IllegalArgumentException(
                    "The state of this cell is %d tensors of the widths %s, found %d"
                            .formatted(sizes.size(), sizes, state.size()));
        }
        for (int i = 0; i < sizes.size(); i++) {
            StaticShape shape = state.get(i).shape();
            int width = shape.hasRank() && shape.rank() > 0 ? shape.dim(-1) : -1;
            if (width >= 0 && width != sizes.get(i)) {
                throw new IllegalArgumentException(
                        "The state of this cell is tensors [n, width] of the widths %s, found %s"
                                .formatted(sizes, state));
            }
        }
    }

    static int requireUnits(int units) {
        if (units < 1) {
            throw new IllegalArgumentException("A cell has at least one unit, found " + units);
        }
        return units;
    }

    /** The width of a tensor's rows, which must be known while the graph is built. */
    static int width(Tensor x) {
        if (!x.shape().hasRank() || x.shape().rank() < 2 || x.shape().dim(-1) < 0) {
            throw new IllegalArgumentException(
                    "A recurrent cell must know the width of its input while the graph is built; found %s"
                            .formatted(x));
        }
        return x.shape().dim(-1);
    }

    /** A state of zeros for as many rows as the first axis of a tensor has. */
    public List<Tensor> zeroState(Tensor like) {
        return zeroState(Parts.extent(like, 0), like.dtype());
    }

    /**
     * A state of zeros.
     *
     * @param rows how many rows: an int32 scalar
     */
    public List<Tensor> zeroState(Tensor rows, DType dtype) {
        return zeros(rows, dtype, stateSizes());
    }

    static List<Tensor> zeros(Tensor rows, DType dtype, List<Integer> sizes) {
        Graph g = rows.graph();
        List<Tensor> zeros = new ArrayList<>();
        for (int size : sizes) {
            Tensor shape = g.op("Pack").input(rows, g.constant(size)).tensor();
            zeros.add(g.op("Fill").input(shape, g.constantLike(0, dtype)).tensor());
        }
        return zeros;
    }

    /** A variable of the open scope. */
    static Tensor variable(
            Graph graph, String name, DType dtype, Initializer initializer, int... dims) {
        return graph.getVariable(name, dtype, initializer, dims).read();
    }

    /**
     * Opens the variable scope of a cell: a new one if the name is only what its kind is called.
     */
    static Scope open(Graph graph, String name, String kind) {
        return name == null ? graph.newVariableScope(kind) : graph.variableScope(name);
    }
}
