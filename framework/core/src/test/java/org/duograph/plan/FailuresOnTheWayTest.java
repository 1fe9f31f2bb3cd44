package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.control.Loop;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What is open when making a plan fails somewhere: nothing that was opened for it. */
class FailuresOnTheWayTest {
    private static final ArrayType ROW = ArrayType.float32(2);

    private final CountingBackend.Count count = new CountingBackend.Count();
    private final CountingBackend first = new CountingBackend(0, count);
    private final CountingBackend second = new CountingBackend(1, count);
    private final Placement placement = Placement.of(first, second);

    private static Value append(Graph graph, int device, String type, Value... inputs) {
        Node.Settings settings =
                new Node.Settings(new Device("counting", device), OptionalLong.empty(), "");
        return graph.append(type, OpCatalog.get(type), Map.of(), settings, List.of(inputs))
                .output(0);
    }

    private static Node append(Graph graph, String type, Map<String, ?> attrs, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), attrs, inputs);
    }

    /** One function of {@code x} and {@code y}, on both devices, with a constant. */
    private static Graph branch(String type) {
        Graph graph = new Graph(type);
        Value x = graph.variable("x", ROW);
        Value y = graph.variable("y", ROW);
        Value sum = append(graph, 1, "Add", x, append(graph, 0, type, y));
        graph.assign("z", append(graph, 1, "Mul", sum, graph.constant("c", NDArray.vector(2, 3))));
        return graph;
    }

    /** Branches and loops over two devices: so operands are copied into graphs, and out of them. */
    private static Graph graph() {
        Graph body = new Graph("body");
        body.variable("t", Loop.NUMBER);
        Value x = body.variable("x", ROW);
        Value row = body.variable("row", ROW);
        Value w = body.variable("w", ROW);
        Value next = append(body, 1, "Add", append(body, 1, "Mul", x, w), row);
        body.assign("x", next);
        body.assign("stack", append(body, 1, "Tanh", next));
        Graph cond = new Graph("cond");
        Value sum = append(cond, 1, "SumElements", cond.variable("x", ROW));
        cond.assign("more", append(cond, 1, "LT", sum, cond.constant("c", NDArray.scalar(9))));
        Graph more = new Graph("more");
        Value state = more.variable("x", ROW);
        more.assign("x", append(more, 1, "Add", state, more.constant("c", NDArray.vector(1, 1))));

        Graph graph = new Graph("net");
        Value truth = graph.variable("truth", new ArrayType(DType.BOOL, Shape.SCALAR));
        Value a = graph.variable("a", ROW);
        Value b = append(graph, 0, "Tanh", graph.variable("b", ROW));
        Value c = append(graph, 1, "Add", b, graph.constant("c", NDArray.vector(1, 2)));
        Map<String, Object> branches = Map.of("then", branch("Sin"), "else", branch("Cos"));
        Value z = append(graph, "If", branches, truth, a, c).output(0);
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("body", body);
        attrs.put("states", 1);
        attrs.put("sequences", 1);
        Value rows = graph.variable("rows", ArrayType.float32(3, 2));
        Node loop = append(graph, "For", attrs, z, rows, b);
        graph.assign("a", loop.output(0));
        graph.assign("stack", loop.output(1));
        Node last = append(graph, "While", Map.of("cond", cond, "body", more), c);
        graph.assign("end", last.output(0));
        return graph;
    }

    private static void feed(State state) {
        state.feed("truth", NDArray.of(Shape.SCALAR, 1).cast(DType.BOOL));
        state.feed("a", NDArray.vector(1, 2));
        state.feed("b", NDArray.vector(3, 4));
        state.feed("rows", NDArray.zeros(ArrayType.float32(3, 2)));
    }

    /** Prepares and runs the graph; says whether that went well. */
    private boolean succeeds(Graph graph) {
        try (State state = new State()) {
            feed(state);
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                count.failAt(-1);
                plan.run(0);
                return true;
            } catch (OutOfMemoryError e) {
                return false;
            }
        }
    }

    @Test
    void whereverMakingAPlanFailsNothingIsLeftOpen() {
        Graph graph = graph();
        int failing = 0;
        count.failAt(failing);
        while (!succeeds(graph)) {
            assertThat(count.open()).as("open when call %d had failed", failing).isZero();
            count.failAt(++failing);
        }
        assertThat(count.open()).as("open when all went well").isZero();
        assertThat(failing).as("calls that may fail").isGreaterThan(100);
    }

    @Test
    void allStepsHaveBeenBoundBeforeAFailureCounts() {
        int steps = 1000;
        Graph graph = new Graph("net");
        Value x = graph.variable("a", ROW);
        for (int i = 0; i < steps; i++) {
            x = append(graph, 0, "Relu", x);
        }
        graph.assign("y", x);
        AtomicInteger bound = new AtomicInteger();
        first.whenBound(
                node -> {
                    if (node != null && node.name().equals("Relu")) {
                        throw new OutOfMemoryError("fails on purpose");
                    }
                    bound.incrementAndGet();
                });
        try (State state = new State()) {
            feed(state);
            assertThatThrownBy(() -> Plan.prepare(graph, placement, state, Plan.Options.DEFAULT))
                    .isInstanceOf(OutOfMemoryError.class);
        }
        assertThat(bound).hasValue(steps - 1);
        assertThat(count.open()).isZero();
    }
}
