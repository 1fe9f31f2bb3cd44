package org.duograph.workspace.model.rnn;

import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.axis;

import java.util.List;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * Gated recurrent unit (Cho et al. 2014): gates reset, update, output, then {@code GRUUnit}. The
 * reset gate is used here, on the way to the output gate. Parameters: i2h, reset_gate_t,
 * update_gate_t, output_gate_t, each with _w and _b.
 */
public final class GruCell extends RnnCell {
    private final int inputSize;
    private final int hiddenSize;
    private boolean dropStates;
    private boolean linearBeforeReset;

    /** A cell of {@code hiddenSize} numbers over rows of {@code inputSize}. */
    public GruCell(String name, int inputSize, int hiddenSize) {
        super(name);
        this.inputSize = requireSize(name, inputSize);
        this.hiddenSize = requireSize(name, hiddenSize);
    }

    /** The state of a sequence that has ended becomes zero; else it keeps it. */
    public GruCell dropStates() {
        dropStates = true;
        return this;
    }

    /** Resets R h + b instead of h, as cuDNN does. */
    public GruCell linearBeforeReset() {
        linearBeforeReset = true;
        return this;
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
        return Brew.fc(model, sequence, scope("i2h"), inputSize, 3 * hiddenSize, axis(2));
    }

    @Override
    public List<String> apply(Step step, List<String> states, List<Extra> extra) {
        if (!extra.isEmpty()) {
            throw new IllegalArgumentException(
                    "A GRU reads nothing but its input and its state; use LstmCell with attention");
        }
        ModelHelper model = step.model();
        String before = states.get(0);
        List<String> parts =
                model.op(
                        "Split",
                        List.of(step.input()),
                        List.of(
                                scope("input_t_reset"),
                                scope("input_t_update"),
                                scope("input_t_output")),
                        arg("axis", 2));
        String resetFc = fc(model, before, "reset_gate_t");
        String updateFc = fc(model, before, "update_gate_t");
        String reset = model.op("Sum", List.of(resetFc, parts.get(0)), resetFc);
        String share = model.op("Sigmoid", reset, scope("reset_gate_t_sigmoid"));
        String output =
                linearBeforeReset ? after(model, share, before) : before(model, share, before);
        String update = model.op("Sum", List.of(updateFc, parts.get(1)), updateFc);
        String summed =
                model.op("Sum", List.of(output, parts.get(2)), scope("output_gate_t_summed"));
        String gates =
                model.op(
                                "Concat",
                                List.of(reset, update, summed),
                                List.of(scope("gates_t"), scope("_gates_t_concat_dims")),
                                arg("axis", 2))
                        .get(0);
        return Gates.unit("GRUUnit", step, states, gates, stateNames(), dropStates);
    }

    private String before(ModelHelper model, String share, String hidden) {
        String modified = model.op("Mul", List.of(share, hidden), scope("modified_hidden_t_prev"));
        return fc(model, modified, "output_gate_t");
    }

    private String after(ModelHelper model, String share, String hidden) {
        String output = fc(model, hidden, "output_gate_t");
        return model.op("Mul", List.of(share, output), scope("output_gate_t_mul"));
    }

    private String fc(ModelHelper model, String hidden, String out) {
        return Brew.fc(model, hidden, scope(out), hiddenSize, hiddenSize, axis(2));
    }
}
