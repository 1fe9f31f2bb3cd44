package org.duograph.backend.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Sample;
import org.duograph.graph.Unusual;
import org.duograph.graph.Value;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * One operator with attributes and inputs to draw.
 *
 * @param op the operator
 * @param sample attributes and inputs
 * @param change what is changed in the inputs, or null
 */
record Case(OpDef op, Sample sample, Change change) {
    private static final long SEED = 17;

    /** A case of ordinary numbers. */
    Case(OpDef op, Sample sample) {
        this(op, sample, null);
    }

    private static final double[] SPECIALS = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        8 * Float.MIN_VALUE, // denormal
        0.0,
        -0.0
    };

    /** What is changed in the inputs when they have been drawn. */
    sealed interface Change {
        /** Changes them. */
        void apply(List<NDArray> inputs);
    }

    /**
     * A number stands among the ordinary ones.
     *
     * @param number the number
     * @param input the input in which it stands, first and in the middle
     */
    private record Planted(double number, int input) implements Change {
        @Override
        public void apply(List<NDArray> inputs) {
            NDArray array = inputs.get(input);
            array.set(0, number);
            array.set(array.size() / 2, number);
        }

        @Override
        public String toString() {
            return number + " in input " + input;
        }
    }

    /** The whole numbers of the first input are such that no double holds them. */
    private record BeyondDouble() implements Change {
        @Override
        public void apply(List<NDArray> inputs) {
            NDArray array = inputs.get(0);
            for (int i = 0; i < array.size(); i++) {
                array.setWhole(i, array.getWhole(i) + (1L << 53) + i);
            }
        }

        @Override
        public String toString() {
            return "beyond double in input 0";
        }
    }

    /** The same case with whole numbers that no double holds, if the operator takes such. */
    Optional<Case> withWholes() {
        List<Sample.Input> wholes = sample.inputs().stream().map(i -> i.with(DType.INT64)).toList();
        boolean real = sample.inputs().stream().allMatch(i -> i.type().dtype().isFloating());
        Case c = new Case(op, new Sample(sample.attrs(), wholes), new BeyondDouble());
        return real && !wholes.isEmpty() && c.isComputable() ? Optional.of(c) : Optional.empty();
    }

    /**
     * The same case with each of the numbers that kernels get wrong, in each of its inputs; without
     * those at which the operator's definition lets backends differ.
     */
    List<Case> withSpecials() {
        List<Case> all = new ArrayList<>();
        for (int i = 0; i < sample.inputs().size(); i++) {
            Sample.Input input = sample.inputs().get(i);
            if (input.type().dtype().isFloating() && input.type().shape().size() > 0) {
                for (double number : SPECIALS) {
                    Case c = new Case(op, sample, new Planted(number, i));
                    if (!op.mayDiffer().contains(Unusual.of(number)) && c.isComputable()) {
                        all.add(c);
                    }
                }
            }
        }
        return all;
    }

    /** Whether the reference takes these inputs: places, labels, probabilities can't be any. */
    boolean isComputable() {
        try {
            reference();
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    /** The inputs; the same each time. */
    List<NDArray> draw() {
        List<NDArray> inputs = sample.draw(SEED);
        if (change != null) {
            change.apply(inputs);
        }
        return inputs;
    }

    /** A graph of variables {@code in0}, {@code in1}, ... and the node that reads them. */
    Node node() {
        return appendTo(new Graph("contract"));
    }

    /** Appends variables {@code in0}, {@code in1}, ... and the node that reads them. */
    Node appendTo(Graph graph) {
        List<Value> inputs = new ArrayList<>();
        for (Sample.Input input : sample.inputs()) {
            inputs.add(graph.variable("in" + inputs.size(), input.type()));
        }
        return graph.append(op.type(), op, sample.attrs(), inputs.toArray(Value[]::new));
    }

    /** What the reference kernel computes. */
    List<NDArray> reference() {
        return ReferenceCall.run(op, sample.attrs(), draw());
    }

    /** For example {@code Conv {kernel=3} [float32 2x3x6x5, float32 4x3x3x3]}. */
    @Override
    public String toString() {
        Map<String, ?> attrs = new TreeMap<>(sample.attrs());
        return op.type()
                + " "
                + attrs
                + " "
                + sample.inputs().stream().map(i -> i.type()).toList()
                + (change == null ? "" : " " + change);
    }
}
