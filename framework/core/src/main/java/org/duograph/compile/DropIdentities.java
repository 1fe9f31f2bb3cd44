package org.duograph.compile;

import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Pass;
import org.duograph.graph.Value;

/**
 * Drops nodes that hand on their input unchanged, as their operators say: copies, dropout at test
 * time, casts to the same type, sums of one. Their readers read the input instead; values are never
 * overwritten, so nobody can tell.
 */
public final class DropIdentities implements Pass {
    @Override
    public Graph apply(Graph graph) {
        Rewriter rewriter = new Rewriter(graph);
        Set<Value> needed = Rewriter.needed(graph);
        for (Node node : graph.nodes()) {
            if (node.op().isIdentity(node)) {
                rewriter.replace(node.output(0), rewriter.now(node.input(0)));
                keepOtherOutputs(node, needed, rewriter);
            } else {
                rewriter.copy(node);
            }
        }
        return rewriter.finish();
    }

    /** Where something does read a second output (dropout's mask), the node stays for its sake. */
    private static void keepOtherOutputs(Node node, Set<Value> needed, Rewriter rewriter) {
        if (node.outputs().stream().skip(1).anyMatch(needed::contains)) {
            var input = rewriter.now(node.input(0));
            rewriter.copy(node);
            rewriter.replace(node.output(0), input);
        }
    }
}
