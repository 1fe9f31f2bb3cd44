package org.duograph.compile;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Pass;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.pool.MaxPool;

/**
 * Where a max pooling follows a Relu, lets the gradient pass the Relu while it is still pooled, and
 * only then the pooling: a quarter of the numbers for windows of 2 x 2.
 *
 * <pre>
 * dX = where Y &gt; 0 take unpool(dP)   becomes   dX = unpool(where P &gt; 0 take dP)
 * </pre>
 *
 * <p>The same numbers, to the bit: a gradient goes only to the cell that held the maximum P, and
 * there Y is P. Nothing reads Y any more after the pooling, so its memory, the largest of a net, is
 * free again at once.
 */
public final class MaskPooledGradients implements Pass {
    @Override
    public Graph apply(Graph graph) {
        Map<Value, List<Node>> readers = Rewriter.readers(graph);
        Set<Value> assigned = Rewriter.assigned(graph);
        Map<Node, Node> maskOf = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            Node mask = onlyReaderThatMasks(node, assigned, readers);
            if (mask != null) {
                maskOf.put(node, mask);
            }
        }
        Set<Node> masks = new LinkedHashSet<>(maskOf.values());
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            if (maskOf.containsKey(node)) {
                swap(rewriter, node, maskOf.get(node));
            } else if (!masks.contains(node)) {
                rewriter.copy(node);
            }
        }
        return rewriter.finish();
    }

    private static void swap(Rewriter rewriter, Node unpool, Node mask) {
        Value pooled = unpool.input(0).node().output(0);
        Value masked =
                rewriter.to()
                        .append(
                                unpool.name(),
                                mask.op(),
                                mask.attrs().given(),
                                mask.settings(),
                                List.of(rewriter.now(pooled), rewriter.now(unpool.input(1))))
                        .output(0);
        Value result =
                rewriter.to()
                        .append(
                                mask.name(),
                                unpool.op(),
                                unpool.attrs().given(),
                                unpool.settings(),
                                List.of(
                                        rewriter.now(unpool.input(0)),
                                        masked,
                                        rewriter.now(unpool.input(2))))
                        .output(0);
        rewriter.replace(mask.output(0), result);
    }

    /** The ReluGradX by the pooling's input that alone reads this MaxPoolGradX, or null. */
    private static Node onlyReaderThatMasks(
            Node unpool, Set<Value> assigned, Map<Value, List<Node>> readers) {
        if (unpool.op() != MaxPool.GRAD_X) {
            return null;
        }
        Value dY = unpool.output(0);
        List<Node> reading = readers.getOrDefault(dY, List.of());
        if (reading.size() != 1 || assigned.contains(dY)) {
            return null;
        }
        Node mask = reading.get(0);
        Node pool = unpool.input(0).node();
        boolean masksWhatWasPooled =
                mask.op() == Relu.GRAD_X
                        && mask.input(1).equals(dY)
                        && pool.op() == MaxPool.OP
                        && pool.input(0).equals(mask.input(0));
        return masksWhatWasPooled ? mask : null;
    }
}
