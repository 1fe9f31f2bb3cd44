package org.duograph.session.rnn;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;

/**
 * Lets cells go along sequences, as TensorFlow's {@code dynamic_rnn} and its siblings do.
 *
 * <pre>{@code
 * Rnn.Result r = new Rnn().lengths(lengths).dynamicRnn(new BasicLstmCell(64), x);
 * Tensor scores = g.layers().dense(r.state().get(1), 10);
 * }</pre>
 *
 * <p>Past the length of a sequence outputs are zero, and its state stays as it is. Methods without
 * a cell set an option, and give drivers that have it.
 */
@SuppressWarnings("try") // scopes are only to be closed
public final class Rnn {
    private final Tensor lengths; // null: all steps
    private final List<Tensor> initial; // null: zeros
    private final boolean timeMajor;
    private final String scope; // null: what TensorFlow calls it
    private final boolean stepByStep;

    /** Along all steps of [n, time, features], from a state of zeros. */
    public Rnn() {
        this(null, null, false, null, false);
    }

    private Rnn(
            Tensor lengths,
            List<Tensor> initial,
            boolean timeMajor,
            String scope,
            boolean stepByStep) {
        this.lengths = lengths;
        this.initial = initial;
        this.timeMajor = timeMajor;
        this.scope = scope;
        this.stepByStep = stepByStep;
    }

    /**
     * What a cell gave along sequences.
     *
     * @param outputs of all steps, in the order of the input's axes
     * @param state after the last step of each sequence
     */
    public record Result(Tensor outputs, List<Tensor> state) {}

    /**
     * What a cell gave, step by step.
     *
     * @param outputs of each step [n, size]
     * @param state after the last step of each sequence
     */
    public record StaticResult(List<Tensor> outputs, List<Tensor> state) {}

    /** What two cells gave, one along the sequences and the other against. */
    public record BidirectionalResult(Result forward, Result backward) {
        /** The outputs of both, side by side. */
        public Tensor joined() {
            return Parts.joined(forward.outputs, backward.outputs);
        }
    }

    /** How long each sequence is: int32 or int64 [n]. */
    public Rnn lengths(Tensor lengths) {
        if (lengths.shape().hasRank() && lengths.shape().rank() != 1) {
            throw new IllegalArgumentException(
                    "lengths must be a vector of length batch_size, but is " + lengths);
        }
        return new Rnn(lengths, initial, timeMajor, scope, stepByStep);
    }

    /** A state to begin with, such as the one that another batch ended with. */
    public Rnn initialState(List<Tensor> state) {
        return new Rnn(lengths, List.copyOf(state), timeMajor, scope, stepByStep);
    }

    /** Inputs and outputs are [time, n, features]. */
    public Rnn timeMajor() {
        return new Rnn(lengths, initial, true, scope, stepByStep);
    }

    /** A variable scope of this name instead of {@code rnn} or {@code bidirectional_rnn}. */
    public Rnn scope(String name) {
        return new Rnn(lengths, initial, timeMajor, name, stepByStep);
    }

    /**
     * Cells go in a loop, one step after the other, even where one operation does all their steps:
     * that one has no gradient of its gradient.
     */
    public Rnn stepByStep() {
        return new Rnn(lengths, initial, timeMajor, scope, true);
    }

    /**
     * A cell along sequences, whose number of steps may be open.
     *
     * @param x [n, time, features]
     */
    public Result dynamicRnn(RnnCell cell, Tensor x) {
        requireSequences(x);
        Graph g = x.graph();
        try (Scope names = g.variableScope(scope == null ? "rnn" : scope)) {
            return along(cell, x, initial, false);
        }
    }

    /**
     * Two cells, one along the sequences, the other against: what it gives at a step follows from
     * that step and later ones.
     *
     * @param x [n, time, features]
     */
    public BidirectionalResult bidirectionalDynamicRnn(
            RnnCell forward, RnnCell backward, Tensor x) {
        requireSequences(x);
        Graph g = x.graph();
        int own = forward.stateSizes().size();
        int both = own + backward.stateSizes().size();
        if (initial != null && initial.size() != both) {
            throw new IllegalArgumentException(
                    "The states of both cells are %d tensors, found %d"
                            .formatted(both, initial.size()));
        }
        List<Tensor> first = initial == null ? null : initial.subList(0, own);
        List<Tensor> second = initial == null ? null : initial.subList(own, initial.size());
        try (Scope names = g.variableScope(scope == null ? "bidirectional_rnn" : scope)) {
            Result a;
            try (Scope inner = g.variableScope("fw")) {
                a = along(forward, x, first, false);
            }
            try (Scope inner = g.variableScope("bw")) {
                return new BidirectionalResult(a, along(backward, x, second, true));
            }
        }
    }

