package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
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
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What the contract's single nodes do not show of recurrent layers: plans, time, batches. */
class RecurrentKernelsTest {
    private static final int N = 3;
    private static final int I = 8;
    private static final int H = 16;

    private final Map<String, NDArray> numbers = new LinkedHashMap<>();

    private Value variable(Graph graph, String name, Sample.Input input) {
        NDArray drawn = input.draw(11, name.hashCode());
        numbers.putIfAbsent(name, drawn);
        return graph.variable(name, drawn.type());
    }

    private Value real(Graph graph, String name, int... dims) {
        return variable(graph, name, Sample.real(Shape.of(dims), -0.5, 0.5));
    }

    private List<Value> lstm(Graph graph, Map<String, ?> attrs, Value x, Value h, Value c) {
        List<Value> inputs = new ArrayList<>(List.of(x, h, c));
        inputs.add(real(graph, "w", I, 4 * H));
        inputs.add(real(graph, "r", H, 4 * H));
        inputs.add(real(graph, "b", 4 * H));
        if (numbers.containsKey("lengths")) {
            inputs.add(graph.variable("lengths", numbers.get("lengths").type()));
        }
        return graph.append("lstm", OpCatalog.get("LSTM"), attrs, inputs.toArray(Value[]::new))
                .outputs();
    }

    /** Runs a graph; the plan's text stands under an empty name. */
    private Map<String, NDArray> run(Graph graph, String backend, StringBuilder text) {
        Map<String, NDArray> results = new LinkedHashMap<>();
        try (State state = new State();
                Placement placement = Placement.of(Backends.open(backend))) {
            graph.variables().keySet().forEach(name -> state.feed(name, numbers.get(name)));
            Graph compiled = Compiler.compile(graph, placement.target());
            try (Plan plan = Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT)) {
                plan.run(0);
                text.append(plan).append(plan.slowSteps());
            }
            graph.assigns().keySet().forEach(name -> results.put(name, state.fetch(name)));
        }
        return results;
    }

    private void assertSame(NDArray actual, NDArray expected) {
        assertThat(actual.type()).isEqualTo(expected.type());
        assertThat(actual.toDoubles()).containsExactly(expected.toDoubles(), within(1e-4));
    }

    private Graph layer(int steps, Map<String, ?> attrs, boolean gradients) {
        Graph graph = new Graph("layer");
        Value x = real(graph, "x", steps, N, I);
        Value h = real(graph, "h", N, H);
        Value c = real(graph, "c", N, H);
        List<Value> outputs = lstm(graph, attrs, x, h, c);
        graph.assign("y", outputs.get(0));
        graph.assign("hn", outputs.get(1));
        graph.assign("cn", outputs.get(2));
        if (gradients) {
            List<Value> xs = List.copyOf(graph.variables().values());
            Value loss =
                    graph.append("loss", OpCatalog.get("SumSqrElements"), Map.of(), outputs.get(0))
                            .output(0);
            Gradients.append(graph, loss, xs.subList(0, 6))
                    .forEach((v, g) -> graph.assign("d_" + v.name(), g));
        }
        return graph;
    }

    @Test
    void longSequencesOfAnyLengthAgreeWithTheReference() {
        numbers.put("lengths", NDArray.of(Shape.of(N), 200, 0, 77));
        for (int reverse = 0; reverse < 2; reverse++) {
            Graph graph = layer(200, Map.of("reverse", reverse), true);
            Map<String, NDArray> expected = run(graph, Backends.REFERENCE, new StringBuilder());
            Map<String, NDArray> actual = run(graph, "onednn", new StringBuilder());
            assertThat(actual).hasSize(9).hasSameSizeAs(expected);
            actual.forEach((name, array) -> assertSame(array, expected.get(name)));
        }
    }

    @Test
    void aTrainingKeepsTheLibrarysWorkspaceAndNothingInItIsSlow() {
        StringBuilder text = new StringBuilder();
        run(layer(5, Map.of(), true), "onednn", text);
        assertThat(text.toString()).contains("LSTMGrad", "opaque").doesNotContain("slow:");
    }

    @Test
    void whereNoGradientIsAskedForNothingIsKept() {
        StringBuilder text = new StringBuilder();
        run(layer(5, Map.of(), false), "onednn", text);
        assertThat(text.toString()).contains("LSTM").doesNotContain("opaque", "slow:");
    }

    /** Two halves, the second of which begins with the states of the first, are the whole. */
    @Test
    void statesGoOnFromBatchToBatch() {
        Map<String, NDArray> whole = run(layer(6, Map.of(), false), "onednn", new StringBuilder());
        NDArray x = numbers.get("x");
        List<NDArray> halves = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            NDArray part = NDArray.zeros(x.type().withShape(Shape.of(3, N, I)));
            for (int i = 0; i < part.size(); i++) {
                part.set(i, x.get(half * part.size() + i));
            }
            numbers.put("x", part);
            Map<String, NDArray> after =
                    run(layer(3, Map.of(), false), "onednn", new StringBuilder());
            halves.add(after.get("y"));
            numbers.put("h", after.get("hn"));
            numbers.put("c", after.get("cn"));
        }
        assertSame(numbers.get("h"), whole.get("hn"));
        assertSame(numbers.get("c"), whole.get("cn"));
        for (int i = 0; i < whole.get("y").size(); i++) {
            int size = halves.get(0).size();
            assertThat(halves.get(i / size).get(i % size))
                    .isCloseTo(whole.get("y").get(i), within(1e-5));
        }
    }

    /** What lies behind an end has no say, and a sequence without a step keeps its states. */
    @Test
    void theStatesOfASequenceThatHasEndedStayExactlyAsTheyAre() {
        numbers.put("lengths", NDArray.of(Shape.of(N), 2, 0, 6));
        Map<String, NDArray> before = run(layer(6, Map.of(), false), "onednn", new StringBuilder());
        for (int i = 0; i < H; i++) {
            assertThat(before.get("cn").get(H + i)).isEqualTo(numbers.get("c").get(H + i));
            assertThat(before.get("hn").get(H + i)).isEqualTo(numbers.get("h").get(H + i));
        }
        NDArray x = numbers.get("x");
        for (int step = 2; step < 6; step++) {
            x.set(step * N * I, Float.NaN);
        }
        Map<String, NDArray> after = run(layer(6, Map.of(), false), "onednn", new StringBuilder());
        before.forEach((name, array) -> assertThat(after.get(name)).isEqualTo(array));
        assertThat(after.get("y").dtype()).isEqualTo(DType.FLOAT32);
    }
}
