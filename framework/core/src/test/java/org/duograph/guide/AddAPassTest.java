package org.duograph.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.duograph.compile.Rewriter;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Pass;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.junit.jupiter.api.Test;

/** Rehearses what CONTRIBUTING.md says of adding a pass. */
class AddAPassTest {

    // tag::pass[]
    /**
     * Drops a Relu that follows a Relu: max(max(x, 0), 0) = max(x, 0). One file in {@code compile}.
     */
    static final class DropRepeatedRelu implements Pass {
        @Override
        public Graph apply(Graph graph) {
            Rewriter rewriter = new Rewriter(graph);
            for (Node node : graph.nodes()) {
                if (isRelu(node) && isRelu(node.input(0).node())) {
                    rewriter.replace(node.output(0), rewriter.now(node.input(0)));
                } else {
                    rewriter.copy(node);
                }
            }
            return rewriter.finish();
        }

        private static boolean isRelu(Node node) {
            return node.op().type().equals("Relu");
        }
    }

    // end::pass[]

    @Test
    void theSecondReluGoes() {
        Graph graph = new Graph("rehearsal");
        Value x = graph.variable("x", ArrayType.float32(2));
        Value y = graph.append("y", OpCatalog.get("Relu"), Map.of(), x).output(0);
        Value z = graph.append("z", OpCatalog.get("Relu"), Map.of(), y).output(0);
        graph.assign("z", z);
        Graph rewritten = new DropRepeatedRelu().apply(graph);
        assertThat(rewritten.nodes()).extracting(Node::name).containsExactly("x", "y");
        assertThat(rewritten.assigns().get("z").name()).isEqualTo("y");
        assertThat(graph.nodes()).as("the old graph is left as it is").hasSize(3);
    }
}
