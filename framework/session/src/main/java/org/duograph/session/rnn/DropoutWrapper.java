package org.duograph.session.rnn;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/**
 * A cell with dropout of what comes in, what goes out and the state: an element stays with some
 * probability, and is as many times larger as others are gone, or becomes zero. The memory c of an
 * LSTM is left alone.
 *
 * <p>Elements are drawn in each step, or, if it is variational, once for all steps and rows of a
 * run. Probabilities are numbers or scalar tensors: a placeholder is fed 1 outside of training.
 */
public final class DropoutWrapper extends RnnCell {
    private final RnnCell cell;
    private Object input = 1.0; // the probability of staying
    private Object output = 1.0;
    private Object state = 1.0;
    private boolean variational;
    private Long seed; // null for the graph's
    private Tensor inputNoise; // drawn once
    private Tensor outputNoise;
    private List<Tensor> stateNoise;

    /** Around a cell; without dropout until it is asked for. */
    public DropoutWrapper(RnnCell cell) {
        this.cell = cell;
    }

    /** The probability with which elements of the input stay. */
    public DropoutWrapper inputKeep(Object probability) {
        input = checked("input_keep_prob", probability);
        return this;
    }

    /** The probability with which elements of the output stay. */
    public DropoutWrapper outputKeep(Object probability) {
        output = checked("output_keep_prob", probability);
        return this;
    }

    /** The probability with which elements of the state stay. */
    public DropoutWrapper stateKeep(Object probability) {
        state = checked("state_keep_prob", probability);
        return this;
    }

    /** The same elements in all steps of a run, and in all rows. */
    public DropoutWrapper variational() {
        variational = true;
        return this;
    }

    /** A seed of its own. */
    public DropoutWrapper seed(long number) {
        seed = number;
        return this;
    }

    private static Object checked(String what, Object probability) {
        if (probability instanceof Number p && !(p.doubleValue() > 0 && p.doubleValue() <= 1)) {
            throw new IllegalArgumentException(
                    "Parameter %s must be above 0 and at most 1, found %s".formatted(what, p));
        }
        return probability;
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
        cell.build(graph, inputSize, dtype);
        if (variational) {
            inputNoise = isOne(input) ? null : noise(row(graph, inputSize), dtype, 0);
            outputNoise = isOne(output) ? null : noise(row(graph, outputSize()), dtype, 1);
            stateNoise = new ArrayList<>();
            for (int size : stateSizes()) {
                int number = 2 + stateNoise.size();
                stateNoise.add(isOne(state) ? null : noise(row(graph, size), dtype, number));
            }
        }
    }

    private static Tensor row(Graph graph, int size) {
        return graph.constant(new int[] {1, size});
    }

    private static boolean isOne(Object probability) {
        return probability instanceof Number p && p.doubleValue() == 1;
    }

    private Tensor noise(Tensor shape, DType dtype, int number) {
        long[] seeds = shape.graph().seeds(seed == null ? null : seed + number);
        return shape.graph()
                .op("RandomUniform")
                .input(shape)
                .attr("dtype", dtype)
                .attr("seed", seeds[0])
                .attr("seed2", seeds[1])
                .tensor();
    }

    /** Elements stay where a random number from 0 to 1 is at least 1 minus the probability. */
    private Tensor dropped(Tensor x, Object keep, Tensor drawn, int number) {
        if (isOne(keep)) {
            return x;
        }
        Tensor noise = drawn != null ? drawn : noise(x.shapeTensor(), x.dtype(), number);
        Tensor stays = x.graph().op("Floor").input(noise.plus(keep)).tensor();
        return x.dividedBy(keep).times(stays);
    }

    @Override
    protected Step next(Tensor x, List<Tensor> before) {
        Step step = cell.step(dropped(x, input, inputNoise, 0), before);
        List<Tensor> after = new ArrayList<>();
        for (int i = 0; i < step.state().size(); i++) {
            Tensor part = step.state().get(i);
            Tensor drawn = variational ? stateNoise.get(i) : null;
            after.add(isMemory(i) ? part : dropped(part, state, drawn, 2 + i));
        }
        return new Step(dropped(step.output(), output, outputNoise, 1), after);
    }

    @Override
    Rnn.Result sweep(Sweep sweep) {
        if (!isOne(state)) {
            return null;
        }
        Tensor steps = dropped(sweep.steps(), input, inputNoise, 0);
        Rnn.Result r = sweep.along(steps, sweep.begin()).of(cell);
        return new Rnn.Result(dropped(r.outputs(), output, outputNoise, 1), r.state());
    }
}
