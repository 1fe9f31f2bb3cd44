package org.duograph.backend.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

/** What stands behind a backend that lacks a kernel. */
class FallbackTest {
    @Test
    void behindThisBackendStandsTheReference() {
        try (Placement placement = Placement.of(Backends.open(HostBackend.NAME))) {
            assertThat(placement.backends()).extracting(Backend::name).startsWith("host");
            assertThat(placement.backends()).extracting(Backend::name).endsWith("java");
        }
    }

    @Test
    void behindTheReferenceNothingIsNeeded() {
        try (Placement placement = Placement.of(Backends.open(Backends.REFERENCE))) {
            assertThat(placement.backends()).extracting(Backend::name).containsExactly("java");
        }
    }

    @Test
    void whatIsLackingHereRunsOnTheReferenceAndTheRestDoesNot() {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(1, 4));
        Value y = graph.append("y", OpCatalog.get("Sin"), Map.of(), x).output(0);
        Value z = graph.append("z", OpCatalog.get("LpNorm"), Map.of(), y).output(0);
        graph.assign("z", z);
        try (Placement placement = Placement.of(Backends.open(HostBackend.NAME));
                State state = new State()) {
            state.feed("x", NDArray.zeros(ArrayType.float32(1, 4)));
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                plan.run(0);
                assertThat(plan.toString()).contains("Copy", "reference").contains("java");
                assertThat(state.fetch("z").floats()).containsExactly(0);
            }
        }
    }
}
