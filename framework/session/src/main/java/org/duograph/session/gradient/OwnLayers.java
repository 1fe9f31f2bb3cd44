package org.duograph.session.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/**
 * Recurrent layers, which only Duograph has as operators, in TensorFlow's: an LSTM is a {@code
 * BlockLSTM}; the others go step by step.
 */
final class OwnLayers {
    static final Set<String> TYPES = Set.of("LSTM", "GRU", "RNN");

    private final Graph graph;
    private final Operation op;
    private final List<Tensor> inputs;
    private final GradientSite nodes;
    private final Tensor lengths; // null for none

    /**
     * A layer.
     *
     * @param inputs its inputs in the graph to which it is written
     */
    OwnLayers(Graph graph, Operation op, List<Tensor> inputs) {
        this.graph = graph;
        this.op = op;
        this.inputs = inputs;
        this.nodes = new GradientSite(graph, op, null, Set.of());
        boolean limited = op.attrs().integer("limits") > 0;
        this.lengths = limited ? inputs.get(inputs.size() - 1) : null;
    }

    /** Appends it, and gives its outputs. */
    List<Tensor> write() {
        return op.type().equals("LSTM") ? lstm() : stepByStep();
    }

    private Tensor split(Tensor x, int axis, int count, int... order) {
        List<Tensor> parts =
                nodes.node("Split")
                        .input(nodes.whole(axis), x)
                        .attr("num_split", count)
                        .build()
                        .outputs();
        List<Tensor> chosen = new ArrayList<>();
        for (int i : order) {
            chosen.add(parts.get(i));
        }
        return chosen.size() == 1
                ? chosen.get(0)
                : nodes.joined(axis, chosen.toArray(Tensor[]::new));
    }

    private List<Tensor> lstm() {
        Tensor x = turned(inputs.get(0));
        DType dtype = x.dtype();
        if (dtype != DType.FLOAT32) {
            throw new IllegalArgumentException(
                    "TensorFlow's BlockLSTM has float32 numbers, but '%s' has %s; let the cell go stepByStep()"
                            .formatted(op.name(), dtype.lowerName()));
        }
        Tensor h0 = inputs.get(1);
        Tensor c0 = inputs.get(2);
        Tensor w = split(nodes.joined(0, inputs.get(3), inputs.get(4)), 1, 4, 0, 2, 1, 3);
        Tensor b = split(inputs.get(5), 0, 4, 0, 2, 1, 3);
        boolean peepholes = op.attrs().integer("peepholes") > 0;
        List<Tensor> diagonals = new ArrayList<>();
        if (peepholes) {
            diagonals.addAll(
                    nodes.node("Unpack").input(inputs.get(6)).attr("num", 3).build().outputs());
        } else {
            Tensor zeros = nodes.of("ZerosLike", split(b, 0, 4, 0));
            diagonals.addAll(List.of(zeros, zeros, zeros));
        }
        Operation block =
                nodes.node("BlockLSTM")
                        .input(seqLenMax(x), x, c0, h0, w)
                        .inputs(diagonals)
                        .input(b)
                        .attr("forget_bias", 0f)
                        .attr("cell_clip", -1f)
                        .attr("use_peephole", peepholes)
                        .build();
        Tensor h = block.output(6);
        Tensor c = block.output(1);
        return List.of(turned(within(h)), last(h, h0), last(c, c0));
    }

    private Tensor seqLenMax(Tensor x) {
        return nodes.node("Cast").input(steps(x)).attr("DstT", DType.INT64).tensor();
    }

    /** How many steps there are: an int32 scalar. */
    private Tensor steps(Tensor x) {
        return element(nodes.shape(x), 0);
    }

    /** Row {@code i}, or with -1 the last. */
    private Tensor element(Tensor x, int i) {
        return nodes.node("StridedSlice")
                .input(x, nodes.ints(i), nodes.ints(i + 1), nodes.ints(1))
                .attr("end_mask", i == -1 ? 1 : 0)
                .attr("shrink_axis_mask", 1)
                .tensor();
    }

    /** The steps in the order in which the layer reads them. */
    private Tensor turned(Tensor x) {
        if (!op.attrs().flag("reverse")) {
            return x;
        }
        return lengths == null
                ? nodes.of("ReverseV2", x, nodes.ints(0))
                : nodes.node("ReverseSequence")
                        .input(x, lengths)
                        .attr("seq_dim", 0)
                        .attr("batch_dim", 1)
                        .tensor();
    }

