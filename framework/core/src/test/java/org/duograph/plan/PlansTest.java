package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlansTest {
    private final Placement placement = Placement.of(new JavaBackend());
    private final State state = new State();
    private int lowered;

    @AfterEach
    void close() {
        state.close();
        placement.close();
    }

    private Plans plans(Plans.Lowering lowering, int most) {
        Plans.Lowering counted =
                (typeOf, known) -> {
                    lowered++;
                    return lowering.lower(typeOf, known);
                };
        return new Plans(counted, placement, state, new Plan.Options(0, true), most);
    }

    /** {@code y}: the positive part of {@code x}. */
    private static Graph relu(Function<String, ArrayType> typeOf, KnownNumbers known) {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", typeOf.apply("x"));
        graph.assign("y", graph.append("y", OpCatalog.get("Relu"), Map.of(), x).output(0));
        return graph;
    }

    /** {@code y}: {@code x} in the shape that {@code s} holds. */
    private static Graph reshape(Function<String, ArrayType> typeOf, KnownNumbers known) {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", typeOf.apply("x"));
        NDArray s = known.of(graph.variable("s", typeOf.apply("s")));
        List<Long> shape = List.of((long) s.get(0), (long) s.get(1));
        Map<String, Object> attrs = Map.of("shape", shape);
        graph.assign("y", graph.append("y", OpCatalog.get("Reshape"), attrs, x).output(0));
        return graph;
    }

    private NDArray run(Plans plans, float... x) {
        state.feed("x", NDArray.of(Shape.of(x.length), x));
        plans.run(0);
        return state.fetch("y");
    }

    @Test
    void typesThatComeAgainAreNotPlannedAgain() {
        try (Plans plans = plans(PlansTest::relu, 2)) {
            for (int times = 0; times < 3; times++) {
                assertThat(run(plans, -1, 2)).isEqualTo(NDArray.vector(0, 2));
                assertThat(run(plans, 3, -1, 2)).isEqualTo(NDArray.vector(3, 0, 2));
            }
        }
        assertThat(lowered).isEqualTo(2);
    }

    @Test
    void thePlanThatWasUsedLeastRecentlyMakesRoom() {
        try (Plans plans = plans(PlansTest::relu, 2)) {
            run(plans, 1);
            Plan one = plans.plan();
            run(plans, 1, 2);
            run(plans, 1);
            assertThat(plans.plan()).isSameAs(one);
            run(plans, 1, 2, 3); // in place of the plan for two
            run(plans, 1);
            assertThat(lowered).isEqualTo(3);
            run(plans, 1, 2);
            assertThat(lowered).isEqualTo(4);
        }
    }

    @Test
    void whatWasPreparedIsNotPlannedWhenItRuns() {
        try (Plans plans = plans(PlansTest::relu, 3)) {
            plans.prepareFor(Map.of("x", ArrayType.float32(2)));
            plans.prepareFor(Map.of("x", ArrayType.float32(3)));
            plans.prepareFor(Map.of("x", ArrayType.float32(2)));
            assertThat(lowered).isEqualTo(2);
            assertThat(run(plans, 3, -1, 2)).isEqualTo(NDArray.vector(3, 0, 2));
            assertThat(run(plans, -1, 2)).isEqualTo(NDArray.vector(0, 2));
            assertThat(lowered).isEqualTo(2);
        }
    }

    @Test
    void numbersThatShapesDependOnArePlannedForAsTypesAre() {
        try (Plans plans = plans(PlansTest::reshape, 2)) {
            for (int times = 0; times < 2; times++) {
                state.feed("s", NDArray.of(Shape.of(2), new long[] {2, 3}));
                assertThat(run(plans, 1, 2, 3, 4, 5, 6).shape()).isEqualTo(Shape.of(2, 3));
                state.feed("s", NDArray.of(Shape.of(2), new long[] {3, 2}));
                assertThat(run(plans, 1, 2, 3, 4, 5, 6).shape()).isEqualTo(Shape.of(3, 2));
            }
        }
        assertThat(lowered).isEqualTo(2);
    }

    /** {@code y}: {@code x} in the shape of {@code like}, of which nothing else is looked at. */
    private static Graph resizeLike(Function<String, ArrayType> typeOf, KnownNumbers known) {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", typeOf.apply("x"));
        Value like = graph.variable("like", typeOf.apply("like"));
        graph.assign(
                "y", graph.append("y", OpCatalog.get("ResizeLike"), Map.of(), x, like).output(0));
        graph.assign("s", graph.append("s", OpCatalog.get("Shape"), Map.of(), like).output(0));
        return graph;
    }

    @Test
    void shapesThatAreLookedAtArePlannedForWhereNoNumberIsRead() {
        try (Plans plans = plans(PlansTest::resizeLike, 2)) {
            for (int times = 0; times < 2; times++) {
                for (int rows = 2; rows <= 3; rows++) {
                    Shape shape = Shape.of(rows, 6 / rows);
                    state.feed("like", NDArray.zeros(new ArrayType(DType.FLOAT32, shape)));
                    assertThat(run(plans, 1, 2, 3, 4, 5, 6).shape()).isEqualTo(shape);
                    assertThat(state.fetch("s").toDoubles()).containsExactly(rows, 6.0 / rows);
                }
            }
            plans.prepareFor(Map.of("like", ArrayType.float32(1, 6)));
            state.feed("like", NDArray.zeros(ArrayType.float32(1, 6)));
            assertThat(run(plans, 1, 2, 3, 4, 5, 6).shape()).isEqualTo(Shape.of(1, 6));
        }
        assertThat(lowered).isEqualTo(3);
    }

    /** {@code y}: {@code x} plus the constants 1, 2 and once more 1. */
    private static Graph shifted(Function<String, ArrayType> typeOf, KnownNumbers known) {
        Graph graph = new Graph("net");
        Value y = graph.variable("x", typeOf.apply("x"));
        for (float shift : new float[] {1, 2, 1}) {
            Value by = graph.constant("by", NDArray.vector(shift));
            Map<String, Object> attrs = Map.of("broadcast", 1);
            y = graph.append("y", OpCatalog.get("Add"), attrs, y, by).output(0);
        }
        graph.assign("y", y);
        return graph;
    }

    @Test
    void constantsAreSharedWithPlansOverAnotherState() {
        State other = new State();
        Plans plans = plans(PlansTest::shifted, 1);
        try (Plans more =
                new Plans(PlansTest::shifted, placement, other, new Plan.Options(0, true), 1)) {
            more.sharing(plans);
            assertThat(run(plans, 0, 5)).isEqualTo(NDArray.vector(4, 9));
            long bytes = plans.constantBytes();
            other.feed("x", NDArray.vector(1));
            more.run(0);
            assertThat(plans.constantBytes()).as("bytes for both").isEqualTo(bytes);
            plans.close();
            more.run(1);
            assertThat(other.fetch("y")).isEqualTo(NDArray.vector(5));
            assertThatThrownBy(() -> more.sharing(plans))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("from the first one on, but 1 were made already");
        }
        other.close();
    }

    @Test
    void equalConstantsAreInMemoryOnceForAllPlans() {
        try (Plans plans = plans(PlansTest::shifted, 2)) {
            assertThat(run(plans, 0, 5)).isEqualTo(NDArray.vector(4, 9));
            long bytes = plans.constantBytes();
            long one = placement.preferred().plain(ArrayType.float32(1)).bytes();
            assertThat(bytes).as("bytes of the constants 1 and 2").isEqualTo(2 * one);
            assertThat(run(plans, 1, 2, 3)).isEqualTo(NDArray.vector(5, 6, 7));
            run(plans, 0);
            assertThat(run(plans, 0, 5)).isEqualTo(NDArray.vector(4, 9));
            assertThat(plans.constantBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void onePlanAtLeastIsKept() {
        assertThatThrownBy(() -> plans(PlansTest::relu, 0))
                .hasMessageContaining("0 were asked for");
    }
}
