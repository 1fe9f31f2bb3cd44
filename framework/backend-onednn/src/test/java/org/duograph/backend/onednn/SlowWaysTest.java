package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.duograph.backend.Backends;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.loss.SoftmaxWithLoss;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What plans report as slow on this backend. */
class SlowWaysTest {
    private static String planOfLoss(int rows, int classes) {
        Graph graph = new Graph("loss");
        Value x = graph.variable("x", ArrayType.float32(rows, classes));
        Value r = graph.append("r", Relu.OP, Map.of(), x).output(0);
        Value t = graph.variable("t", new ArrayType(DType.INT32, Shape.of(rows)));
        graph.assign("y", graph.append("y", SoftmaxWithLoss.OP, Map.of(), r, t).output(1));
        try (Placement placement = Placement.of(Backends.open(OneDnnBackend.NAME));
                State state = new State();
                Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
            return plan.toString();
        }
    }

    @Test
    void javaLoopsOverMuchMemoryAreReported() {
        assertThat(planOfLoss(4096, 100))
                .endsWith("slow: step 1 (SoftmaxWithLoss) runs java on onednn%n".formatted());
    }

    @Test
    void javaLoopsOverLittleMemoryAndGeneratedCodeAreNot() {
        assertThat(planOfLoss(64, 10)).doesNotContain("slow");
    }
}
