package org.duograph.ops;

import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;

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
     * The cost of a node: the operations that its definition counts ({@link OpDef#flops}), or else
     * one for each number of its largest operand.
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
        long counted = node.op().flops(node);
        return new Cost(counted > 0 ? counted : largest, read, written);
    }

    /** Both together. */
    public Cost plus(Cost other) {
        return new Cost(
                flops + other.flops,
                bytesRead + other.bytesRead,
                bytesWritten + other.bytesWritten);
    }
}
