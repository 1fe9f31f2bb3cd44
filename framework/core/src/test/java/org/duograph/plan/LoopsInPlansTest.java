package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Surroundings;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.control.Loop;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What plans do with loops, beyond computing what the definition says. */
class LoopsInPlansTest {
    private static final ArrayType ROW = ArrayType.float32(2);

    private static Node append(Graph graph, String type, Map<String, ?> attrs, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), attrs, inputs);
    }

    private static Map<String, Object> attrs(Graph body, Object... more) {
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("body", body);
        attrs.put("states", 1);
        for (int i = 0; i < more.length; i += 2) {
            attrs.put((String) more[i], more[i + 1]);
        }
        return attrs;
    }

    private static Graph squaring(boolean prints) {
        Graph body = new Graph("square");
        body.variable("t", Loop.NUMBER);
        Value x = body.variable("x", ROW);
        if (prints) {
            append(body, "Print", Map.of(), x);
        }
        body.assign("x", append(body, "Sqr", Map.of(), x).output(0));
        return body;
    }

    private static String run(Graph graph, State state) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Surroundings around = Surroundings.of(new PrintStream(out, true), Path.of(""));
        Plan.Options options = new Plan.Options(0, true, around);
        try (Placement placement = Placement.of();
                Plan plan =
                        Plan.prepare(
                                Compiler.compile(graph, placement.target()),
                                placement,
                                state,
                                options)) {
            plan.run(0);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatABodyPrintsIsPrintedInEachIterationAndNotAgainOnTheWayBack() {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ROW);
        Value y = append(graph, "For", attrs(squaring(true), "n", 3), x).output(0);
        graph.assign("y", y);
        graph.assign("dx", Gradients.append(graph, y, List.of(x)).get(x));
        try (State state = new State()) {
            state.feed("x", NDArray.vector(2, 1));
            assertThat(run(graph, state).lines()).hasSize(3);
            assertThat(state.fetch("y")).isEqualTo(NDArray.vector(256, 1));
            assertThat(state.fetch("dx")).isEqualTo(NDArray.vector(8 * 128, 8));
        }
    }

    @Test
    void aCountBeyondTheBoundIsRefusedWhenItIsKnown() {
        Graph graph = new Graph("net");
        Value count = graph.variable("count", Loop.NUMBER);
        Value x = graph.variable("x", ROW);
        Map<String, Object> attrs = attrs(squaring(false), "n", 3, "counted", 1);
        graph.assign("y", append(graph, "For", attrs, count, x).output(0));
        try (State state = new State()) {
            state.feed("x", NDArray.vector(2, 1));
            state.feed("count", NDArray.of(Shape.SCALAR, 2L));
            run(graph, state);
            assertThat(state.fetch("y")).isEqualTo(NDArray.vector(16, 1));
            state.feed("count", NDArray.of(Shape.SCALAR, 4L));
            assertThatThrownBy(() -> run(graph, state))
                    .hasMessageContaining("For \"For\"")
                    .hasMessageContaining("the count must be from 0 to 3, found 4");
        }
    }

    /** Says whether the sum of {@code x} is below 10^9; counts how often it is asked. */
    private static Graph asking(AtomicInteger asked) {
        OpDef ask =
                OpDef.named("Ask")
                        .summary("Counts.")
                        .input("X", "any shape")
                        .output("Y", "the shape of X")
                        .types(TypeRule.sameAs(0))
                        .host(
                                node ->
                                        call -> {
                                            asked.incrementAndGet();
                                            call.output(0, call.input(0));
                                        })
                        .build();
        Graph cond = new Graph("cond");
        Value x = cond.append("ask", ask, Map.of(), cond.variable("x", ROW)).output(0);
        Value sum = append(cond, "SumElements", Map.of(), x).output(0);
        Value limit = cond.constant("limit", NDArray.scalar(1e9f));
        cond.assign("more", append(cond, "LT", Map.of(), sum, limit).output(0));
        return cond;
    }

    @Test
    void aPlanAsksAsOftenAsTheDefinitionWhetherThereIsAnotherIteration() {
        AtomicInteger asked = new AtomicInteger();
        Graph body = new Graph("square");
        body.assign("x", append(body, "Sqr", Map.of(), body.variable("x", ROW)).output(0));
        for (int most : new int[] {0, 2, 9}) {
            Graph graph = new Graph("net");
            Value x = graph.variable("x", ROW);
            Map<String, Object> attrs = Map.of("cond", asking(asked), "body", body, "most", most);
            graph.assign("y", append(graph, "While", attrs, x).output(0));
            Interpreter.run(graph, Map.of("x", NDArray.vector(3, 2)));
            int expected = asked.getAndSet(0);
            try (State state = new State()) {
                state.feed("x", NDArray.vector(3, 2));
                run(graph, state);
            }
            assertThat(asked.getAndSet(0)).as("with at most %d", most).isEqualTo(expected);
        }
    }

    @Test
    void aConditionThatDrawsRandomNumbersIsRefused() {
        Graph cond = new Graph("cond");
        cond.variable("x", ROW);
        Map<String, Object> scalar = Map.of("shape", List.of());
        Value drawn = append(cond, "UniformFill", scalar).output(0);
        Value half = cond.constant("half", NDArray.scalar(0.5f));
        cond.assign("more", append(cond, "LT", Map.of(), drawn, half).output(0));
        Graph body = new Graph("body");
        body.assign("x", body.variable("x", ROW));
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ROW);
        assertThatThrownBy(() -> append(graph, "While", Map.of("cond", cond, "body", body), x))
                .hasMessageContaining("cond draws random numbers; draw them in body");
    }

    @Test
    void slowStepsAndMemoryInsideLoopsAreCountedHoweverDeep() {
        Graph inner = new Graph("inner");
        inner.variable("t", Loop.NUMBER);
        Value x = inner.variable("x", ArrayType.float32(100));
        Value sum =
                append(inner, "Sin", Map.of(), append(inner, "Cos", Map.of(), x).output(0))
                        .output(0);
        inner.assign("x", append(inner, "Add", Map.of(), x, sum).output(0));
        Graph outer = new Graph("outer");
        outer.variable("t", Loop.NUMBER);
        Value y = outer.variable("x", x.type());
        outer.assign("x", append(outer, "For", attrs(inner, "n", 2), y).output(0));
        Graph graph = new Graph("net");
        Value z = graph.variable("x", x.type());
        graph.assign("x", append(graph, "For", attrs(outer, "n", 2), z).output(0));
        try (Placement placement = Placement.of();
                State state = new State();
                Plan plan =
                        Plan.prepare(
                                Compiler.compile(graph, placement.target()),
                                placement,
                                state,
                                Plan.Options.DEFAULT)) {
            assertThat(plan.slowSteps())
                    .contains("(Cos, Sin, Add) of graph inner run reference on java");
            long numbers = 100 * Double.BYTES; // Cos, over which Sin is written
            assertThat(plan.plannedBytes()).isBetween(numbers, 2 * numbers);
            assertThat(plan.unplannedBytes()).isGreaterThanOrEqualTo(2 * numbers);
            assertThat(plan.toString())
                    .contains("              graph inner: ")
                    .contains("               1  Sin:plain")
                    .contains("memory: %,d bytes".formatted(plan.plannedBytes()));
        }
    }

    @Test
    void aPlanShowsTheStepsOfItsBodies() {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ROW);
        graph.assign("x", append(graph, "For", attrs(squaring(false), "n", 3), x).output(0));
        try (Placement placement = Placement.of();
                State state = new State();
                Plan plan =
                        Plan.prepare(
                                Compiler.compile(graph, placement.target()),
                                placement,
                                state,
                                Plan.Options.DEFAULT)) {
            assertThat(plan.toString())
                    .contains("For(x:plain@x)  [java, square, 1 step]")
                    .contains("graph square: 0 bytes in slots and scratch")
                    .contains("0  Sqr:plain@x of 0 = Sqr(x of 0:plain@x of 0)");
        }
    }
}
