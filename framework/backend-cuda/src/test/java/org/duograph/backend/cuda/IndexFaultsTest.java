package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel can't throw; that there is no such row is said when its results are read. */
class IndexFaultsTest {
    private final Graph graph = new Graph("net");
    private final State state = new State();
    private final Placement placement = Placement.of(StandIn.open());

    @AfterEach
    void close() {
        state.close(); // it stands on the device
        placement.close();
    }

    private Value variable(String name, NDArray content) {
        state.feed(name, content);
        return graph.variable(name, content.type());
    }

    private Value indices() {
        return variable("indices", NDArray.zeros(new ArrayType(DType.INT64, Shape.of(2))));
    }

    private void lookUp(long first, long second) {
        state.feed("indices", NDArray.of(Shape.of(2), first, second));
    }

    @Test
    void aLookupOfARowThatIsNotThereIsToldWhenItIsReadAndTheNextRunIsRight() {
        Value table = variable("table", NDArray.vector(1, 2, 3, 4));
        Node gather = graph.append("y", OpCatalog.get("Gather"), Map.of(), table, indices());
        graph.assign("y", gather.output(0));
        try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
            lookUp(1, 4);
            plan.run(0);
            assertThatThrownBy(() -> state.fetch("y"))
                    .hasStackTraceContaining("indices[1] must be from 0 to 3, found 4");
            lookUp(1, 3);
            plan.run(1);
            assertThat(state.fetch("y").floats()).containsExactly(2, 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ScatterAssign", "ScatterWeightedSum"})
    void anUpdateThatFailsLeavesTheTableAsItIsAndTheNextOneIsRight(String type) {
        boolean sums = type.equals("ScatterWeightedSum");
        Value table = variable("table", NDArray.vector(1, 2, 3, 4));
        Value indices = indices();
        Value rows = variable("rows", NDArray.vector(10, 100));
        Value one = variable("one", NDArray.vector(1));
        Value[] inputs =
                sums
                        ? new Value[] {table, one, indices, rows, one}
                        : new Value[] {table, indices, rows};
        graph.assign("table", graph.append("y", OpCatalog.get(type), Map.of(), inputs).output(0));
        try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
            assertThat(plan.toString()).doesNotContain("java", "Copy");
            lookUp(2, -1);
            plan.run(0);
            assertThatThrownBy(() -> state.fetch("table")).hasStackTraceContaining("found -1");
            assertThat(state.fetch("table").floats()).containsExactly(1, 2, 3, 4);
            lookUp(2, 2);
            plan.run(1);
            assertThat(state.fetch("table").floats()).containsExactly(1, 2, sums ? 113 : 100, 4);
        }
    }
}
