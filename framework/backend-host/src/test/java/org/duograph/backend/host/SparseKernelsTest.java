package org.duograph.backend.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table is updated where it stands, from run to run. */
class SparseKernelsTest {
    private final Graph graph = new Graph("net");
    private final State state = new State();
    private final Placement placement = Placement.of(Backends.open(HostBackend.NAME));

    @AfterEach
    void close() {
        placement.close();
        state.close();
    }

    private Value variable(String name, NDArray content) {
        state.feed(name, content);
        return graph.variable(name, content.type());
    }

    /** An update of a table of four rows by rows of 10 and 100. */
    private Plan plan(String type) {
        Value table = variable("table", NDArray.vector(1, 2, 3, 4));
        Value indices = variable("indices", NDArray.zeros(new ArrayType(DType.INT64, Shape.of(2))));
        Value rows = variable("rows", NDArray.vector(10, 100));
        Value one = variable("one", NDArray.vector(1));
        Node node =
                type.equals("ScatterAssign")
                        ? graph.append("y", OpCatalog.get(type), Map.of(), table, indices, rows)
                        : graph.append(
                                "y", OpCatalog.get(type), Map.of(), table, one, indices, rows, one);
        graph.assign("table", node.output(0));
        return Plan.prepare(graph, placement, state, Plan.Options.DEFAULT);
    }

    private void lookUp(long first, long second) {
        state.feed("indices", NDArray.of(Shape.of(2), first, second));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ScatterAssign", "ScatterWeightedSum"})
    void anUpdateThatFailsLeavesTheTableAsItIsAndTheNextOneIsRight(String type) {
        boolean sums = type.equals("ScatterWeightedSum");
        try (Plan plan = plan(type)) {
            assertThat(plan.toString()).doesNotContain("reference", "Copy");
            lookUp(2, 4);
            assertThatThrownBy(() -> plan.run(0)).hasStackTraceContaining("found 4");
            assertThat(state.fetch("table").floats()).containsExactly(1, 2, 3, 4);
            lookUp(2, 0);
            plan.run(1);
            assertThat(state.fetch("table").floats())
                    .containsExactly(sums ? 101 : 100, 2, sums ? 13 : 10, 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ScatterAssign", "ScatterWeightedSum"})
    void ofARowThatIsNamedTwiceEachRunStartsAnew(String type) {
        boolean sums = type.equals("ScatterWeightedSum");
        try (Plan plan = plan(type)) {
            lookUp(1, 1);
            plan.run(0);
            plan.run(1);
            assertThat(state.fetch("table").floats()).containsExactly(1, sums ? 222 : 100, 3, 4);
        }
    }
}
