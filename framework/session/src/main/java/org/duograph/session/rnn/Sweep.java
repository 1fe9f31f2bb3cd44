package org.duograph.session.rnn;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Recurrence;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/**
 * What a layer goes along: all steps of some sequences, in one direction. Where an operation does
 * all steps of a cell at once, that one goes; else a loop lets the cell take one step after the
 * other.
 *
 * @param steps [time, n, features]
 * @param begin the state before the first step
 * @param lengths how long each sequence is; null if all have all steps
 * @param reverse whether each sequence is read from its end
 * @param stepByStep whether cells go in loops even where there is an operation
 */
record Sweep(
        Tensor steps, List<Tensor> begin, Tensor lengths, boolean reverse, boolean stepByStep) {

    /** The same along other steps, from another state. */
    Sweep along(Tensor others, List<Tensor> state) {
        return new Sweep(others, state, lengths, reverse, stepByStep);
    }

    /** Lets a cell go along. */
    Rnn.Result of(RnnCell cell) {
        Rnn.Result atOnce = stepByStep ? null : cell.sweep(this);
        return atOnce != null ? atOnce : loop(cell);
    }

    private Rnn.Result loop(RnnCell cell) {
        List<Tensor> sequences = new ArrayList<>(List.of(steps));
        if (lengths != null) {
            sequences.add(Parts.numbers(steps));
        }
        Recurrence loop =
                Recurrence.over(
                        steps.graph(),
                        begin,
                        sequences,
                        reverse,
                        (state, rows) -> {
                            RnnCell.Step step = cell.step(rows.get(0), state);
                            if (lengths != null) {
                                Tensor time = rows.get(1).cast(lengths.dtype());
                                step = within(lengths.greater(time), step, state);
                            }
                            return new Recurrence.Given(step.state(), List.of(step.output()));
                        });
        return new Rnn.Result(loop.stacks().get(0), loop.ends());
    }

    /** A step that gives zeros and keeps the state where a sequence doesn't go on. */
    static RnnCell.Step within(Tensor goesOn, RnnCell.Step step, List<Tensor> before) {
        List<Tensor> state = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            state.add(Parts.choose(goesOn, step.state().get(i), before.get(i)));
        }
        Tensor zeros = step.output().graph().op("ZerosLike").input(step.output()).tensor();
        return new RnnCell.Step(Parts.choose(goesOn, step.output(), zeros), state);
    }

    /**
     * An LSTM, whose gates stand in the order i f c o.
     *
     * @param weights of the input [features, 4 units], of h [units, 4 units], biases [4 units]
     * @param peepholes [3, units] of i f o; null for none
     */
    Rnn.Result lstm(List<Tensor> weights, Tensor peepholes) {
        OperationBuilder layer =
                graph().op("LSTM").input(steps, begin.get(1), begin.get(0)).inputs(weights);
        if (peepholes != null) {
            layer.input(peepholes).attr("peepholes", 1);
        }
        List<Tensor> given = finish(layer);
        return new Rnn.Result(given.get(0), List.of(given.get(2), given.get(1)));
    }

    /**
     * A GRU, whose gates stand in the order u r o.
     *
     * @param weights as of {@link #lstm}, with three gates
     * @param resetAfter whether r resets what h gives, and not h; biases are [4 units] then
     */
    Rnn.Result gru(List<Tensor> weights, boolean resetAfter) {
        return simple(graph().op("GRU").attr("reset_after", resetAfter), weights);
    }

    /**
     * A layer without gates.
     *
     * @param weights as of {@link #lstm}, without gates
     * @param activation tanh or relu
     */
    Rnn.Result rnn(List<Tensor> weights, String activation) {
        return simple(graph().op("RNN").attr("activation", activation), weights);
    }

    private Rnn.Result simple(OperationBuilder layer, List<Tensor> weights) {
        List<Tensor> given = finish(layer.input(steps, begin.get(0)).inputs(weights));
        return new Rnn.Result(given.get(0), List.of(given.get(1)));
    }

    private Graph graph() {
        return steps.graph();
    }

    private List<Tensor> finish(OperationBuilder layer) {
        if (lengths != null) {
            layer.input(lengths.cast(DType.INT32)).attr("limits", 1);
        }
        return layer.attr("reverse", reverse).build().outputs();
    }
}
