package org.duograph.workspace.model.rnn;

import java.util.ArrayList;
import java.util.List;
import org.duograph.tensor.Shape;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Parameter;
import org.duograph.workspace.net.Scopes;

/**
 * One step of a recurrent net: from a row of a sequence and the states before it to the states
 * after it. Extend it for a cell of your own.
 *
 * <pre>{@code
 * RnnCell cell = new LstmCell("lstm", 32, 100);
 * RnnOutputs outputs = cell.over(model, "sequence", "lengths", List.of("h0", "c0"));
 * String scores = Brew.fc(model, outputs.output(), "scores", 100, 10, axis(2));
 * }</pre>
 *
 * <p>Blobs of the cell are called {@code name/blob}. What of a step does not depend on the steps
 * before is computed for the whole sequence at once: {@link #prepareInput}.
 */
public abstract class RnnCell {
    private final String name;
    private boolean forwardOnly;

    /**
     * A cell.
     *
     * @param name the prefix of its blobs; null for a layer of a {@link MultiRnnCell}, which has a
     *     prefix
     */
    protected RnnCell(String name) {
        this.name = name;
    }

    static int requireSize(String name, int size) {
        if (size < 1) {
            throw new IllegalArgumentException(
                    "Cell \"%s\" needs sizes of at least 1, found %d".formatted(name, size));
        }
        return size;
    }

    /**
     * Where a cell's step is written.
     *
     * @param model the model of the step
     * @param input the prepared row of the sequence, 1 x batch x ...
     * @param lengths the length of each sequence, or null where all are as long as the input
     * @param timestep the number of the step, one int32
     */
    public record Step(ModelHelper model, String input, String lengths, String timestep) {
        /** The same step for another cell of it. */
        Step withInput(String other) {
            return new Step(model, other, lengths, timestep);
        }
    }

    /**
     * What a cell reads in each step besides the sequence and its states.
     *
     * @param blob 1 x batch x size
     */
    public record Extra(String blob, int size) {}

    /** The prefix of its blobs, or null. */
    public final String name() {
        return name;
    }

    /** Writes no gradient: for a net that is used, not trained. */
    public final RnnCell forwardOnly() {
        forwardOnly = true;
        return this;
    }

    /** The full name of a blob of this cell. */
    protected final String scope(String blob) {
        return name == null ? blob : name + "/" + blob;
    }

    /** The names of its states; the output is among them. */
    public abstract List<String> stateNames();

    /** The number of the state that is the output. */
    public int outputState() {
        return 0;
    }

    /** How many numbers each state has; as many as there are {@link #stateNames}. */
    public abstract List<Integer> stateSizes();

    /** Appends what is computed of the whole sequence; returns what the steps read of it. */
    public abstract String prepareInput(ModelHelper model, String sequence);

    /**
     * Appends one step; returns the next states.
     *
     * @param states the states before, each 1 x batch x size
     * @param extra what it is to read besides
     */
    public abstract List<String> apply(Step step, List<String> states, List<Extra> extra);

    /** What the layer above reads of a step, given the states after it. */
    public String output(ModelHelper step, List<String> states) {
        return states.get(outputState());
    }

    /** What is read of all steps, given all states after each step and the last ones. */
    public String outputs(ModelHelper model, List<String> states) {
        return states.get(2 * outputState());
    }

    /** Learnt states for the beginning, which are zeros at first. */
    public List<String> createStates(ModelHelper model) {
        List<String> states = new ArrayList<>();
        for (int i = 0; i < stateNames().size(); i++) {
            String plain = stateNames().get(i);
            String state = plain.substring(plain.lastIndexOf('/') + 1).replaceFirst("_t$", "");
            String prefix = plain.substring(0, plain.lastIndexOf('/') + 1);
            states.add(
                    model.createParam(
                            prefix + "initial_" + state + "_state",
                            Shape.of(stateSizes().get(i)),
                            Initializer.constant(0),
                            Parameter.Kind.WEIGHT));
        }
        return states;
    }

    /**
     * Runs the cell over a sequence.
     *
     * @param sequence steps x batch x ...
     * @param lengths the length of each sequence, int32, or null
     * @param initialStates the states before the first step, 1 x batch x size, batch x size or
     *     size; null for states that are learnt
     * @param outputsWithGrads which of the states that {@link RnnOutputs} lists have gradients; the
     *     output of all steps if not given
     */
    public RnnOutputs over(
            ModelHelper model,
            String sequence,
            String lengths,
            List<String> initialStates,
            int... outputsWithGrads) {
        for (int output : outputsWithGrads) {
            if (output < 0 || output >= 2 * stateNames().size()) {
                throw new IllegalArgumentException(
                        "Cell \"%s\" lists %d states, numbered from 0; found %d among those with gradients"
                                .formatted(name, 2 * stateNames().size(), output));
            }
        }
        List<String> begin = begin(model, initialStates);
        String prepared = prepareInput(model, sequence);
        String netName = name == null ? "rnn" : name.replace('/', '_');
        ModelHelper step = model.inner(netName);
        String input = Scopes.scoped("input_t");
        String timestep = Scopes.scoped("timestep");
        List<String> before = stateNames().stream().map(s -> Scopes.scoped(s) + "_prev").toList();
        step.net().addExternalInput(input, timestep);
        step.net().addExternalInput(before.toArray(String[]::new));
        String ends = outside(step, outside(model, lengths));
        List<String> after = apply(new Step(step, input, ends, timestep), before, List.of());
        step.net().addExternalOutput(after.toArray(String[]::new));
        int[] grads =
                outputsWithGrads.length > 0 ? outputsWithGrads : new int[] {2 * outputState()};
        List<String> states =
                new RecurrentNet(name, input, prepared, timestep)
                        .write(model, step.net(), before, begin, after, forwardOnly, grads);
        return new RnnOutputs(outputs(model, states), states);
    }

    /**
     * Lets a net know a blob of the scope around, before an inner scope is opened; its full name.
     */
    static String outside(ModelHelper model, String blob) {
        if (blob == null || model.net().blobIsDefined(blob)) {
            return blob;
        }
        String full = Scopes.scoped(blob);
        if (!model.net().blobIsDefined(full)) {
            model.net().addExternalInput(full);
        }
        return full;
    }

    /** The states to begin with. */
    final List<String> begin(ModelHelper model, List<String> initialStates) {
        List<String> begin = initialStates != null ? initialStates : createStates(model);
        if (begin.size() != stateNames().size()) {
            throw new IllegalArgumentException(
                    "Cell \"%s\" has the states %s, but begins with %s; give one blob for each"
                            .formatted(name, stateNames(), begin));
        }
        return begin;
    }
}
