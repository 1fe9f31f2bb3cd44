package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withPrecision;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backend;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The GPU draws the numbers that the CPU draws: of each seed, at each step. */
class RandomNumbersTest {
    private static final Shape SHAPE = Shape.of(7, 59); // its last block of four draws isn't full
    private static final List<Long> STEPS = List.of(0L, 1L, 2L, 1000L, 1L << 40);

    private static void append(Graph graph, String name, String type, Map<String, ?> attrs) {
        Node node = graph.append(name, OpCatalog.get(type), attrs);
        graph.assign(name, node.output(0));
    }

    /** A net that draws in all ways; what it draws is assigned. */
    private static Graph net(State state) {
        Graph graph = new Graph("net");
        List<Integer> shape = SHAPE.toList();
        NDArray ones = NDArray.full(new ArrayType(DType.FLOAT32, SHAPE), 1);
        state.feed("x", ones);
        Value x = graph.variable("x", ones.type());
        Node dropout = graph.append("drop", OpCatalog.get("Dropout"), Map.of("ratio", 0.3), x);
        graph.assign("dropped", dropout.output(0));
        graph.assign("mask", dropout.output(1));
        append(graph, "uniform", "UniformFill", Map.of("shape", shape, "min", -2, "max", 3));
        append(graph, "xavier", "XavierFill", Map.of("shape", shape));
        append(graph, "gaussian", "GaussianFill", Map.of("shape", shape, "mean", 1, "std", 3));
        append(graph, "msra", "MSRAFill", Map.of("shape", shape));
        append(graph, "few", "UniformIntFill", Map.of("shape", shape, "min", -3, "max", 9));
        append(graph, "many", "UniformIntFill", Map.of("shape", shape, "max", (1L << 31) - 2));
        NDArray start = NDArray.of(Shape.SCALAR, (1L << 33) + 5);
        state.feed("start", start);
        Value from = graph.variable("start", start.type());
        for (String law : List.of("uniform", "normal", "truncated")) {
            Map<String, ?> attrs = Map.of("shape", shape, "law", law, "key", 7, "stream", -3);
            Node node = graph.append("p" + law, OpCatalog.get("PhiloxFill"), attrs, from);
            graph.assign("philox " + law, node.output(0));
        }
        for (DType type : List.of(DType.INT32, DType.INT64)) {
            Map<String, ?> attrs =
                    Map.of("shape", shape, "law", "whole", "low", -9, "below", 90, "dtype", type);
            Node node = graph.append("w" + type, OpCatalog.get("PhiloxFill"), attrs, from);
            graph.assign("philox whole " + type, node.output(0));
        }
        for (int size : new int[] {1, 2, 413, 8192}) {
            Map<String, ?> attrs = Map.of("size", size, "key", 7, "stream", -3);
            Node node = graph.append("o" + size, OpCatalog.get("PhiloxOrder"), attrs, from);
            graph.assign("order of " + size, node.output(0));
        }
        return graph;
    }

    /** Everything that is drawn with a seed, at all steps. */
    private static Map<String, NDArray> draw(Backend backend, long seed) {
        Map<String, NDArray> all = new LinkedHashMap<>();
        try (Placement placement = Placement.of(backend);
                State state = new State()) {
            Graph graph = net(state);
            Plan.Options options = new Plan.Options(seed, true);
            try (Plan plan = Plan.prepare(graph, placement, state, options)) {
                assertThat(plan.toString()).contains(backend.name()).doesNotContain("Copy");
                for (long step : STEPS) {
                    plan.run(step);
                    for (String name : state.names()) {
                        all.put(name + " at " + step, state.fetch(name));
                    }
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 0x123456789abcdefL})
    void masksAndFillsHaveTheCpusBits(long seed) {
        Map<String, NDArray> expected = draw(Backends.open(Backends.REFERENCE), seed);
        Map<String, NDArray> actual = draw(StandIn.open(), seed);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, numbers) -> requireSame(name, actual.get(name), numbers));
    }

    /** Of a GPU's logarithm, sine and cosine the last bits aren't promised. */
    private static void requireSame(String name, NDArray actual, NDArray expected) {
        if (name.matches("gaussian.*|msra.*|philox (normal|truncated).*")) {
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i))
                        .as("%s, number %d", name, i)
                        .isEqualTo(expected.get(i), withPrecision(2e-6));
            }
        } else {
            assertThat(actual).as(name).isEqualTo(expected);
        }
    }
}
