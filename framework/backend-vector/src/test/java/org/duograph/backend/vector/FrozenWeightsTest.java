package org.duograph.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.vector.VectorLayout.Numbers;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.conv.Conv;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Filters that never change are transformed once, before the first run. */
class FrozenWeightsTest {
    private static final Shape FILTERS = Shape.of(48, 32, 3, 3);
    private static final String READY = "filters transformed before";

    private final VectorBackend backend = new VectorBackend();
    private final Placement placement = Placement.of(backend);
    private final Map<String, NDArray> numbers = numbers();

    @BeforeEach
    void needVectors() {
        assumeTrue(Engine.hasVectors(), "there is no Vector API");
    }

    @AfterEach
    void close() {
        placement.close();
    }

    private static Map<String, NDArray> numbers() {
        Node node = Nodes.node(Conv.OP, Map.of("kernel", 3), Shape.of(2, 32, 9, 8), FILTERS);
        List<NDArray> all = Nodes.numbers(node);
        return Map.of("x", all.get(0), "w", all.get(1));
    }

    /** A convolution of the first {@code n} images. */
    private Graph conv(int n, boolean constant) {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(n, 32, 9, 8));
        NDArray filters = numbers.get("w");
        Value w = constant ? graph.constant("w", filters) : graph.variable("w", filters.type());
        Map<String, Object> window = Map.of("kernel", 3, "pad", 1);
        graph.assign("y", graph.append("y", Conv.OP, window, x, w).output(0));
        return Compiler.compile(graph, placement.target());
    }

    private Plan plan(Graph graph, State state) {
        return Plan.prepare(graph, placement, state, Plan.Options.DEFAULT);
    }

    @Test
    void whatNeverChangesGivesTheSameBits() {
        try (State loose = new State();
                State weights = new State();
                State frozen = new State(weights)) {
            loose.feed("x", numbers.get("x"));
            loose.feed("w", numbers.get("w"));
            weights.feed("w", numbers.get("w"));
            weights.freeze();
            frozen.feed("x", numbers.get("x"));
            try (Plan each = plan(conv(2, false), loose);
                    Plan once = plan(conv(2, false), frozen);
                    Plan constant = plan(conv(2, true), loose)) {
                each.run(0);
                NDArray expected = loose.fetch("y");
                assertThat(each.toString()).contains("winograd").doesNotContain(READY);
                once.run(0);
                assertThat(frozen.fetch("y")).isEqualTo(expected);
                assertThat(once.toString()).contains(READY);
                constant.run(1);
                assertThat(loose.fetch("y")).isEqualTo(expected);
                assertThat(constant.toString()).contains(READY);
            }
            assertThat(frozen.fetch("w")).isEqualTo(numbers.get("w"));
        }
    }

    @Test
    void plansForOtherBatchesShareThem() {
        try (State weights = new State();
                State state = new State(weights)) {
            weights.feed("w", numbers.get("w"));
            weights.freeze();
            state.feed("x", numbers.get("x"));
            try (Plan two = plan(conv(2, false), state)) {
                long bytes = weights.bytes();
                try (Plan one = plan(conv(1, false), state)) {
                    assertThat(one.toString()).contains(READY);
                    assertThat(weights.bytes()).isEqualTo(bytes);
                }
                two.run(0);
            }
        }
    }

    @Test
    void filtersComeBackAsTheyWent() {
        VectorLayout usual = ConvKernels.filters(numbers.get("w").type(), false);
        VectorLayout transformed = usual.in(Numbers.WINOGRAD);
        VectorLayout plain = VectorLayout.plain(usual.type());
        for (VectorLayout from : List.of(plain, usual, transformed)) {
            for (VectorLayout by : List.of(plain, usual, transformed)) {
                Buffer a = backend.allocate(List.of(from.bytes())).get(0);
                Buffer b = backend.allocate(List.of(by.bytes())).get(0);
                Buffer back = backend.allocate(List.of(from.bytes())).get(0);
                backend.write(numbers.get("w"), from, a);
                reorder(from, a, by, b);
                reorder(by, b, from, back);
                NDArray read = NDArray.zeros(usual.type());
                backend.read(from, back, read);
                assertThat(read).as("%s by %s", from, by).isEqualTo(numbers.get("w"));
            }
        }
    }

    private void reorder(VectorLayout from, Buffer a, VectorLayout to, Buffer b) {
        Blueprint copy = backend.reorder(from, to);
        Buffer scratch = backend.allocate(List.of(copy.scratchBytes())).get(0);
        try (Lane lane = backend.lane();
                Kernel kernel =
                        copy.bind(new Blueprint.Memory(List.of(a), List.of(b), scratch), lane)) {
            kernel.run();
        }
    }
}
