package org.duograph.compile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Pass;

/**
 * Where nodes wish for several devices, lets each device go on as long as it can before another's
 * turn comes: devices wait for each other wherever work goes over from one to the other, and so
 * that is to happen seldom.
 *
 * <p>A net that learns on two devices becomes four parts, whatever its layers: forward and backward
 * on the first; the same on the second, which need not wait for the first; the sums of all
 * gradients and the first device's updates; the second's updates.
 *
 * <p>Among nodes of one device, and among those with an effect, the order stays.
 */
public final class GroupByDevice implements Pass {
    @Override
    public Graph apply(Graph graph) {
        long devices = graph.nodes().stream().map(GroupByDevice::wish).distinct().count();
        if (devices <= 2) { // one of them is that of variables, which wish for none
            return graph;
        }
        List<Node> left = new ArrayList<>(graph.nodes());
        Set<Node> done = new LinkedHashSet<>();
        take(left, done, Node::isSource);
        while (!left.isEmpty()) {
            Device turn = wish(left.get(0)); // the first is always ready: nodes are in order
            take(left, done, node -> wish(node).equals(turn));
        }
        Rewriter rewriter = new Rewriter(graph);
        done.forEach(rewriter::copy);
        return rewriter.finish();
    }

    private static Device wish(Node node) {
        return node.settings().device();
    }

    /**
     * Takes those that are chosen and ready, in order; none before one whose effect comes first.
     */
    private static void take(List<Node> left, Set<Node> done, Predicate<Node> chosen) {
        List<Node> stay = new ArrayList<>();
        boolean effectLeft = false;
        for (Node node : left) {
            boolean inputsDone =
                    node.inputs().stream().allMatch(input -> done.contains(input.node()));
            boolean inTurn = !node.hasEffect() || !effectLeft;
            if (chosen.test(node) && inputsDone && inTurn) {
                done.add(node);
            } else {
                stay.add(node);
                effectLeft |= node.hasEffect();
            }
        }
        left.clear();
        left.addAll(stay);
    }
}
