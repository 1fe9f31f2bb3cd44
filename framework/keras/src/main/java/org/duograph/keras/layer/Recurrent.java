package org.duograph.keras.layer;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Tensor;

/** What recurrent layers share: they go along sequences [n, time, features], all steps at once. */
abstract class Recurrent extends Layer {
    /** What comes out of all steps, [time, n, units], and after the last one, [n, units]. */
    record Sweep(Tensor steps, Tensor last) {}

    Recurrent() {
        config().define("units", 0)
                .define("activation", "tanh")
                .define("return_sequences", false)
                .define("go_backwards", false)
                .define("reset_after", false)
                .define("kernel_initializer", "glorot_uniform")
                .define("recurrent_initializer", "glorot_uniform")
                .define("bias_initializer", "zeros")
                .define("kernel_regularizer", "")
                .define("recurrent_regularizer", "")
                .define("bias_regularizer", "");
    }

    /** The session face's operator: LSTM, GRU or RNN. */
    abstract String operator();

    @Override
    protected int[] outputShape(List<int[]> inputs) {
        int[] x = one(inputs, 2, "sequences (None, time, features)");
        int units = config().integer("units");
        boolean all = config().truth("return_sequences");
        return all ? new int[] {x[0], units} : new int[] {units};
    }

    @Override
    protected void build(List<int[]> inputs) {
        declare("", inputs.get(0)[1]);
    }

    /** Declares the weights of one direction. */
    final void declare(String prefix, int features) {
        requireActivation();
        int units = config().integer("units");
        int gates =
                switch (operator()) {
                    case "LSTM" -> 4;
                    case "GRU" -> 3;
                    default -> 1;
                };
        boolean fourth = operator().equals("GRU") && config().truth("reset_after");
        String zeros = config().text("bias_initializer");
        boolean forget = operator().equals("LSTM") && zeros.equals("zeros");
        Config c = config();
        weight(
                prefix + "kernel",
                c.text("kernel_initializer"),
                c.text("kernel_regularizer"),
                features,
                gates * units);
        weight(
                prefix + "recurrent_kernel",
                c.text("recurrent_initializer"),
                c.text("recurrent_regularizer"),
                units,
                gates * units);
        weight(
                prefix + "bias",
                forget ? Initials.FORGET : zeros,
                c.text("bias_regularizer"),
                (fourth ? 4 : gates) * units);
    }

    private void requireActivation() {
        String activation = config().text("activation");
        boolean relu = operator().equals("RNN") && activation.equals("relu");
        if (!activation.equals("tanh") && !relu) {
            throw new IllegalArgumentException(
                    "%s has the activation \"tanh\"%s, found \"%s\""
                            .formatted(
                                    this,
                                    operator().equals("RNN") ? " or \"relu\"" : "",
                                    activation));
        }
    }

    /** Goes along sequences in one direction. */
    final Sweep along(Tensor x, String prefix, boolean reverse) {
        Graph g = x.graph();
        Tensor steps = x.transpose(1, 0, 2);
        Tensor begin = zeros(x);
        boolean lstm = operator().equals("LSTM");
        OperationBuilder all = g.op(operator()).input(steps, begin);
        if (lstm) {
            all.input(begin);
        } else if (operator().equals("GRU")) {
            all.attr("reset_after", config().truth("reset_after"));
        } else {
            all.attr("activation", config().text("activation"));
        }
        List<Tensor> given =
                all.input(read(prefix + "kernel"), read(prefix + "recurrent_kernel"))
                        .input(read(prefix + "bias"))
                        .attr("reverse", reverse)
                        .build()
                        .outputs();
        return new Sweep(given.get(0), given.get(1));
    }

    /** The state before the first step: for each sequence a row of zeros. */
    private Tensor zeros(Tensor x) {
        Graph g = x.graph();
        Tensor first = g.constant(new int[] {0});
        Tensor count =
                g.op("Slice").input(x.shapeTensor(), first, g.constant(new int[] {1})).tensor();
        Tensor units = g.constant(new int[] {config().integer("units")});
        Tensor dims = g.op("ConcatV2").input(count, units, g.constant(0)).tensor();
        return g.op("Fill").input(dims, g.constant(0f)).tensor();
    }

    @Override
    protected Tensor call(Calling calling, List<Tensor> inputs) {
        boolean backwards = config().truth("go_backwards");
        Sweep sweep = along(inputs.get(0), "", backwards);
        if (!config().truth("return_sequences")) {
            return sweep.last();
        }
        Tensor steps = backwards ? turned(sweep.steps()) : sweep.steps(); // in the order of reading
        return steps.transpose(1, 0, 2);
    }

    /** Steps in the other order. */
    static Tensor turned(Tensor steps) {
        Tensor time = steps.graph().constant(new int[] {0});
        return steps.graph().op("ReverseV2").input(steps, time).tensor();
    }
}
