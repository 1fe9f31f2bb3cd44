package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.duograph.backend.java.JavaBackend;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.conv.Conv;
import org.duograph.ops.reduce.ArgMax;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlanTest {
    private final State state = new State();
    private final Placement placement = Placement.of(new JavaBackend());

    @AfterEach
    void close() {
        state.close();
        placement.close();
    }

    private Plan prepare(Graph graph) {
        return Plan.prepare(graph, placement, state, new Plan.Options(0, true));
    }

    /** Runs the graph once on {@code x}, and returns its plan. */
    private String run(Graph graph, NDArray x) {
        state.feed("x", x);
        try (Plan plan = prepare(graph)) {
            plan.run(0);
            return plan.toString();
        }
    }

    /** The graph "net": {@code y} becomes the positive part of {@code x}, two numbers. */
    private static Graph relu() {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(2));
        graph.assign("y", graph.append("y", Relu.OP, Map.of(), x).output(0));
        return graph;
    }

    private static NDArray random(int stream, int... dims) {
        Philox random = new Philox(3, stream);
        NDArray array = NDArray.zeros(ArrayType.float32(dims));
        for (int i = 0; i < array.size(); i++) {
            array.set(i, random.uniform(i) - 0.5);
        }
        return array;
    }

    @Test
    void aPlanComputesWhatTheInterpreterComputes() {
        Graph graph = new Graph("two layers and their gradients");
        Map<String, NDArray> variables =
                Map.of(
                        "x", random(0, 2, 3, 6, 6),
                        "w1", random(1, 4, 3, 3, 3),
                        "b1", random(2, 4),
                        "w2", random(3, 2, 4, 3, 3));
        Value x = graph.variable("x", variables.get("x").type());
        Value w1 = graph.variable("w1", variables.get("w1").type());
        Value b1 = graph.variable("b1", variables.get("b1").type());
        Value w2 = graph.variable("w2", variables.get("w2").type());
        Map<String, Object> window = Map.of("kernel", 3, "pad", 1);
        Value c1 = graph.append("c1", Conv.OP, window, x, w1, b1).output(0);
        Value r1 = graph.append("r1", Relu.OP, Map.of(), c1).output(0);
        Value c2 = graph.append("c2", Conv.OP, window, r1, w2).output(0);
        Map<Value, Value> gradients = Gradients.append(graph, c2, List.of(x, w1, b1, w2));
        graph.assign("y", c2);
        gradients.forEach((of, gradient) -> graph.assign(of.name() + "_grad", gradient));

        variables.forEach(state::feed);
        try (Plan plan = prepare(Compiler.compile(graph))) {
            plan.run(0);
            plan.run(1); // twice: nothing of the first run may show in the second
            assertThat(plan.plannedBytes()).isLessThan(plan.unplannedBytes());
        }

        Map<Value, NDArray> expected = Interpreter.run(graph, variables);
        graph.assigns()
                .forEach(
                        (name, value) ->
                                assertThat(state.fetch(name).toDoubles())
                                        .as(name)
                                        .containsExactly(
                                                expected.get(value).toDoubles(), within(1e-5)));
    }

    @Test
    void everyReaderSeesAVariableFromBeforeTheStep() {
        Graph graph = new Graph("swap");
        Value a = graph.variable("a", ArrayType.float32(2));
        Value b = graph.variable("b", ArrayType.float32(2));
        graph.assign("a", b);
        graph.assign("b", a);
        graph.assign("c", a);
        state.feed("a", NDArray.vector(1, 2));
        state.feed("b", NDArray.vector(3, 4));
        try (Plan plan = prepare(graph)) {
            plan.run(0);
        }
        assertThat(state.fetch("a")).isEqualTo(NDArray.vector(3, 4));
        assertThat(state.fetch("b")).isEqualTo(NDArray.vector(1, 2));
        assertThat(state.fetch("c")).isEqualTo(NDArray.vector(1, 2));
    }

    @Test
    void anAssignWaitsForReadersThatComeLater() {
        Graph graph = new Graph("late reader");
        Value x = graph.variable("x", ArrayType.float32(3));
        Value y = graph.append("y", Relu.OP, Map.of(), x).output(0);
        Value z = graph.append("z", Relu.GRAD_X, Map.of(), y, x).output(0);
        graph.assign("x", y);
        graph.assign("z", z);
        assertThat(run(graph, NDArray.vector(-1, 2, 3))).contains("Assign");
        assertThat(state.fetch("x")).isEqualTo(NDArray.vector(0, 2, 3));
        assertThat(state.fetch("z")).isEqualTo(NDArray.vector(0, 2, 3));
    }

    @Test
    void anUpdateHappensInPlaceWhereNobodyReadsLater() {
        Graph graph = new Graph("in place");
        Value x = graph.variable("x", ArrayType.float32(2));
        graph.assign("x", graph.append("y", Relu.OP, Map.of(), x).output(0));
        assertThat(run(graph, NDArray.vector(-1, 2))).contains("y:plain@x = Relu(x:plain@x)");
        assertThat(state.fetch("x")).isEqualTo(NDArray.vector(0, 2));
    }

    @Test
    void twoPlansHandAVariableToEachOther() {
        Graph back = new Graph("back");
        back.assign("x", back.variable("y", ArrayType.float32(2)));
        state.feed("x", NDArray.vector(-1, 2));
        state.feed("y", NDArray.vector(0, 0));
        try (Plan first = prepare(relu());
                Plan second = prepare(back)) {
            first.run(0);
            second.run(0);
            assertThat(state.fetch("x")).isEqualTo(NDArray.vector(0, 2));
            state.feed("x", NDArray.vector(7, -7));
            first.run(0);
            assertThat(state.fetch("y")).isEqualTo(NDArray.vector(7, 0));
        }
        assertThat(state.fetch("y")).as("after closing").isEqualTo(NDArray.vector(7, 0));
    }

    @Test
    void aVariableWithoutContentOrOfAnotherTypeIsNamed() {
        try (Plan plan = prepare(relu())) {
            assertThatThrownBy(() -> plan.run(0))
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("\"net\" reads \"x\", which has no content");
            state.feed("x", NDArray.vector(1, 2, 3));
            assertThatThrownBy(() -> plan.run(0))
                    .hasMessageContaining("as float32 2, but it is now float32 3");
        }
    }

    @Test
    void aPlanThatRanNoticesThatAVariableIsGoneOrHasAnotherType() {
        state.feed("x", NDArray.vector(-1, 2));
        try (Plan plan = prepare(relu())) {
            plan.run(0);
            assertThat(plan.fits()).isTrue();
            state.feed("x", NDArray.vector(1, 2, 3));
            assertThat(plan.fits()).isFalse();
            assertThatThrownBy(() -> plan.run(0)).hasMessageContaining("but it is now float32 3");
            state.feed("x", NDArray.vector(-3, 4));
            assertThat(plan.fits()).isTrue();
            plan.run(0);
            assertThat(state.fetch("y")).isEqualTo(NDArray.vector(0, 4));
            state.remove("x");
            assertThat(plan.fits()).isFalse();
            assertThatThrownBy(() -> plan.run(0)).hasMessageContaining("has no content");
        }
    }

    @Test
    void aPlanThatGivesAVariableAnotherTypeDoesNotFitAfterwards() {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(3));
        graph.assign("x", graph.append("y", ArgMax.OP, Map.of("keepdims", 0), x).output(0));
        state.feed("x", NDArray.vector(1, 3, 2));
        try (Plan plan = prepare(graph)) {
            plan.run(0);
            assertThat(state.fetch("x")).isEqualTo(NDArray.of(Shape.SCALAR, 1L));
            assertThat(plan.fits()).isFalse();
            assertThatThrownBy(() -> plan.run(0)).hasMessageContaining("but it is now int64");
        }
    }

    @Test
    void aPlanPublishesAnewWhatSomebodyRemoved() {
        state.feed("x", NDArray.vector(-1, 2));
        try (Plan plan = prepare(relu())) {
            plan.run(0);
            state.remove("y");
            plan.run(0);
            assertThat(state.fetch("y")).isEqualTo(NDArray.vector(0, 2));
        }
    }

    @Test
    void randomNumbersDependOnTheNumberOfTheRunAndNotOnWhatRanBefore() {
        Graph graph = new Graph("net");
        OpDef fill = OpCatalog.get("UniformFill");
        graph.assign("y", graph.append("y", fill, Map.of("shape", List.of(4))).output(0));
        try (Plan plan = prepare(graph)) {
            plan.run(7);
            NDArray seventh = state.fetch("y");
            plan.run(8);
            assertThat(state.fetch("y")).isNotEqualTo(seventh);
            plan.run(7);
            assertThat(state.fetch("y")).isEqualTo(seventh);
            Philox random = Philox.of(0, "y", 7);
            assertThat(seventh.get(3)).isEqualTo((float) random.uniform(3));
        }
    }

    @Test
    void theSameGraphGivesTheSameText() {
        OpDef relu = OpCatalog.get("Relu");
        String[] texts = new String[2];
        for (int i = 0; i < 2; i++) {
            Graph graph = new Graph("net");
            Value v = graph.variable("x", ArrayType.float32(2, 3));
            for (int k = 0; k < 5; k++) {
                v = graph.append("r", relu, Map.of(), v).output(0);
            }
            graph.assign("y", v);
            try (Plan plan = prepare(graph)) {
                texts[i] = graph + plan.toString();
            }
        }
        assertThat(texts[0]).isEqualTo(texts[1]).contains("r_4");
    }

    @Test
    void shapesThatDoNotFitAreNamedWithTheNode() {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(1, 3, 8, 8));
        Value w = graph.variable("w", ArrayType.float32(4, 5, 3, 3));
        assertThatThrownBy(() -> graph.append("conv1", Conv.OP, Map.of("kernel", 3), x, w))
                .hasMessageContaining("Conv \"conv1\"")
                .hasMessageContaining("X has 3 channels");
        assertThat(Shape.of(2, 3)).hasToString("2x3");
    }
}
