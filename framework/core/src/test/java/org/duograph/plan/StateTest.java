package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.NoSuchElementException;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Graph;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class StateTest {
    private static final Shape SHAPE = Shape.of(2, 2);

    private final State state = new State();

    @Test
    void numbersAreFedFromABufferAsFromAnArray() {
        FloatBuffer numbers = ByteBuffer.allocateDirect(24).asFloatBuffer();
        numbers.put(new float[] {9, 1, 2, 3, 4, 5}).position(1).limit(5);
        state.feed("x", SHAPE, numbers);
        numbers.put(1, 7);
        assertThat(state.fetch("x")).as("copied").isEqualTo(NDArray.of(SHAPE, 1f, 2f, 3f, 4f));
        state.feed("x", SHAPE, numbers);
        assertThat(state.fetch("x")).isEqualTo(NDArray.of(SHAPE, 7f, 2f, 3f, 4f));
        assertThat(numbers.position()).isEqualTo(1);
        assertThat(numbers.limit()).isEqualTo(5);
    }

    @Test
    void aBufferMakesAVariableWhatItWasNotBefore() {
        state.feed("x", NDArray.of(SHAPE, 1, 2, 3, 4));
        state.feed("x", SHAPE, FloatBuffer.wrap(new float[4]));
        assertThat(state.type("x")).isEqualTo(ArrayType.float32(2, 2));
        state.feed("x", Shape.of(3), FloatBuffer.wrap(new float[3]));
        assertThat(state.type("x")).isEqualTo(ArrayType.float32(3));
    }

    @Test
    void aBufferFeedsAVariableWhereAPlanPutIt() {
        Graph graph = new Graph("copy");
        graph.assign("y", graph.variable("x", ArrayType.float32(2, 2)));
        state.feed("x", SHAPE, FloatBuffer.wrap(new float[4]));
        try (Placement placement = Placement.of(new JavaBackend());
                Plan plan = Plan.prepare(graph, placement, state, new Plan.Options(0, true))) {
            state.feed("x", SHAPE, FloatBuffer.wrap(new float[] {0, 5, 6, 7, 8}, 1, 4));
            plan.run(0);
            NDArray y = NDArray.zeros(ArrayType.float32(2, 2));
            state.fetch("y", y);
            assertThat(y).isEqualTo(NDArray.of(SHAPE, 5f, 6f, 7f, 8f));
        }
    }

    @Test
    void aPlanTakesTheNumbersOverWhenItIsPrepared() {
        Graph graph = new Graph("copy");
        graph.assign("y", graph.variable("x", ArrayType.float32(2, 2)));
        state.feed("x", NDArray.of(SHAPE, 1f, 2f, 3f, 4f));
        Place fed = state.place("x");
        try (Placement placement = Placement.of(new JavaBackend());
                Plan plan = Plan.prepare(graph, placement, state, new Plan.Options(0, true))) {
            assertThat(state.place("x")).isNotSameAs(fed);
            assertThat(state.fetch("x")).isEqualTo(NDArray.of(SHAPE, 1f, 2f, 3f, 4f));
            assertThat(plan.fits()).isTrue();
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        FloatBuffer three = FloatBuffer.wrap(new float[3]);
        assertThatThrownBy(() -> state.feed("x", SHAPE, three))
                .hasMessage(
                        "Variable \"x\" was to be 2x2, which is 4 numbers, but the buffer has 3");
        NDArray vector = NDArray.vector(0);
        assertThatThrownBy(() -> state.fetch("x", vector))
                .isInstanceOf(NoSuchElementException.class);
        state.feed("x", NDArray.vector(1, 2));
        assertThatThrownBy(() -> state.fetch("x", vector))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "is float32 2 and can't be copied into an array of float32 1");
    }
}
