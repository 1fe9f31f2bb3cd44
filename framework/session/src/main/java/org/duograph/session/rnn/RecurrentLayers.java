package org.duograph.session.rnn;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Initializer;
import org.duograph.session.Initializers;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * Recurrent layers that make their variables themselves, as Keras' do: a kernel for what comes in,
 * a recurrent kernel for what came out before, and biases. All steps are one operation.
 *
 * <pre>{@code
 * Tensor words = g.layers().recurrent().lengths(n).bidirectional().stacked(2).lstm(x, 64);
 * Tensor scores = g.layers().dense(words, 2);
 * }</pre>
 *
 * <p>They give what comes out after the last step of each sequence, or with {@link #sequences} of
 * all steps. Methods without an input set an option, and give layers that have it.
 */
@SuppressWarnings("try") // scopes are only to be closed
public final class RecurrentLayers {
    private final Graph graph;
    private Tensor lengths; // null: all steps
    private boolean sequences;
    private boolean bidirectional;
    private boolean reverse;
    private int stacked = 1;
    private double dropout;
    private boolean resetAfter;
    private String activation = "tanh";

    /** Layers of a graph, without options. */
    public RecurrentLayers(Graph graph) {
        this.graph = graph;
    }

    private RecurrentLayers copy() {
        RecurrentLayers copy = new RecurrentLayers(graph);
        copy.lengths = lengths;
        copy.sequences = sequences;
        copy.bidirectional = bidirectional;
        copy.reverse = reverse;
        copy.stacked = stacked;
        copy.dropout = dropout;
        copy.resetAfter = resetAfter;
        copy.activation = activation;
        return copy;
    }

    /** What comes out of all steps: [n, time, units]; zeros past a sequence's length. */
    public RecurrentLayers sequences() {
        RecurrentLayers copy = copy();
        copy.sequences = true;
        return copy;
    }

    /** How long each sequence is: int32 or int64 [n]. */
    public RecurrentLayers lengths(Tensor lengths) {
        RecurrentLayers copy = copy();
        copy.lengths = lengths;
        return copy;
    }

    /** Two layers, of which one reads each sequence from its end; side by side they come out. */
    public RecurrentLayers bidirectional() {
        RecurrentLayers copy = copy();
        copy.bidirectional = true;
        return copy;
    }

    /** Each sequence is read from its end. */
    public RecurrentLayers reverse() {
        RecurrentLayers copy = copy();
        copy.reverse = true;
        return copy;
    }

    /** So many layers on top of each other. */
    public RecurrentLayers stacked(int layers) {
        if (layers < 1) {
            throw new IllegalArgumentException("There must be a layer at least, found " + layers);
        }
        RecurrentLayers copy = copy();
        copy.stacked = layers;
        return copy;
    }

    /**
     * Dropout between layers that are on top of each other.
     *
     * @param rate the share of elements that become zero
     * @param training whether this is the net that is trained
     */
    public RecurrentLayers dropout(double rate, boolean training) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("A rate is from 0 to less than 1, found " + rate);
        }
        RecurrentLayers copy = copy();
        copy.dropout = training ? rate : 0;
        return copy;
    }

    /** GRUs that reset what the recurrent kernel gives, as cuDNN's do. */
    public RecurrentLayers resetAfter() {
        RecurrentLayers copy = copy();
        copy.resetAfter = true;
        return copy;
    }

    /** Layers without gates whose activation is {@code max(x, 0)}. */
    public RecurrentLayers relu() {
        RecurrentLayers copy = copy();
        copy.activation = "relu";
        return copy;
    }

    /**
     * Long short-term memory, whose gates stand in the order i f c o. The bias of f begins with 1.
     *
     * @param x [n, time, features]
     * @return [n, units], or with {@link #sequences} [n, time, units]; twice as wide in both
     *     directions
     */
    public Tensor lstm(Tensor x, int units) {
        return layers("lstm", x, units, 2, 4, 4, (sweep, weights) -> sweep.lstm(weights, null));
    }

    /** Gated recurrent units, whose gates stand in the order u r o; as {@link #lstm}. */
    public Tensor gru(Tensor x, int units) {
        int biases = resetAfter ? 4 : 3;
        return layers(
                "gru", x, units, 1, 3, biases, (sweep, weights) -> sweep.gru(weights, resetAfter));
    }

    /** Layers without gates; as {@link #lstm}. */
    public Tensor rnn(Tensor x, int units) {
        return layers(
                "simple_rnn",
                x,
                units,
                1,
                1,
                1,
                (sweep, weights) -> sweep.rnn(weights, activation));
    }

    /** An operation with its weights. */
    private interface Layer {
        Rnn.Result of(Sweep sweep, List<Tensor> weights);
    }

    private Tensor layers(
            String kind, Tensor x, int units, int states, int gates, int biases, Layer layer) {
        if (!x.shape().hasRank() || x.shape().rank() != 3) {
            throw new IllegalArgumentException(
                    "%s takes [n, time, features]; found %s".formatted(kind, x));
        }
        RnnCell.requireUnits(units);
        if (activation.equals("relu") && !kind.equals("simple_rnn")
                || resetAfter && !kind.equals("gru")) {
            throw new IllegalArgumentException(
                    "relu is for rnn, and resetAfter for gru; leave it out for " + kind);
        }
        Tensor steps = Parts.turned(x);
        Tensor last = null;
        for (int k = 0; k < stacked; k++) {
            if (k > 0) {
                steps = graph.layers().dropout(steps, dropout, true);
            }
            Shaped shaped = new Shaped(units, states, gates, biases, layer);
            try (Scope scope = graph.newVariableScope(bidirectional ? "bidirectional" : kind)) {
                if (bidirectional) {
                    Rnn.Result a = inScope("forward_" + kind, steps, shaped, false);
                    Rnn.Result b = inScope("backward_" + kind, steps, shaped, true);
                    steps = Parts.joined(a.outputs(), b.outputs());
                    last = Parts.joined(h(a), h(b));
                } else {
                    Rnn.Result a = shaped.along(this, steps, reverse);
                    steps = a.outputs();
                    last = h(a);
                }
            }
        }
        return sequences ? Parts.turned(steps) : last;
    }

    private static Tensor h(Rnn.Result r) {
        return r.state().get(r.state().size() - 1);
    }

    private Rnn.Result inScope(String name, Tensor steps, Shaped shaped, boolean backwards) {
        try (Scope scope = graph.variableScope(name)) {
            return shaped.along(this, steps, backwards);
        }
    }

    /** A layer in one direction, with the sizes of its weights. */
    private record Shaped(int units, int states, int gates, int biases, Layer layer) {
        Rnn.Result along(RecurrentLayers options, Tensor steps, boolean reverse) {
            Graph g = options.graph;
            int width = RnnCell.width(steps);
            DType dtype = steps.dtype();
            List<Tensor> weights =
                    List.of(
                            RnnCell.variable(g, "kernel", dtype, null, width, gates * units),
                            RnnCell.variable(
                                    g, "recurrent_kernel", dtype, null, units, gates * units),
                            RnnCell.variable(g, "bias", dtype, bias(), biases * units));
            Tensor zeros = Rnn.zeros(steps, List.of(units)).get(0);
            List<Tensor> begin = states == 2 ? List.of(zeros, zeros) : List.of(zeros);
            Sweep sweep = new Sweep(steps, begin, options.lengths, reverse, false);
            return layer.of(sweep, weights);
        }

        /** Zeros, but ones for the forget gate of an LSTM. */
        private Initializer bias() {
            if (states < 2) {
                return Initializers.zeros();
            }
            return (g, type) -> {
                NDArray first = NDArray.zeros(type);
                for (int i = units; i < 2 * units; i++) {
                    first.set(i, 1);
                }
                return g.constant(first);
            };
        }
    }
}
