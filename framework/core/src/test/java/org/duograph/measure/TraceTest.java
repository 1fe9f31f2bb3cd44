package org.duograph.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.math.Add;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.PlanMemory;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final int BYTES = 6 * Double.BYTES; // the reference backend's numbers are wide

    private final State state = new State();
    private final Placement placement = Placement.of(new JavaBackend());
    private Plan plan;

    /** y = relu(x) + relu(x + x): the sum lives until it is read, the results until the end. */
    @BeforeEach
    void plan() {
        Graph graph = new Graph("net");
        state.feed("x", NDArray.zeros(ArrayType.float32(2, 3)));
        Value x = graph.variable("x", ArrayType.float32(2, 3));
        Value left = graph.append("left", Relu.OP, Map.of(), x).output(0);
        Value sum = graph.append("sum", Add.OP, Map.of(), x, x).output(0);
        Value right = graph.append("right", Relu.OP, Map.of(), sum).output(0);
        graph.assign("y", graph.append("y", Add.OP, Map.of(), left, right).output(0));
        plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT);
    }

    @AfterEach
    void close() {
        plan.close();
        state.close();
        placement.close();
    }

    @Test
    void hasAnEventForEachStepOfEachRunInOrder() {
        Trace trace = Trace.of(List.of(plan), 5, 2);
        assertThat(trace.events())
                .extracting(Trace.Event::kind)
                .containsExactly("Relu", "Add", "Relu", "Add", "Relu", "Add", "Relu", "Add");
        assertThat(trace.events())
                .extracting(e -> e.facts().get("run"))
                .containsExactly(5L, 5L, 5L, 5L, 6L, 6L, 6L, 6L);
        double end = 0;
        for (Trace.Event event : trace.events()) {
            assertThat(event.device()).isEqualTo("java");
            assertThat(event.micros()).as(event.name()).isGreaterThanOrEqualTo(end - 1e-3);
            assertThat(event.duration()).isNotNegative();
            end = event.micros() + event.duration();
        }
        assertThat(state.has("y")).as("real runs").isTrue();
    }

    @Test
    void memoryRisesAndFallsWithWhatIsAlive() {
        PlanMemory.Arena arena = plan.memory().arenas().get(0);
        long[] bytes = arena.inUse(4);
        assertThat(bytes[0]).as("left").isEqualTo(BYTES);
        assertThat(bytes[1]).as("left and sum").isEqualTo(2 * BYTES);
        List<Trace.Level> levels = Trace.of(List.of(plan), 0, 1).levels();
        assertThat(levels)
                .extracting(Trace.Level::bytes)
                .containsExactly(bytes[0], bytes[1], bytes[2], bytes[3], 0L);
        assertThat(levels).extracting(Trace.Level::micros).isSorted();
        assertThat(arena.pieces())
                .allSatisfy(
                        piece ->
                                assertThat(piece.offset() + piece.bytes())
                                        .isLessThanOrEqualTo(arena.bytes()));
    }

    @Test
    void isWrittenAsChromeReadsIt() {
        Trace.Event event =
                new Trace.Event("cpu \"0\"", "Relu", "Relu \"r\"", 1.5, 20, Map.of("step", 0));
        Trace trace = new Trace(List.of(event), List.of(new Trace.Level("cpu \"0\"", 1.5, 48)));
        assertThat(trace.json())
                .isEqualTo(
                        "{\"displayTimeUnit\":\"ms\",\"traceEvents\":["
                                + "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":0,\"tid\":0,"
                                + "\"ts\":0,\"args\":{\"name\":\"cpu \\\"0\\\"\"}},"
                                + "{\"ph\":\"X\",\"name\":\"Relu \\\"r\\\"\",\"pid\":0,\"tid\":0,"
                                + "\"ts\":1.5,\"cat\":\"Relu\",\"dur\":20,\"args\":{\"step\":0}},"
                                + "{\"ph\":\"C\",\"name\":\"memory in use\",\"pid\":0,\"tid\":0,"
                                + "\"ts\":1.5,\"args\":{\"bytes\":48}}]}\n");
    }
}
