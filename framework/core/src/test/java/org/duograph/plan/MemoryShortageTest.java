package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

/** What is said, and what is left, where a backend's memory is too small for a plan. */
class MemoryShortageTest {
    private static final int MB = 1 << 18; // numbers

    private final CountingBackend.Count count = new CountingBackend.Count();
    private final Placement placement = Placement.of(new CountingBackend(0, count));

    private static Value append(Graph graph, String type, String name, Value... inputs) {
        return graph.append(name, OpCatalog.get(type), Map.of(), inputs).output(0);
    }

    /** Of {@code rows} megabytes: three values are alive when the sum is computed. */
    private static Graph graph(int rows) {
        Graph graph = new Graph("wide");
        Value x = graph.variable("x", ArrayType.float32(rows, MB));
        Value a = append(graph, "Tanh", "a", x);
        Value b = append(graph, "Sigmoid", "b", a);
        Value sum = append(graph, "Add", "sum", a, b);
        graph.assign("y", append(graph, "SumElements", "total", sum));
        return graph;
    }

    private void run(State state, int rows) {
        state.feed("x", NDArray.zeros(ArrayType.float32(rows, MB)));
        try (Plan plan = Plan.prepare(graph(rows), placement, state, Plan.Options.DEFAULT)) {
            plan.run(0);
        }
    }

    @Test
    void aShortageNamesThePlanWhatTakesMostAndWhatToDo() {
        count.limit(40L << 20);
        try (State state = new State()) {
            state.feed("w", NDArray.zeros(ArrayType.float32(MB / 2)));
            assertThatThrownBy(() -> run(state, 8))
                    .isInstanceOf(MemoryShortage.class)
                    .hasMessageStartingWith("There is not enough memory for the plan of \"wide\": ")
                    .hasMessageContaining("bytes were asked for, and ")
                    .hasMessageContaining("What it computes takes 48.0 MB on counting, ")
                    .hasMessageContaining(
                            "most of it at step 2, Add \"sum\": a 16.0 MB, b 16.0 MB, ")
                    .hasMessageContaining("The variables take 16.5 MB: x 16.0 MB, w 0.5 MB. ")
                    .hasMessageContaining("Take a smaller batch, ")
                    .hasMessageEndingWith("where it was bounded (the option memory=).")
                    .hasCauseInstanceOf(OutOfMemoryError.class);
        }
        assertThat(count.open()).isZero();
    }

    @Test
    void afterAShortageSmallerPlansRunOverTheSameState() {
        count.limit(40L << 20);
        try (State state = new State()) {
            state.feed("w", NDArray.vector(3));
            for (int rows : List.of(8, 1, 8, 2)) {
                if (rows == 8) {
                    assertThatThrownBy(() -> run(state, rows)).isInstanceOf(MemoryShortage.class);
                } else {
                    run(state, rows);
                    assertThat(state.fetch("y").item()).isEqualTo(0.5 * rows * MB);
                }
            }
            assertThat(state.fetch("w")).isEqualTo(NDArray.vector(3));
        }
        assertThat(count.open()).isZero();
    }
}
