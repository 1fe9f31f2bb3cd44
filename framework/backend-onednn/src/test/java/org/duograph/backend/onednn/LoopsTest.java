package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Loops whose bodies run on the library: the same kernels as without a loop. */
class LoopsTest {
    private static final ArrayType IMAGES = ArrayType.float32(4, 16, 12, 12);
    private static final ArrayType FILTERS = ArrayType.float32(16, 16, 3, 3);
    private static final int TIMES = 3;

    private static Value append(Graph graph, String type, Map<String, ?> attrs, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), attrs, inputs).output(0);
    }

    /** One layer: a convolution that leaves the size as it is, and Tanh. */
    private static Value layer(Graph graph, Value h, Value w) {
        Value conv = append(graph, "Conv", Map.of("kernel", 3, "pad", 1), h, w);
        return append(graph, "Tanh", Map.of(), conv);
    }

    private static Graph loop() {
        Graph body = new Graph("layer");
        body.variable("t", new ArrayType(DType.INT64, Shape.SCALAR));
        Value h = body.variable("h", IMAGES);
        body.assign("h", layer(body, h, body.variable("w", FILTERS)));
        Graph graph = new Graph("loop");
        Value x = graph.variable("x", IMAGES);
        Value w = graph.variable("w", FILTERS);
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("body", body);
        attrs.put("states", 1);
        attrs.put("n", TIMES);
        return finished(graph, append(graph, "For", attrs, x, w), x, w);
    }

    private static Graph unrolled() {
        Graph graph = new Graph("unrolled");
        Value x = graph.variable("x", IMAGES);
        Value w = graph.variable("w", FILTERS);
        Value h = x;
        for (int i = 0; i < TIMES; i++) {
            h = layer(graph, h, w);
        }
        return finished(graph, h, x, w);
    }

    private static Graph finished(Graph graph, Value y, Value x, Value w) {
        graph.assign("y", y);
        Gradients.append(graph, y, List.of(x, w))
                .forEach((of, gradient) -> graph.assign("d" + of, gradient));
        return graph;
    }

    private static Map<String, NDArray> run(Graph graph, State state, Placement placement) {
        state.feed("x", Sample.real(IMAGES.shape(), -1, 1).draw(1, 2));
        state.feed("w", Sample.real(FILTERS.shape(), -0.1, 0.1).draw(1, 3));
        Graph compiled = Compiler.compile(graph, placement.target());
        Map<String, NDArray> results = new LinkedHashMap<>();
        try (Plan plan = Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT)) {
            plan.run(0);
            List.of("y", "dx", "dw").forEach(name -> results.put(name, state.fetch(name)));
        }
        return results;
    }

    @Test
    void aLoopGivesTheSameBitsAsItsIterationsWrittenOneAfterTheOther() {
        try (Placement placement = Placement.of(Backends.open("onednn"));
                State one = new State();
                State other = new State()) {
            Map<String, NDArray> loop = run(loop(), one, placement);
            Map<String, NDArray> unrolled = run(unrolled(), other, placement);
            assertThat(loop.get("y")).isEqualTo(unrolled.get("y"));
            assertThat(loop.get("dx")).isEqualTo(unrolled.get("dx"));
            double[] sums = loop.get("dw").toDoubles();
            double[] expected = unrolled.get("dw").toDoubles(); // summed in another order
            for (int i = 0; i < sums.length; i++) {
                assertThat(sums[i])
                        .isCloseTo(expected[i], within(1e-4 * Math.abs(expected[i]) + 1e-3));
            }
        }
    }

    @Test
    void theBodyRunsOnTheLibrary() {
        Graph compiled;
        try (Placement placement = Placement.of(Backends.open("onednn"));
                State state = new State()) {
            compiled = Compiler.compile(loop(), placement.target());
            try (Plan plan = Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT)) {
                assertThat(plan.toString())
                        .contains("graph layer: ")
                        .containsPattern("(?m)^ {6,} \\d+ {2}Conv:.* = Conv\\(.*\\[onednn")
                        .doesNotContain("[java");
            }
        }
    }

    @Test
    void aRunOfALoopAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Placement placement = Placement.of(Backends.open("onednn"));
                State state = new State()) {
            state.feed("x", Sample.real(IMAGES.shape(), -1, 1).draw(1, 2));
            state.feed("w", Sample.real(FILTERS.shape(), -0.1, 0.1).draw(1, 3));
            Graph compiled = Compiler.compile(loop(), placement.target());
            try (Plan plan = Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT)) {
                for (int i = 0; i < 300; i++) {
                    plan.run(i);
                }
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 100; i++) {
                    plan.run(i);
                }
                long perRun = (threads.getCurrentThreadAllocatedBytes() - before) / 100;
                assertThat(perRun).isLessThan(64); // what the measuring itself takes, in shares
            }
        }
    }
}
