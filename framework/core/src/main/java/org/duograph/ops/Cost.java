package org.duograph.ops;

import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.tensor.Shape;

/**
 * What one run of a node costs: arithmetic and memory traffic.
 *
 * @param flops floating-point operations, a multiplication and an addition counted as two
 * @param bytesRead bytes of the inputs
 * @param bytesWritten bytes of the outputs
 */
public record Cost(long flops, long bytesRead, long bytesWritten) {
    /** No cost. */
    public static final Cost NONE = new Cost(0, 0, 0);

    /**
     * The cost of a node. Convolutions and matrix products count every multiplication; other
     * operators count one operation per element of their largest operand.
     */
    public static Cost of(Node node) {
        if (node.isVariable() || node.isConstant()) {
            return NONE;
        }
        long read = 0;
        long largest = 0;
        for (int i = 0; i < node.inputs().size(); i++) {
            if (!node.op().isShapeOnly(i)) {
                read += node.input(i).type().bytes();
                largest = Math.max(largest, node.input(i).shape().size());
            }
        }
        long written = 0;
        for (Value output : node.outputs()) {
            written += output.type().bytes();
            largest = Math.max(largest, output.shape().size());
        }
        long flops =
                switch (node.op().type()) {
                    case "Conv", "ConvRelu" -> products(node.output(0), node.input(1));
                    case "ConvGradX" -> products(node.input(1), node.input(0));
                    case "ConvGradW" -> products(node.input(1), node.output(0));
                    case "FC", "FCRelu" -> products(node.output(0), node.input(1));
                    case "FCGradX" -> products(node.input(1), node.input(0));
                    case "FCGradW" -> products(node.input(1), node.output(0));
                    default -> largest;
                };
        return new Cost(flops, read, written);
    }

    /** Every number of {@code y} is a sum of as many products as one filter of {@code w} has. */
    private static long products(Value y, Value w) {
        Shape weights = w.shape();
        return 2 * y.shape().size() * (weights.size() / weights.dim(0));
    }

    /** Both together. */
    public Cost plus(Cost other) {
        return new Cost(
                flops + other.flops,
                bytesRead + other.bytesRead,
                bytesWritten + other.bytesWritten);
    }
}