    /** Zeros past the lengths. */
    private Tensor within(Tensor y) {
        if (lengths == null) {
            return y;
        }
        Tensor numbers = nodes.of("Range", nodes.whole(0), steps(y), nodes.whole(1));
        Tensor column = nodes.of("ExpandDims", numbers, nodes.whole(1));
        Tensor goesOn = nodes.of("Less", column, nodes.of("ExpandDims", lengths, nodes.whole(0)));
        Tensor ones = nodes.node("Cast").input(goesOn).attr("DstT", y.dtype()).tensor();
        return nodes.of("Mul", y, nodes.of("ExpandDims", ones, nodes.whole(2)));
    }

    /** What stands at the last step of each sequence; what was before the first if it has none. */
    private Tensor last(Tensor y, Tensor before) {
        if (lengths == null) {
            return element(y, -1);
        }
        Tensor rows = element(nodes.shape(y), 1);
        Tensor numbers = nodes.of("Range", nodes.whole(0), rows, nodes.whole(1));
        Tensor ends = nodes.of("Sub", lengths, nodes.whole(1));
        Tensor there = nodes.of("Maximum", ends, nodes.whole(0));
        Tensor places = nodes.node("Pack").input(there, numbers).attr("axis", 1).tensor();
        Tensor some = nodes.of("Greater", lengths, nodes.whole(0));
        return nodes.of("Select", some, nodes.of("GatherNd", y, places), before);
    }

    /** A step: the state after it. */
    private interface Step {
        Tensor of(Tensor x, Tensor h);
    }

    private List<Tensor> stepByStep() {
        Step step = op.type().equals("GRU") ? gru() : rnn();
        Tensor x = inputs.get(0);
        List<Tensor> sequences = new ArrayList<>(List.of(x));
        if (lengths != null) {
            sequences.add(nodes.of("Range", nodes.whole(0), steps(x), nodes.whole(1)));
        }
        RowLoop loop =
                new RowLoop(
                        graph,
                        List.of(inputs.get(1)),
                        sequences,
                        op.attrs().flag("reverse"),
                        List.of(x.dtype()));
        List<Tensor> ends =
                loop.write(
                        (row, states, rows) -> {
                            Tensor h = states.get(0);
                            Tensor next = step.of(rows.get(0), h);
                            if (lengths == null) {
                                return List.of(next, next);
                            }
                            Tensor goesOn = nodes.of("Greater", lengths, rows.get(1));
                            Tensor zeros = nodes.of("ZerosLike", next);
                            return List.of(
                                    nodes.of("Select", goesOn, next, h),
                                    nodes.of("Select", goesOn, next, zeros));
                        });
        return List.of(ends.get(1), ends.get(0));
    }

    private Tensor product(Tensor a, Tensor b) {
        return nodes.of("MatMul", a, b);
    }

    private Step rnn() {
        String activation =
                Map.of("tanh", "Tanh", "relu", "Relu").get(op.attrs().text("activation"));
        return (x, h) -> {
            Tensor sum = nodes.of("Add", product(x, inputs.get(2)), product(h, inputs.get(3)));
            return nodes.of(activation, nodes.of("BiasAdd", sum, inputs.get(4)));
        };
    }

    private Step gru() {
        boolean after = op.attrs().flag("reset_after");
        int biases = after ? 4 : 3;
        Tensor[] w = new Tensor[3];
        Tensor[] r = new Tensor[3];
        Tensor[] b = new Tensor[biases];
        for (int k = 0; k < 3; k++) {
            w[k] = split(inputs.get(2), 1, 3, k);
            r[k] = split(inputs.get(3), 1, 3, k);
        }
        for (int k = 0; k < biases; k++) {
            b[k] = split(inputs.get(4), 0, biases, k);
        }
        return (x, h) -> {
            Tensor[] sums = new Tensor[3]; // u r o of the input
            for (int k = 0; k < 3; k++) {
                sums[k] = nodes.of("BiasAdd", product(x, w[k]), b[k]);
            }
            Tensor u = nodes.of("Sigmoid", nodes.of("Add", sums[0], product(h, r[0])));
            Tensor reset = nodes.of("Sigmoid", nodes.of("Add", sums[1], product(h, r[1])));
            Tensor recurrent =
                    after
                            ? nodes.of("Mul", reset, nodes.of("BiasAdd", product(h, r[2]), b[3]))
                            : product(nodes.of("Mul", reset, h), r[2]);
            Tensor o = nodes.of("Tanh", nodes.of("Add", sums[2], recurrent));
            Tensor kept = nodes.of("Mul", u, nodes.of("Sub", h, o));
            return nodes.of("Add", o, kept); // u h + (1 - u) o
        };
    }
}
