package org.duograph.workspace.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.duograph.workspace.proto.OperatorDef;

/** How Caffe2 writes the gradient of a RecurrentNetwork. */
final class RecurrentGradient {
    private RecurrentGradient() {}

    /**
     * One operator: it reads the gradients of the outputs that {@code outputs_with_grads} names,
     * all inputs and all outputs; it writes the gradients of the sequence, of the parameters that
     * {@code param} names, and of the first states.
     */
    static void write(OperatorGradient g) {
        OperatorDef op = g.forward();
        long[] given = g.args().ints("outputs_with_grads");
        if (given.length == 0) {
            throw new IllegalArgumentException(
                    "it has no gradient: its argument outputs_with_grads names no output (was it written forward_only?)");
        }
        for (int i = 0; i < op.getOutputCount(); i++) {
            int output = i;
            boolean named = Arrays.stream(given).anyMatch(k -> k == output);
            if (!named && g.outputGradients().get(i) != null) {
                throw new IllegalArgumentException(
                        "its output %d, \"%s\", has a gradient, but outputs_with_grads names only %s; name it too, or put a StopGradient behind it"
                                .formatted(i, op.getOutput(i), Arrays.toString(given)));
            }
        }
        List<String> read = new ArrayList<>();
        for (long i : given) {
            read.add(g.outputGradient(Math.toIntExact(i)));
        }
        for (int i = 0; i < op.getInputCount(); i++) {
            read.add(g.input(i));
        }
        for (int i = 0; i < op.getOutputCount(); i++) {
            read.add(g.output(i));
        }
        Set<String> written = new LinkedHashSet<>(Set.of(g.inputGradient(0)));
        for (long i : g.args().ints("param")) {
            written.add(g.inputGradient(Math.toIntExact(i)));
        }
        for (long i : g.args().ints("initial_recurrent_state_ids")) {
            written.add(g.inputGradient(Math.toIntExact(i)));
        }
        if (written.size()
                < 1
                        + g.args().ints("param").length
                        + g.args().ints("initial_recurrent_state_ids").length) {
            throw new IllegalArgumentException(
                    "one blob is several of its inputs, whose gradients would have one name; give it a Copy for each");
        }
        g.add("RecurrentNetworkGradient", read, List.copyOf(written));
    }
}
