package org.duograph.workspace.model.rnn;

import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.axis;

import java.util.List;
import org.duograph.tensor.Shape;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Parameter;

/**
 * An LSTM whose gates multiply what comes from the input and from the state besides adding it (Wu
 * et al. 2016, multiplicative integration): alpha * x * h + beta1 * h + beta2 * x + b.
 */
public final class MiLstmCell extends LstmCell {
    /** A cell of {@code hiddenSize} numbers over rows of {@code inputSize}. */
    public MiLstmCell(String name, int inputSize, int hiddenSize) {
        super(name, inputSize, hiddenSize);
    }

    @Override
    String gates(Step step, String hidden, List<Extra> extra, int size) {
        if (!extra.isEmpty()) {
            throw new IllegalArgumentException(
                    "A multiplicative LSTM reads nothing but its input and its states; use LstmCell with attention");
        }
        ModelHelper model = step.model();
        String before = Brew.fc(model, hidden, scope("prev_t"), size, 4 * size, axis(2));
        String alpha = vector(model, "alpha", size, 1);
        String beta1 = vector(model, "beta1", size, 1);
        String beta2 = vector(model, "beta2", size, 1);
        String bias = vector(model, "b", size, 0);
        String factor =
                model.op(
                        "ElementwiseLinear",
                        List.of(step.input(), alpha, beta1),
                        scope("alpha_by_input_t_plus_beta_h"),
                        arg("axis", 2));
        String product =
                model.op(
                        "Mul",
                        List.of(factor, before),
                        scope("alpha_by_input_t_plus_beta_h_by_prev_t"));
        String rest =
                model.op(
                        "ElementwiseLinear",
                        List.of(step.input(), beta2, bias),
                        scope("beta_i_by_input_t_plus_b"),
                        arg("axis", 2));
        return model.op("Add", List.of(product, rest), scope("gates_t"));
    }

    private String vector(ModelHelper model, String blob, int size, double start) {
        return model.createParam(
                scope(blob),
                Shape.of(4 * size),
                Initializer.constant(start),
                Parameter.Kind.WEIGHT);
    }
}
