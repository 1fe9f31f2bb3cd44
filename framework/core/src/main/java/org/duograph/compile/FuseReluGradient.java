package org.duograph.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Pass;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.norm.SpatialBNGrad;
import org.duograph.ops.norm.SpatialBNReluGrad;

/**
 * Makes Relu's gradient, which only a batch normalisation's gradient reads, part of it, which saves
 * a walk through memory. Only where the target has a kernel for both.
 */
public final class FuseReluGradient implements Pass {
    private static final int DY = 4;

    private final Target target;

    /** Fuses where {@code target} offers the fused operator. */
    public FuseReluGradient(Target target) {
        this.target = target;
    }

    @Override
    public Graph apply(Graph graph) {
        Map<Value, List<Node>> readers = Rewriter.readers(graph);
        Set<Value> assigned = Rewriter.assigned(graph);
        Map<Node, Node> masks = new LinkedHashMap<>(); // by the gradient that reads each
        for (Node node : graph.nodes()) {
            if (node.op() == SpatialBNGrad.OP) {
                Value dY = node.input(DY);
                boolean alone = readers.get(dY).size() == 1 && !assigned.contains(dY);
                if (alone && dY.node().op() == Relu.GRAD_X && isOffered(node, dY.node())) {
                    masks.put(node, dY.node());
                }
            }
        }
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            if (masks.containsKey(node)) {
                List<Value> inputs = rewriter.now(inputs(node, masks.get(node)));
                Node both = fuse(rewriter.to(), node, inputs);
                for (int i = 0; i < both.outputs().size(); i++) {
                    rewriter.replace(node.output(i), both.output(i));
                }
            } else if (!masks.containsValue(node)) {
                rewriter.copy(node);
            }
        }
        return rewriter.finish();
    }

    /** The gradient that comes in before it is masked, and the Y that masks it. */
    private static List<Value> inputs(Node gradient, Node mask) {
        List<Value> inputs = new ArrayList<>(gradient.inputs());
        inputs.set(DY, mask.input(1));
        inputs.add(mask.input(0));
        return inputs;
    }

    private static Node fuse(Graph to, Node gradient, List<Value> inputs) {
        return to.append(
                gradient.name(),
                SpatialBNReluGrad.OP,
                gradient.attrs().given(),
                gradient.settings(),
                inputs);
    }

    /** Asks with a node of a graph that is thrown away. */
    private boolean isOffered(Node gradient, Node mask) {
        Graph trial = new Graph("trial");
        List<Value> variables = new ArrayList<>();
        for (Value input : inputs(gradient, mask)) {
            variables.add(trial.variable("x" + variables.size(), input.type()));
        }
        return mask.settings().device().equals(gradient.settings().device())
                && target.offers().test(fuse(trial, gradient, variables));
    }
}
