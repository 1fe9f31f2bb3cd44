package org.duograph.workspace.model.rnn;

import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.axis;

import java.util.List;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/** h' = tanh(R h + W x + b), or relu. With lengths, a sequence that has ended keeps its state. */
public final class BasicRnnCell extends RnnCell {
    /** What is applied to the sum. */
    public enum Activation {
        /** Hyperbolic tangent. */
        TANH("Tanh"),
        /** max(x, 0). */
        RELU("Relu");

        private final String type;

        Activation(String type) {
            this.type = type;
        }
    }

    private final int inputSize;
    private final int hiddenSize;
    private final Activation activation;

    /** A cell of {@code hiddenSize} numbers over rows of {@code inputSize}. */
    public BasicRnnCell(String name, int inputSize, int hiddenSize, Activation activation) {
        super(name);
        this.inputSize = requireSize(name, inputSize);
        this.hiddenSize = requireSize(name, hiddenSize);
        this.activation = activation;
    }

    @Override
    public List<String> stateNames() {
        return List.of(scope("hidden_t"));
    }

    @Override
    public List<Integer> stateSizes() {
        return List.of(hiddenSize);
    }

    @Override
    public String prepareInput(ModelHelper model, String sequence) {
        return Brew.fc(model, sequence, scope("i2h"), inputSize, hiddenSize, axis(2));
    }

    @Override
    public List<String> apply(Step step, List<String> states, List<Extra> extra) {
        ModelHelper model = step.model();
        String before = states.get(0);
        String gates = Gates.of(step, this, before, extra, hiddenSize, hiddenSize);
        String after = scope("hidden_t");
        if (step.lengths() == null) {
            return List.of(model.op(activation.type, gates, after));
        }
        String next = model.op(activation.type, gates, scope("hidden_t_candidate"));
        return List.of(goOn(step, before, next, after));
    }

    /** The next state of the sequences that go on, the state before of the others. */
    private String goOn(Step step, String before, String next, String after) {
        ModelHelper model = step.model();
        List<String> times = List.of(step.lengths(), step.timestep());
        String on = model.op("GT", times, scope("valid_b"), arg("broadcast", 1));
        String ended = model.op("LE", times, scope("invalid_b"), arg("broadcast", 1));
        String valid =
                model.op("Cast", on, scope("valid"), arg("to", "float"), arg("from_type", "bool"));
        String invalid =
                model.op(
                        "Cast",
                        ended,
                        scope("invalid"),
                        arg("to", "float"),
                        arg("from_type", "bool"));
        String kept = rows(model, before, invalid, scope("hidden_invalid"));
        String taken = rows(model, next, valid, scope("hidden_valid"));
        return model.op("Add", List.of(taken, kept), after);
    }

    private static String rows(ModelHelper model, String x, String factors, String out) {
        return model.op("Mul", List.of(x, factors), out, arg("broadcast", 1), arg("axis", 1));
    }
}
