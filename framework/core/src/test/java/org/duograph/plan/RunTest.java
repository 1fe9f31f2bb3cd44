package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final int RUNS = 1000;

    @Test
    void aRunAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported(), "this JVM counts no allocations");
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(4));
        for (String type : new String[] {"Relu", "Tanh", "Sigmoid"}) {
            x = graph.append("r", OpCatalog.get(type), Map.of(), x).output(0);
        }
        graph.assign("y", x);
        try (Placement placement = Placement.of(new JavaBackend());
                State state = new State()) {
            state.feed("x", NDArray.vector(-1, 2, 3, 4));
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                long id = Thread.currentThread().getId();
                run(plan); // classes are loaded, variables have come to stay
                long before = threads.getThreadAllocatedBytes(id);
                run(plan);
                long taken = threads.getThreadAllocatedBytes(id) - before;
                assertThat(taken / RUNS).as("bytes for each run").isZero();
            }
        }
    }

    private static void run(Plan plan) {
        for (int i = 0; i < RUNS; i++) {
            plan.run(i);
        }
    }
}
