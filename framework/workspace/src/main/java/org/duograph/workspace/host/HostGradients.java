package org.duograph.workspace.host;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.OperatorDef;

/**
 * How nets write the gradient of a host operator that has one: an operator of the same arguments,
 * called like it with {@code Gradient} behind. It reads the operator's inputs, its outputs and the
 * gradients of these, and writes the gradients of the inputs that learn.
 */
public final class HostGradients {
    private static final String INPUTS = "forward_inputs";
    private static final String LEARNING = "gradients_of";

    private HostGradients() {}

    /** The type of the gradient operator. */
    public static String type(String forward) {
        return forward + "Gradient";
    }

    /** The arguments that the gradient operator has besides those of the operator forward. */
    public static List<Argument> arguments(OperatorDef forward, List<Integer> learning) {
        return List.of(
                Ops.arg(INPUTS, forward.getInputCount()),
                Ops.arg(LEARNING, learning(forward, learning)));
    }

    /** The inputs that learn: those that were named, or all. */
    public static List<Integer> learning(OperatorDef forward, List<Integer> named) {
        return named.isEmpty()
                ? IntStream.range(0, forward.getInputCount()).boxed().toList()
                : named;
    }

    /** The number of the forward operator's inputs, of a gradient operator. */
    static int inputs(OperatorDef gradient) {
        return Args.of(gradient).i(INPUTS, 0);
    }

    /** The inputs of the forward operator whose gradients a gradient operator writes, in order. */
    static List<Integer> learning(OperatorDef gradient) {
        return Arrays.stream(Args.of(gradient).ints(LEARNING)).mapToObj(i -> (int) i).toList();
    }
}
