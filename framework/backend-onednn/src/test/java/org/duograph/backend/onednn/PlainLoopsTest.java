package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.backend.Backends;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Plain Java loops of the host backend in this backend's memory. */
class PlainLoopsTest {
    @Test
    void whatTheLibraryLacksRunsWhereTheNumbersStandWithoutACopy() {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(2, 3));
        Value y = graph.append("y", OpCatalog.get("Sqr"), Map.of(), x).output(0);
        Map<String, ?> box = Map.of("starts", List.of(0, 1), "ends", List.of(-1, 3));
        Value z = graph.append("z", OpCatalog.get("Slice"), box, y).output(0);
        Value w = graph.append("w", OpCatalog.get("Cube"), Map.of(), z).output(0);
        graph.assign("w", w);
        try (Placement placement = Placement.of(Backends.open(OneDnnBackend.NAME));
                State state = new State()) {
            state.feed("x", NDArray.of(Shape.of(2, 3), 1f, 1, 2, 1, 3, 0));
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                plan.run(0);
                assertThat(plan.toString()).contains("Slice", "java").doesNotContain("Copy");
                assertThat(state.fetch("w").floats()).containsExactly(1, 64, 729, 0);
            }
        }
    }
}
