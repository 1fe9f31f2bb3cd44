package org.duograph.workspace.net;

import java.util.List;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;

/**
 * Gradients of Add, Sub and Mul. With {@code broadcast} the second input is smaller than the first,
 * and its gradient is summed over the dimensions in which it was repeated.
 */
final class BroadcastGradients {
    private BroadcastGradients() {}

    static void add(OperatorGradient g) {
        g.passTo(0, g.outputGradient(0));
        if (broadcasts(g)) {
            g.add(
                    "SumReduceLike",
                    List.of(g.outputGradient(0), g.input(1)),
                    List.of(g.inputGradient(1)));
        } else {
            g.passTo(1, g.outputGradient(0));
        }
    }

    static void sub(OperatorGradient g) {
        g.passTo(0, g.outputGradient(0));
        g.withoutArguments();
        String db = g.inputGradient(1);
        if (broadcasts(g)) {
            String whole = db + "_autogen_pre_red";
            g.add("Negative", List.of(g.outputGradient(0)), List.of(whole));
            g.add("SumReduceLike", List.of(whole, g.input(1)), List.of(db), alignment(g, false));
        } else {
            g.add("Negative", List.of(g.outputGradient(0)), List.of(db));
        }
    }

    static void mul(OperatorGradient g) {
        String dy = g.outputGradient(0);
        g.withoutArguments();
        if (!broadcasts(g)) {
            g.add("Mul", List.of(dy, g.input(1)), List.of(g.inputGradient(0)));
            g.add("Mul", List.of(dy, g.input(0)), List.of(g.inputGradient(1)));
            return;
        }
        String db = g.inputGradient(1);
        String whole = db + "_autogen_pre_red";
        g.addNamed(
                "mul_grad_1st_op",
                "Mul",
                List.of(dy, g.input(1)),
                g.inputGradient(0),
                List.of(alignment(g, true)));
        g.addNamed("mul_gradient_2nd_op", "Mul", List.of(dy, g.input(0)), whole, List.of());
        g.addNamed(
                "mul_with_broadcast_grad_3",
                "SumReduceLike",
                List.of(whole, g.input(1)),
                db,
                List.of(alignment(g, false)));
    }

    private static boolean broadcasts(OperatorGradient g) {
        return g.args().flag("broadcast", false);
    }

    /** The arguments that say where the second input fits; Caffe2 writes the defaults, too. */
    private static Argument[] alignment(OperatorGradient g, boolean withBroadcast) {
        Argument axis = orElse(g.args().get("axis"), Ops.arg("axis", -1));
        Argument axisText = orElse(g.args().get("axis_str"), Ops.arg("axis_str", ""));
        Argument order = orElse(g.args().get("order"), Ops.arg("order", "NCHW"));
        return withBroadcast
                ? new Argument[] {g.args().get("broadcast"), axis, axisText, order}
                : new Argument[] {axis, axisText, order};
    }

    private static Argument orElse(Argument given, Argument otherwise) {
        return given == null ? otherwise : given;
    }
}
