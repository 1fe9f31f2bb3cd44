package org.duograph.workspace.model;

import static org.duograph.workspace.model.Parameter.Kind.BIAS;
import static org.duograph.workspace.model.Parameter.Kind.WEIGHT;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Ops;

/**
 * Layers over whole sequences, each one operator that a library runs in one call: {@code LSTM},
 * {@code GRU}, {@code RNN}. They are the fast way; {@link org.duograph.workspace.model.rnn} is
 * Caffe2's, whose cells may be anything.
 *
 * <pre>{@code
 * RecurrentLayers.Outputs h =
 *         RecurrentLayers.lstm(model, "x", "lstm", 128, List.of("h", "c"), null);
 * String scores = Brew.fc(model, h.all(), "scores", 128, 10, axis(2));
 * }</pre>
 *
 * <p>Sequences are steps x batch x size. The parameters of layer {@code x} are {@code x_w} (of the
 * input), {@code x_r} (of the outputs before), both with a column per gate and unit, and {@code
 * x_b}; they start as Brew's. The option {@code arg("reverse", 1)} reads each sequence from its
 * end.
 */
public final class RecurrentLayers {
    private RecurrentLayers() {}

    /**
     * What a layer writes.
     *
     * @param all the outputs of all steps, steps x batch x size; zero behind the end of a sequence
     * @param last the states after each sequence's last step, batch x size: the output and, of an
     *     LSTM, the cells
     */
    public record Outputs(String all, List<String> last) {}

    /**
     * Long short-term memory; gates input, forget, candidate, output.
     *
     * @param size how many numbers a state has
     * @param begin the outputs and the cells before the first step, each batch x size; null for
     *     zeros
     * @param lengths the number of steps of each sequence, int32; null where all have all steps
     */
    public static Outputs lstm(
            ModelHelper model,
            String in,
            String out,
            int size,
            List<String> begin,
            String lengths,
            Option... options) {
        return add(model, new Kind("LSTM", 2, 4, 4), in, out, size, begin, lengths, options);
    }

    /**
     * Gated recurrent units; gates update, reset, output. With {@code arg("reset_after", 1)} the
     * reset gate acts on the product with the outputs before, as cuDNN's.
     *
     * @param size how many numbers the state has
     * @param begin the outputs before the first step, batch x size; null for zeros
     * @param lengths as {@link #lstm}'s
     */
    public static Outputs gru(
            ModelHelper model,
            String in,
            String out,
            int size,
            String begin,
            String lengths,
            Option... options) {
        boolean after = new Options(model, "gru", options).isSet("reset_after");
        Kind kind = new Kind("GRU", 1, 3, after ? 4 : 3);
        return add(model, kind, in, out, size, listOf(begin), lengths, options);
    }

    /**
     * The plain recurrent layer, tanh(W x + R h + b), or with {@code arg("activation", "relu")}
     * relu of that.
     *
     * @param size how many numbers the state has
     * @param begin the outputs before the first step, batch x size; null for zeros
     * @param lengths as {@link #lstm}'s
     */
    public static Outputs rnn(
            ModelHelper model,
            String in,
            String out,
            int size,
            String begin,
            String lengths,
            Option... options) {
        Kind kind = new Kind("RNN", 1, 1, 1);
        return add(model, kind, in, out, size, listOf(begin), lengths, options);
    }

    /** What differs from layer to layer. */
    private record Kind(String type, int states, int gates, int biases) {
        String layer() {
            return type.toLowerCase(Locale.ROOT);
        }
    }

    private static List<String> listOf(String begin) {
        return begin == null ? null : List.of(begin);
    }

    private static Outputs add(
            ModelHelper model,
            Kind kind,
            String in,
            String out,
            int size,
            List<String> begin,
            String lengths,
            Option... options) {
        Options o = new Options(model, kind.layer(), options);
        Shape x = model.type(in).shape();
        if (x.rank() != 3) {
            throw new IllegalArgumentException(
                    "%s \"%s\" reads sequences, steps x batch x size, but blob \"%s\" is %s"
                            .formatted(kind.layer(), out, in, x));
        }
        if (size < 1) {
            throw new IllegalArgumentException(
                    "%s \"%s\" needs a size of at least 1, found %d"
                            .formatted(kind.layer(), out, size));
        }
        List<String> inputs = new ArrayList<>(List.of(in));
        inputs.addAll(begin != null ? begin : zeros(model, kind, out, x.dim(1), size));
        if (inputs.size() != 1 + kind.states) {
            throw new IllegalArgumentException(
                    "%s \"%s\" begins with %d states, found %s"
                            .formatted(kind.layer(), out, kind.states, begin));
        }
        Initializer weights = o.take("weight_init", Initializer.xavier());
        Initializer bias = o.take("bias_init", Initializer.constant(0));
        int columns = kind.gates * size;
        inputs.add(model.createParam(out + "_w", Shape.of(x.dim(2), columns), weights, WEIGHT));
        inputs.add(model.createParam(out + "_r", Shape.of(size, columns), weights, WEIGHT));
        inputs.add(model.createParam(out + "_b", Shape.of(kind.biases * size), bias, BIAS));
        if (lengths != null) {
            inputs.add(lengths);
        }
        List<String> outputs = new ArrayList<>(List.of(out, out + "_last"));
        if (kind.states == 2) {
            outputs.add(out + "_cell_last");
        }
        outputs.add(Layers.aside(out, "_kept"));
        List<String> written = model.op(kind.type, inputs, outputs, o.args());
        return new Outputs(written.get(0), written.subList(1, 1 + kind.states));
    }

    private static List<String> zeros(
            ModelHelper model, Kind kind, String out, int batch, int size) {
        String zeros =
                model.op(
                        "ConstantFill",
                        List.of(),
                        Layers.aside(out, "_begin"),
                        Ops.arg("shape", List.of(batch, size)),
                        Ops.arg("value", 0f));
        return Collections.nCopies(kind.states, zeros);
    }
}
