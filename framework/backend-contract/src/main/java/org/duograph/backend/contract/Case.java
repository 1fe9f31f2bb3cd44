package org.duograph.backend.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.tensor.NDArray;

/**
 * One operator with attributes and inputs to draw.
 *
 * @param op the operator
 * @param sample attributes and inputs
 */
record Case(OpDef op, Sample sample) {
    private static final long SEED = 17;

    /** The inputs; the same each time. */
    List<NDArray> draw() {
        List<Sample.Input> inputs = sample.inputs();
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> inputs.get(i).draw(SEED, i))
                .toList();
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
        Map<String, ?> attrs = new java.util.TreeMap<>(sample.attrs());
        return op.type() + " " + attrs + " " + sample.inputs().stream().map(i -> i.type()).toList();
    }
}
