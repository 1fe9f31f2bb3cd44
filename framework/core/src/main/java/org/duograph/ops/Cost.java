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
        if (node.isSource()) {
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
        long products = productFlops(node);
        return new Cost(products > 0 ? products : largest, read, written);
    }

    /**
     * The floating-point operations of a convolution or a matrix product, or of one of their
     * gradients; 0 for every other operator.
     */
    public static long productFlops(Node node) {
        return switch (node.op().type()) {
            case "Conv", "ConvRelu", "FC", "FCRelu" -> products(node.output(0), node.input(1));
            case "ConvGradX", "FCGradX" -> products(node.input(1), node.input(0));
            case "ConvGradW", "FCGradW" -> products(node.input(1), node.output(0));
            case "ConvTranspose" -> products(node.input(0), node.input(1));
            case "ConvTransposeGradX" -> products(node.output(0), node.input(0));
            case "ConvTransposeGradW" -> products(node.input(0), node.output(0));
            case "MatMul" -> matrixProducts(node, 1);
            case "BatchMatMul" -> {
                Shape y = node.output(0).shape();
                yield matrixProducts(node, y.sizeOf(0, y.rank() - 2));
            }
            default -> 0;
        };
    }

    /** Every number of {@code y} is a sum of as many products as one filter of {@code w} has. */
    private static long products(Value y, Value w) {
        Shape weights = w.shape();
        return 2 * y.shape().size() * (weights.size() / Math.max(weights.dim(0), 1));
    }

    /**
     * Products of M x K and K x N matrices, {@code count} of them. M, N and K themselves hide
     * behind attributes, but the sizes of the three arrays give {@code (M K)(K N)(M N) = (M N
     * K)^2}.
     */
    private static long matrixProducts(Node node, int count) {
        double squared =
                (double) node.input(0).shape().size()
                        * node.input(1).shape().size()
                        * node.output(0).shape().size();
        return 2 * Math.round(Math.sqrt(squared / Math.max(count, 1)));
    }

    /** Both together. */
    public Cost plus(Cost other) {
        return new Cost(
                flops + other.flops,
                bytesRead + other.bytesRead,
                bytesWritten + other.bytesWritten);
    }
}
