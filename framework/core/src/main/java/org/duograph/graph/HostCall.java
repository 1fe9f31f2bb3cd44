package org.duograph.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.duograph.tensor.NDArray;

/** One run of a host operator's code: hands it its inputs, and sees that it fills its outputs. */
public final class HostCall implements HostCode.Call {
    /** Where the numbers of an output go. */
    @FunctionalInterface
    public interface Outputs {
        /** Takes the numbers of output {@code i}; they are copied, or belong to it from now on. */
        void put(int i, NDArray numbers);
    }

    private final Node node;
    private final IntFunction<NDArray> inputs;
    private final Outputs outputs;
    private final Surroundings around;
    private final boolean[] given;

    private HostCall(Node node, IntFunction<NDArray> inputs, Outputs outputs, Surroundings around) {
        this.node = node;
        this.inputs = inputs;
        this.outputs = outputs;
        this.around = around;
        this.given = new boolean[node.outputs().size()];
    }

    /**
     * Runs the code once.
     *
     * @param node the node of a host operator, for which the code was prepared
     * @param inputs copies the numbers of an input
     * @param outputs takes the numbers of the outputs
     * @throws UncheckedIOException if the world outside refuses
     * @throws IllegalStateException if the code leaves an output without numbers
     */
    public static void run(
            Node node,
            HostCode code,
            IntFunction<NDArray> inputs,
            Outputs outputs,
            Surroundings around) {
        HostCall call = new HostCall(node, inputs, outputs, around);
        try {
            code.run(call);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        for (int i = 0; i < call.given.length; i++) {
            if (!call.given[i]) {
                throw new IllegalStateException(
                        "its output %d (%s) was not given any numbers"
                                .formatted(i, node.output(i).type()));
            }
        }
    }

    /** Runs a node on host arrays and returns those of its outputs. */
    public static List<NDArray> run(Node node, List<NDArray> inputs, Surroundings around) {
        NDArray[] outputs = new NDArray[node.outputs().size()];
        HostCode code = node.op().hostCode(node);
        run(node, code, i -> inputs.get(i).copy(), (i, a) -> outputs[i] = a.copy(), around);
        return new ArrayList<>(Arrays.asList(outputs));
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public NDArray input(int i) {
        if (node.op().isShapeOnly(i)) {
            throw new IllegalArgumentException(
                    "of %s only the shape is used".formatted(node.op().inputName(i)));
        }
        return inputs.apply(i);
    }

    @Override
    public void output(int i, NDArray numbers) {
        if (!numbers.type().equals(node.output(i).type())) {
            throw new IllegalArgumentException(
                    "its output %d was planned as %s, but it gives %s"
                            .formatted(i, node.output(i).type(), numbers.type()));
        }
        if (given[i]) {
            throw new IllegalStateException(
                    "its output %d (%s) was given numbers twice"
                            .formatted(i, node.output(i).type()));
        }
        outputs.put(i, numbers);
        given[i] = true;
    }

    @Override
    public <T extends Surroundings> T around(Class<T> type) {
        return around.as(type, node);
    }
}
