package org.duograph.compile;

import java.util.List;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Operand;
import org.duograph.graph.Pass;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Value;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.NDArray;

/**
 * Computes at compile time, once, what is the same in every run: nodes that read only constants,
 * and those whose results follow from the types of what they read.
 *
 * <p>Nodes that {@link Node#isComputableAhead} refuses are left alone: more results would make the
 * graph big for little gain, and what takes long is faster in a plan. But transposes of constants
 * take the place of these, however many numbers they are: frozen weights.
 */
public final class FoldConstants implements Pass {
    @Override
    public Graph apply(Graph graph) {
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            NDArray foreseen =
                    node.outputs().size() == 1 ? node.op().foreseen(node.output(0)) : null;
            if (foreseen != null) {
                String name = node.output(0).name();
                rewriter.replace(node.output(0), rewriter.to().constant(name, foreseen));
            } else if (canFold(node, rewriter)) {
                List<NDArray> inputs =
                        rewriter.now(node.inputs()).stream().map(v -> v.node().constant()).toList();
                List<NDArray> outputs = ReferenceCall.run(node.op(), node.attrs().given(), inputs);
                for (int i = 0; i < outputs.size(); i++) {
                    String name = node.output(i).name();
                    rewriter.replace(node.output(i), rewriter.to().constant(name, outputs.get(i)));
                }
            } else {
                rewriter.copy(node);
            }
        }
        return rewriter.finish();
    }

    private static boolean canFold(Node node, Rewriter rewriter) {
        return (node.isComputableAhead() || Transpose.order(node) != null)
                && rewriter.now(node.inputs()).stream().allMatch(v -> v.node().isConstant())
                && node.outputs().stream().noneMatch(FoldConstants::isSaved);
    }

    /** A saved output has a form of the backend's own, which the reference kernel can't make. */
    private static boolean isSaved(Value v) {
        return v.node().op().output(v.index()).kind() == Operand.Kind.SAVED;
    }
}
