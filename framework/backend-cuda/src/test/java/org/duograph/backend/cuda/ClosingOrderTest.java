package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.backend.Buffer;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands on a GPU may be closed before the GPU or after it. */
class ClosingOrderTest {
    private static final ArrayType TYPE = ArrayType.float32(3);

    private Map<String, Long> before;

    @BeforeEach
    void count() {
        StandInControl.require();
        before = StandInControl.alive();
    }

    private static Plan run(Placement placement, State state) {
        Graph graph = new Graph("rectified");
        Value x = graph.variable("x", TYPE);
        Value once = graph.append("once", OpCatalog.get("Relu"), Map.of(), x).output(0);
        Value y = graph.append("same", OpCatalog.get("ReluGradX"), Map.of(), once, x).output(0);
        graph.assign("y", y);
        state.feed("x", NDArray.of(TYPE.shape(), 1f, -2, 3));
        Graph compiled = Compiler.compile(graph, placement.target());
        Plan plan = Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT);
        for (int i = 0; i < 3; i++) { // launched one by one, recorded, launched as a graph
            plan.run(i);
        }
        return plan;
    }

    @Test
    void theGpuGivesBackWhatIsClosedAfterIt() {
        State state = new State();
        Placement placement = Placement.of(StandIn.open());
        Plan plan = run(placement, state);
        placement.close();
        assertThat(StandInControl.alive()).isEqualTo(before);
        StandInControl.tell("forget-counts");
        plan.close();
        state.close();
        assertThat(StandInControl.count("calls.cuMemFree")).isZero();
        assertThat(StandInControl.count("calls.cuGraphExecDestroy")).isZero();
        assertThat(StandInControl.alive()).isEqualTo(before);
    }

    @Test
    void anotherBackendOnTheSameGpuKeepsWhatItHas() {
        try (State state = new State();
                Placement stays = Placement.of(StandIn.open())) {
            CudaBackend goes = StandIn.open();
            List<Buffer> buffers = goes.allocate(List.of(1000L, 2000L));
            try (Plan plan = run(stays, state)) {
                Map<String, Long> withBoth = StandInControl.alive();
                goes.close();
                assertThat(StandInControl.alive()).isNotEqualTo(withBoth);
                Map<String, Long> withOne = StandInControl.alive();
                buffers.forEach(Buffer::close);
                assertThat(StandInControl.alive()).isEqualTo(withOne);
                plan.run(3);
                assertThat(state.fetch("y").floats()).containsExactly(1, 0, 3);
            }
        }
        assertThat(StandInControl.alive()).isEqualTo(before);
    }
}
