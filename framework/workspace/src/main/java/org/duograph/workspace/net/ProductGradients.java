package org.duograph.workspace.net;

import java.util.ArrayList;
import java.util.List;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;

/**
 * Gradients of matrix products, which are matrix products again.
 *
 * <p>With Y = AB and G the gradient of Y, those of A and B are GB' and A'G; where the forward
 * product transposes one of its factors, the gradient of that factor is transposed as a whole.
 */
final class ProductGradients {
    private ProductGradients() {}

    /** A factor of a product: a blob, whether it is transposed, and the axis that splits it. */
    private record Factor(String blob, boolean transposed, int axis) {}

    /** Caffe2 also hands MatMul the blob whose shape the gradient takes. */
    static void matMul(OperatorGradient g) {
        write(g, g.args().i("axis_a", 1), g.args().i("axis_b", 1));
    }

    static void batchMatMul(OperatorGradient g) {
        if (g.args().flag("broadcast", false)) {
            throw new IllegalArgumentException("BatchMatMul with broadcast has no gradient");
        }
        write(g, -1, -1);
    }

    private static void write(OperatorGradient g, int axisA, int axisB) {
        boolean transA = g.args().flag("trans_a", false);
        boolean transB = g.args().flag("trans_b", false);
        String dy = g.outputGradient(0);
        Factor straight = new Factor(dy, false, -1);
        Factor turned = new Factor(dy, true, -1);
        g.withoutArguments();
        product(
                g,
                0,
                transA ? new Factor(g.input(1), transB, axisB) : straight,
                transA ? turned : new Factor(g.input(1), !transB, axisB));
        product(
                g,
                1,
                transB ? turned : new Factor(g.input(0), !transA, axisA),
                transB ? new Factor(g.input(0), transA, axisA) : straight);
    }

    /** Writes the gradient of input {@code i} as the product of two factors. */
    private static void product(OperatorGradient g, int i, Factor left, Factor right) {
        List<Argument> args = new ArrayList<>();
        if (left.transposed) {
            args.add(Ops.arg("trans_a", 1));
        }
        if (right.transposed) {
            args.add(Ops.arg("trans_b", 1));
        }
        if (left.axis >= 0) {
            args.add(Ops.arg("axis_a", left.axis));
        }
        if (right.axis >= 0) {
            args.add(Ops.arg("axis_b", right.axis));
        }
        String type = g.forward().getType();
        List<String> read = new ArrayList<>(List.of(left.blob, right.blob));
        if (type.equals("MatMul")) {
            read.add(g.input(i));
        }
        g.add(type, read, List.of(g.inputGradient(i)), args.toArray(Argument[]::new));
    }
}
