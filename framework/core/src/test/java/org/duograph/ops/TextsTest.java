package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Graph;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Value;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Arrays of texts move, are compared, and say numbers. */
class TextsTest {
    private static final NDArray PETS =
            NDArray.ofTexts(Shape.of(3, 2), "cat", "dog", "", "cow", "Kätzchen", "cat");

    private static NDArray run(String type, Map<String, ?> attrs, NDArray... inputs) {
        return ReferenceCall.run(OpCatalog.get(type), attrs, List.of(inputs)).get(0);
    }

    @Test
    void moveAsNumbersDo() {
        assertThat(run("Gather", Map.of(), PETS, NDArray.of(Shape.of(1), 2)).texts())
                .containsExactly("Kätzchen", "cat");
        assertThat(run("Transpose", Map.of(), PETS).texts())
                .containsExactly("cat", "", "Kätzchen", "dog", "cow", "cat");
        Map<String, ?> box = Map.of("starts", List.of(0, 1), "ends", List.of(2, 2));
        assertThat(run("Slice", box, PETS))
                .isEqualTo(NDArray.ofTexts(Shape.of(2, 1), "dog", "cow"));
        assertThat(run("Concat", Map.of("axis", 0), PETS, PETS).texts()[11]).isEqualTo("cat");
        assertThat(run("Tile", Map.of("tiles", 2, "axis", 0), PETS).texts()[6]).isEqualTo("cat");
        assertThat(run("Reshape", Map.of("shape", List.of(6)), PETS).texts())
                .isEqualTo(PETS.texts());
    }

    @Test
    void areEqualLetterByLetter() {
        NDArray one = NDArray.ofTexts(Shape.of(1), "cat");
        assertThat(run("EQ", Map.of(), PETS, one).toDoubles()).containsExactly(1, 0, 0, 0, 0, 1);
        assertThat(run("NE", Map.of(), PETS, one).toDoubles()).containsExactly(0, 1, 1, 1, 1, 0);
    }

    @Test
    void sayNumbersAndNumbersAreWritten() {
        NDArray texts = NDArray.ofTexts(Shape.of(3), "1.5", "-2e3", "inf");
        NDArray numbers = run("Cast", Map.of("to", DType.FLOAT32), texts);
        assertThat(numbers.floats()).containsExactly(1.5f, -2000, Float.POSITIVE_INFINITY);
        assertThat(run("Cast", Map.of("to", DType.STRING), numbers).texts())
                .containsExactly("1.5", "-2000.0", "inf");
        assertThatThrownBy(() -> run("Cast", Map.of("to", DType.INT32), PETS))
                .hasMessageContaining("\"cat\" is not a whole number that int32 can hold");
        assertThatThrownBy(() -> run("Cast", Map.of("to", DType.BOOL), PETS))
                .hasMessageContaining("string can't be converted to bool");
    }

    @Test
    void areNoNumbersToComputeWith() {
        assertThatThrownBy(() -> run("Add", Map.of(), PETS, PETS))
                .hasMessage("A must hold numbers, found string 3x2; convert it with Cast");
        assertThatThrownBy(() -> run("Relu", Map.of(), PETS))
                .hasMessageContaining("X must hold floating-point numbers, found string 3x2");
    }

    @Test
    void stayInVariablesFromRunToRun() {
        Graph graph = new Graph("texts");
        Value x = graph.variable("x", PETS.type());
        Value other = graph.constant("other", NDArray.ofTexts(Shape.of(1), "cow"));
        graph.assign("same", graph.append("eq", OpCatalog.get("EQ"), Map.of(), x, other).output(0));
        graph.assign("x", graph.append("copy", OpCatalog.get("Copy"), Map.of(), x).output(0));
        try (State state = new State();
                Placement placement = Placement.of(new JavaBackend())) {
            state.feed("x", PETS);
            try (Plan plan = Plan.prepare(graph, placement, state, new Plan.Options(0, true))) {
                plan.run(0);
                plan.run(1);
                assertThat(state.fetch("x")).isEqualTo(PETS);
                assertThat(state.fetch("same").type())
                        .isEqualTo(new ArrayType(DType.BOOL, Shape.of(3, 2)));
                assertThat(state.fetch("same").toDoubles()).containsExactly(0, 0, 0, 1, 0, 0);
            }
        }
    }
}
