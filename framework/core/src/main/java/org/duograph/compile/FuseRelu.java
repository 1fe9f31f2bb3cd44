package org.duograph.compile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Pass;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.activation.Relu;

/**
 * Makes a layer followed by Relu into one node, where its operator names one ({@link
 * OpDef#withRelu}), as Conv names {@code ConvRelu} and FC {@code FCRelu}: the numbers are cut off
 * at zero while they are still in the processor's registers, which saves a walk through memory.
 *
 * <p>Only where nothing else reads the numbers before Relu, where Relu may run where the layer
 * does, and where the target has such a kernel. Relu's gradient reads Y, so training nets are fused
 * too.
 */
public final class FuseRelu implements Pass {
    private final Target target;

    /** Fuses where {@code target} offers the fused operator. */
    public FuseRelu(Target target) {
        this.target = target;
    }

    @Override
    public Graph apply(Graph graph) {
        Map<Value, List<Node>> readers = Rewriter.readers(graph);
        Set<Value> assigned = Rewriter.assigned(graph);
        Set<Node> fused = new LinkedHashSet<>();
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            Node relu = onlyReaderIfRelu(node, assigned, readers);
            if (relu != null && isOffered(node, relu)) {
                Node both = fuse(rewriter.to(), node, relu, rewriter.now(node.inputs()));
                rewriter.replace(relu.output(0), both.output(0));
                for (int i = 1; i < node.outputs().size(); i++) {
                    rewriter.replace(node.output(i), both.output(i));
                }
                fused.add(relu);
            } else if (!fused.contains(node)) {
                rewriter.copy(node);
            }
        }
        return rewriter.finish();
    }

    private static Node fuse(Graph to, Node node, Node relu, List<Value> inputs) {
        OpDef op = OpCatalog.get(node.op().withRelu());
        return to.append(relu.name(), op, node.attrs().given(), node.settings(), inputs);
    }

    /** Asks with a node of a graph that is thrown away. */
    private boolean isOffered(Node node, Node relu) {
        Graph trial = new Graph("trial");
        List<Value> inputs = new ArrayList<>();
        for (Value input : node.inputs()) {
            inputs.add(trial.variable("x" + inputs.size(), input.type()));
        }
        return target.offers().test(fuse(trial, node, relu, inputs));
    }

    private static Node onlyReaderIfRelu(
            Node node, Set<Value> assigned, Map<Value, List<Node>> readers) {
        if (node.op().withRelu().isEmpty()) {
            return null;
        }
        Value y = node.output(0);
        List<Node> reading = readers.getOrDefault(y, List.of());
        boolean once = reading.size() == 1 && !assigned.contains(y);
        return once && reading.get(0).op() == Relu.OP && mayJoin(node, reading.get(0))
                ? reading.get(0)
                : null;
    }

    /** Whether Relu wishes for no other device than the one on which the layer's wish is. */
    private static boolean mayJoin(Node node, Node relu) {
        Device wish = relu.settings().device();
        return wish.isAny() || wish.equals(node.settings().device());
    }
}