    /**
     * Layers of two cells each, one along the sequences and the other against, on top of each
     * other: both outputs of one layer, side by side, go into both cells of the next.
     *
     * @param forward of each layer the cell that goes along
     * @param backward of each layer the cell that goes against
     * @param x [n, time, features]
     * @return of each layer what it gave; the outputs of the last one are those of all
     */
    public List<BidirectionalResult> stackBidirectionalDynamicRnn(
            List<? extends RnnCell> forward, List<? extends RnnCell> backward, Tensor x) {
        if (forward.isEmpty() || forward.size() != backward.size()) {
            throw new IllegalArgumentException(
                    "Forward and Backward cells must have the same depth, at least 1; found %d and %d"
                            .formatted(forward.size(), backward.size()));
        }
        if (initial != null) {
            throw new IllegalArgumentException(
                    "Layers in both directions begin with zeros; for other states call bidirectionalDynamicRnn for each layer");
        }
        Graph g = x.graph();
        List<BidirectionalResult> layers = new ArrayList<>();
        Tensor next = x;
        Rnn inner = new Rnn(lengths, null, timeMajor, null, stepByStep);
        try (Scope names = g.variableScope(scope == null ? "stack_bidirectional_rnn" : scope)) {
            for (int k = 0; k < forward.size(); k++) {
                try (Scope layer = g.variableScope("cell_" + k)) {
                    layers.add(
                            inner.bidirectionalDynamicRnn(forward.get(k), backward.get(k), next));
                }
                next = layers.get(k).joined();
            }
        }
        return layers;
    }

    private void requireSequences(Tensor x) {
        if (!x.shape().hasRank() || x.shape().rank() != 3) {
            throw new IllegalArgumentException(
                    "A cell goes along %s; found %s"
                            .formatted(
                                    timeMajor ? "[time, n, features]" : "[n, time, features]", x));
        }
    }

    private Result along(RnnCell cell, Tensor x, List<Tensor> given, boolean reverse) {
        Tensor steps = timeMajor ? x : Parts.turned(x);
        cell.build(x.graph(), RnnCell.width(x), x.dtype());
        if (given != null) {
            cell.requireState(given);
        }
        List<Tensor> begin = given == null ? zeros(steps, cell.stateSizes()) : given;
        Result r = new Sweep(steps, begin, lengths, reverse, stepByStep).of(cell);
        return timeMajor ? r : new Result(Parts.turned(r.outputs), r.state);
    }

    /** Zeros of some widths, for as many rows as each step has. */
    static List<Tensor> zeros(Tensor steps, List<Integer> sizes) {
        return RnnCell.zeros(Parts.extent(steps, 1), steps.dtype(), sizes);
    }

    /**
     * A cell along steps that are written out one after the other: the graph grows with their
     * number.
     *
     * @param inputs of each step [n, features]
     */
    public StaticResult staticRnn(RnnCell cell, List<Tensor> inputs) {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("inputs must not be empty");
        }
        Tensor first = inputs.get(0);
        Graph g = first.graph();
        try (Scope names = g.variableScope(scope == null ? "rnn" : scope)) {
            List<Tensor> state = initial == null ? cell.zeroState(first) : initial;
            List<Tensor> outputs = new ArrayList<>();
            for (int t = 0; t < inputs.size(); t++) {
                RnnCell.Step step = cell.step(inputs.get(t), state);
                if (lengths != null) {
                    Tensor time = g.constantLike(t, lengths.dtype());
                    step = Sweep.within(lengths.greater(time), step, state);
                }
                outputs.add(step.output());
                state = step.state();
            }
            return new StaticResult(outputs, state);
        }
    }
}
