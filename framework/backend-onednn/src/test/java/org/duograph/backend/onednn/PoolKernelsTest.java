package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.backend.Backends;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.pool.MaxPool;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What max pooling saves for its gradient. */
class PoolKernelsTest {
    private final long before = OneDnnBackend.liveResources();
    private final Graph graph = new Graph("net");
    private final Value x = graph.variable("x", ArrayType.float32(2, 3, 4, 4));
    private final Node pool = graph.append("pool", MaxPool.OP, Map.of("kernel", 2, "stride", 2), x);

    @AfterEach
    void nothingIsLeft() {
        assertThat(OneDnnBackend.liveResources()).isEqualTo(before);
    }

    private String plan() {
        try (Placement placement = Placement.of(Backends.open(OneDnnBackend.NAME));
                State state = new State();
                Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
            return plan.toString();
        }
    }

    @Test
    void theGradientReadsItAsItStands() {
        Value dY = graph.variable("dY", ArrayType.float32(2, 3, 2, 2));
        Map<String, ?> window = pool.attrs().given();
        graph.assign(
                "dX", graph.append("dX", MaxPool.GRAD_X, window, pool.output(1), dY, x).output(0));
        assertThat(plan()).contains("opaque");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Copy", "Flatten", "FlattenToVec", "Reshape"})
    void othersAreToldToTakeAnotherOperator(String type) {
        Map<String, ?> attrs = type.equals("Reshape") ? Map.of("shape", List.of(-1)) : Map.of();
        Node reader = graph.append("reader", OpCatalog.get(type), attrs, pool.output(1));
        graph.assign("cells", reader.output(0));
        assertThatThrownBy(this::plan)
                .hasMessageContaining("reader")
                .hasMessageContaining("only MaxPoolGradX reads")
                .hasMessageContaining("take MaxPoolWithIndex");
    }
}
