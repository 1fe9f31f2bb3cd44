package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Arrival;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Runs that are not waited for: what is fed, read and run keeps its order. */
class AsynchronyTest {
    private static final ArrayType TYPE = new ArrayType(DType.FLOAT32, Shape.of(3));

    /** Reads x, and assigns relu(x) to y, by two kernels, so that there is something to join. */
    private static Graph rectified() {
        Graph graph = new Graph("rectified");
        Value x = graph.variable("x", TYPE);
        Value once = graph.append("once", OpCatalog.get("Relu"), Map.of(), x).output(0);
        Value y = graph.append("same", OpCatalog.get("ReluGradX"), Map.of(), once, x).output(0);
        graph.assign("y", y);
        return graph;
    }

    @Test
    void whatIsReadLaterIsOfTheRunAfterWhichItWasAskedFor() {
        try (Placement placement = Placement.of(StandIn.open());
                State state = new State()) {
            state.feed("x", NDArray.of(TYPE.shape(), 0f, 0, 0));
            Graph graph = Compiler.compile(rectified(), placement.target());
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                List<Arrival<NDArray>> late = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    state.feed("x", NDArray.of(TYPE.shape(), i, -i, 2f * i));
                    plan.run(i);
                    late.add(state.fetchLater("y"));
                }
                for (int i = 0; i < late.size(); i++) {
                    assertThat(late.get(i).isThere()).isFalse();
                    assertThat(late.get(i).await().floats()).containsExactly(i, 0, 2 * i);
                }
                assertThat(plan.toString()).contains("one CUDA graph of 2 nodes");
            }
        }
    }
}
