package org.duograph.backend.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backends;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
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

/** What kernels need they make when they are bound. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int RUNS = 1000;

    /** Bytes of the view through which the number of a run is written. */
    private static final long A_VIEW = 64;

    private final Graph graph = new Graph("net");

    private void keep(String type, Map<String, ?> attrs, Value... inputs) {
        Node node = graph.append(type, OpCatalog.get(type), attrs, inputs);
        graph.assign(type + "_result", node.output(0));
    }

    private long allocatedPerRun() {
        try (Placement placement = Placement.of(Backends.open(HostBackend.NAME));
                State state = new State()) {
            graph.variables().forEach((name, v) -> state.feed(name, NDArray.zeros(v.type())));
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                assertThat(plan.toString()).doesNotContain("reference");
                run(plan, 300);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                run(plan, RUNS); // to measure takes some bytes as well
                return (THREADS.getCurrentThreadAllocatedBytes() - before) / RUNS;
            }
        }
    }

    private static void run(Plan plan, int times) {
        for (int i = 0; i < times; i++) {
            plan.run(i);
        }
    }

    @Test
    void randomNumbersTakeNoMemoryFromRunToRun() {
        Map<String, ?> shape = Map.of("shape", List.of(10, 3));
        List.of("XavierFill", "MSRAFill", "GaussianFill", "UniformFill")
                .forEach(type -> keep(type, shape));
        keep("Dropout", Map.of("ratio", 0.5), graph.variable("x", ArrayType.float32(30)));
        assertThat(allocatedPerRun()).isLessThan(A_VIEW);
    }

    @Test
    void aScheduleIsReadFromItsAttributesOnce() {
        Value iter = graph.variable("iter", new ArrayType(DType.INT64, Shape.of(1)));
        keep(
                "LearningRate",
                Map.of(
                        "base_lr",
                        0.1,
                        "policy",
                        "multistep",
                        "gamma",
                        0.5,
                        "stepvalue",
                        List.of(5, 12)),
                iter);
        assertThat(allocatedPerRun()).isLessThan(A_VIEW);
    }
}
