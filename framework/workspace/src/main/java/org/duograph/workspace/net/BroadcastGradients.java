package org.duograph.workspace.net;

import java.util.List;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;

/**
 * Gradients of Add, Sub and Mul. With {@code broadcast} the second input is smaller than the first,
 * and its gradient is summed over the dimensions in which it was repeated. Without it Caffe2's
 * operators take operands of one shape; where the shapes are known to differ, each gradient is
 * summed to its operand's.
 */
final class BroadcastGradients {
    private BroadcastGradients() {}

    static void add(OperatorGradient g) {
        if (broadcasts(g)) {
            g.passTo(0, g.outputGradient(0));
            g.add(
                    "SumReduceLike",
                    List.of(g.outputGradient(0), g.input(1)),
                    List.of(g.inputGradient(1)));
        } else {
            passTo(g, 0);
            passTo(g, 1);
        }
    }

    static void sub(OperatorGradient g) {
        g.withoutArguments();
        if (broadcasts(g)) {
            g.passTo(0, g.outputGradient(0));
            String db = g.inputGradient(1);
            String whole = db + "_autogen_pre_red";
            g.add("Negative", List.of(g.outputGradient(0)), List.of(whole));
            g.add("SumReduceLike", List.of(whole, g.input(1)), List.of(db), alignment(g, false));
        } else {
            passTo(g, 0);
            summed(g, 1, "Negative", g.outputGradient(0));
        }
    }

    static void mul(OperatorGradient g) {
        String dy = g.outputGradient(0);
        g.withoutArguments();
        if (!broadcasts(g)) {
            summed(g, 0, "Mul", dy, g.input(1));
            summed(g, 1, "Mul", dy, g.input(0));
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

    /** The gradient of the output is that of operand {@code i}, summed where it was stretched. */
    private static void passTo(OperatorGradient g, int i) {
        if (g.isStretched(i)) {
            List<String> read = List.of(g.outputGradient(0), g.input(i));
            g.withoutArguments().add("SumReduceLike", read, List.of(g.inputGradient(i)));
        } else {
            g.passTo(i, g.outputGradient(0));
        }
    }

    /** Operator {@code type} gives the gradient of operand {@code i}, summed if need be. */
    private static void summed(OperatorGradient g, int i, String type, String... read) {
        String gradient = g.inputGradient(i);
        if (g.isStretched(i)) {
            String whole = gradient + "_autogen_pre_red";
            g.add(type, List.of(read), List.of(whole));
            g.add("SumReduceLike", List.of(whole, g.input(i)), List.of(gradient));
        } else {
            g.add(type, List.of(read), List.of(gradient));
        }
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
