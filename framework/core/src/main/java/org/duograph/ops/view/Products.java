package org.duograph.ops.view;

import java.util.List;
import java.util.function.ToLongFunction;
import org.duograph.graph.Node;
import org.duograph.graph.Operand;
import org.duograph.graph.Value;
import org.duograph.tensor.Shape;

/**
 * Counts the arithmetic of a layer with weights: every number of one operand is a sum of as many
 * products as each row (each filter) of the other has numbers; a product and its addition are two
 * operations. The operands may be inputs or outputs: of a convolution's three operators they are
 * {@code (Y, W)}, {@code (dY, W)} and {@code (dY, dW)}.
 *
 * @param sums the name of the operand that holds the sums
 * @param rows the name of the operand whose first dimension counts the rows
 */
public record Products(String sums, String rows) implements ToLongFunction<Node> {
    /** The operations of one run of {@code node}. */
    @Override
    public long applyAsLong(Node node) {
        Shape weights = operand(node, rows).shape();
        long perSum = weights.size() / Math.max(weights.dim(0), 1);
        return 2 * operand(node, sums).shape().size() * perSum;
    }

    private static Value operand(Node node, String name) {
        int input = indexOf(node.op().inputs(), name);
        return input >= 0 ? node.input(input) : node.output(indexOf(node.op().outputs(), name));
    }

    private static int indexOf(List<Operand> operands, String name) {
        int i = operands.size() - 1;
        while (i >= 0 && !operands.get(i).name().equals(name)) {
            i--;
        }
        return i;
    }
}
