package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duograph.plan.Placement;
import org.duograph.session.op.StaticShape;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Choices and loops, their captured tensors, shapes, gradients and random numbers. */
class ControlFlowTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);
    private final NDArray rows = NDArray.of(Shape.of(2, 2), 0.5f, -1, 2, 0.25f);

    private Session session() {
        return new Session(g, Placement.ofBest(), 1);
    }

    private static NDArray truth(boolean yes) {
        return NDArray.full(new ArrayType(DType.BOOL, Shape.SCALAR), yes ? 1 : 0);
    }

    private void checkGradient(Tensor y, NDArray at) {
        new Slopes(g).check(y, x, at);
    }

    @Test
    void aConditionRunsOneOfTwoFunctionsWhichUseTensorsFromOutside() {
        Tensor yes = g.placeholder("yes", DType.BOOL);
        Variable w = g.variable("w", new float[] {2, 3});
        Tensor y =
                g.flow()
                        .cond(yes, () -> List.of(x.times(w.read())), () -> List.of(x.plus(10)))
                        .get(0);
        assertThat(y.operation().type()).isEqualTo("StatelessIf");
        assertThat(y.shape()).hasToString("(?, 2)");
        try (Session s = session()) {
            s.initialize();
            assertThat(s.feed(x, rows).feed(yes, truth(true)).run(y))
                    .isEqualTo(NDArray.of(Shape.of(2, 2), 1f, -3, 4, 0.75f));
            assertThat(s.feed(x, rows).feed(yes, truth(false)).run(y))
                    .isEqualTo(NDArray.of(Shape.of(2, 2), 10.5f, 9, 12, 10.25f));
        }
    }

    @Test
    void aConditionHasAGradientAndOneInsideOfAnotherToo() {
        Tensor big = x.sum().greater(1f);
        Tensor y =
                g.flow()
                        .cond(
                                big,
                                () -> List.of(x.square()),
                                () ->
                                        g.flow()
                                                .cond(
                                                        x.sum().greater(-5f),
                                                        () -> List.of(x.times(3f).exp()),
                                                        () -> List.of(x.tanh())))
                        .get(0)
                        .sum();
        checkGradient(y, rows);
        checkGradient(y, NDArray.of(Shape.of(1, 2), 0.1f, 0.2f));
        checkGradient(y, NDArray.of(Shape.of(1, 2), -6f, 0.2f));
    }

    @Test
    void branchesThatDifferAreRefused() {
        Tensor yes = x.sum().greater(1f);
        assertThatThrownBy(
                        () ->
                                g.flow()
                                        .cond(
                                                yes,
                                                () -> List.of(x),
                                                () -> List.of(x.cast(DType.INT32))))
                .hasMessageContaining("must give the same number of tensors of the same types");
        assertThatThrownBy(
                        () ->
                                g.flow()
                                        .cond(
                                                yes,
                                                () -> List.of(x.sum(1)),
                                                () -> List.of(x.sum(0, 1))))
                .hasMessageContaining("Both branches must give the same types and shapes");
    }

    @Test
    void aLoopRunsAsLongAsItsConditionSays() {
        List<Tensor> ends =
                g.flow()
                        .whileLoop(
                                v -> v.get(0).less(100f),
                                v -> List.of(v.get(0).times(2f), v.get(1).plus(1)),
                                x.sum(),
                                g.constant(0));
        assertThat(ends.get(1).shape()).hasToString("()");
        try (Session s = session()) {
            NDArray three = NDArray.of(Shape.of(1, 2), 1f, 2);
            Fetched both = s.feed(x, three).run(ends.get(0), ends.get(1));
            assertThat(both.get(0).get(0)).isEqualTo(192);
            assertThat(both.get(1).get(0)).isEqualTo(6);
        }
    }

    @Test
    void aLoopWithAndWithoutABoundHasAGradient() {
        Variable w = g.variable("w", new float[] {0.5f, 1.5f});
        Tensor bounded =
                g.flow()
                        .whileLoop(
                                3,
                                v -> v.get(0).sum().less(1e9f),
                                v -> List.of(v.get(0).times(w.read()).plus(x).tanh()),
                                x)
                        .get(0);
        checkGradient(bounded.sum(), rows);
        Tensor unbounded =
                g.flow()
                        .whileLoop(
                                v -> v.get(1).square().sum().less(40f),
                                v -> List.of(v.get(0).times(x).plus(x), v.get(1).plus(w.read())),
                                x,
                                w.read())
                        .get(0);
        checkGradient(unbounded.sum(), rows);
        Tensor dw = g.gradients(bounded.sum(), List.of(w.read())).get(0);
        try (Session s = session()) {
            s.initialize();
            assertThat(s.feed(x, rows).run(dw).shape()).isEqualTo(Shape.of(2));
        }
    }

    @Test
    void aLoopThatCountsIsBounded() {
        List<Tensor> ends =
                g.flow()
                        .whileLoop(
                                v -> v.get(0).less(7),
                                v -> List.of(v.get(0).plus(2), v.get(1).times(x)),
                                g.constant(0),
                                x);
        List<Tensor> open =
                g.flow()
                        .whileLoop(
                                v -> v.get(0).sum().less(7f),
                                v -> List.of(v.get(0).square().plus(x.square()).plus(1f)),
                                x);
        assertThat(planOfGradient(ends.get(1))).doesNotContain(" again");
        assertThat(planOfGradient(open.get(0))).contains(" again");
        checkGradient(ends.get(1).sum(), rows);
    }

    private String planOfGradient(Tensor y) {
        Tensor dx = g.gradients(y, List.of(x)).get(0);
        try (Session s = session()) {
            Run run = s.feed(x, rows);
            run.run(dx);
            return s.plan(run, dx).toString();
        }
    }

    @Test
    void shapesAndTypesOfLoopVariablesStayTheSame() {
        Tensor two = g.constant("two", new float[] {1, 2});
        assertThatThrownBy(
                        () ->
                                g.flow()
                                        .whileLoop(
                                                v -> v.get(0).sum().less(9f),
                                                v -> List.of(v.get(0).reshape(2, 1)),
                                                two))
                .hasMessageContaining(
                        "Input tensor 'two:0' enters the loop with shape (2,), but has shape (2, 1) after one iteration");
        assertThatThrownBy(
                        () ->
                                g.flow()
                                        .whileLoop(
                                                v -> v.get(0).sum().less(9f),
                                                v -> List.of(v.get(0).cast(DType.INT32)),
                                                two))
                .hasMessageContaining("enters the loop with type float, but has type int32");
        assertThatThrownBy(
                        () ->
                                g.flow()
                                        .whileLoop(
                                                v -> v.get(0).less(9f),
                                                v -> List.of(v.get(0)),
                                                two))
                .hasMessageContaining("must give a bool scalar");
    }

    @Test
    void variablesAreMadeOutsideAndNotWrittenInside() {
        Tensor y =
                g.flow()
                        .whileLoop(
                                2,
                                v -> v.get(0).sum().less(1e9f),
                                v -> List.of(v.get(0).plus(g.variable("inside", 1f).read())),
                                x)
                        .get(0);
        try (Session s = session()) {
            s.initialize();
            assertThat(s.feed(x, rows).run(y).get(0)).isEqualTo(2.5);
        }
        Variable w = g.variable("w", 1f);
        assertThatThrownBy(
                        () ->
                                g.flow()
                                        .cond(
                                                x.sum().less(1f),
                                                () -> List.of(w.assign(3f)),
                                                () -> List.of(w.read())))
                .hasMessageContaining("'w:0' can't be written");
        assertThat(
                        g.flow()
                                .cond(
                                        x.sum().less(1f),
                                        () -> List.of(w.readValue()),
                                        () -> List.of(w.read())))
                .hasSize(1);
    }

    @Test
    void shapesThatAreKnownOutsideAreKnownInside() {
        Tensor shape = x.shapeTensor();
        Tensor y =
                g.flow()
                        .whileLoop(
                                2,
                                v -> v.get(0).sum().less(1e9f),
                                v ->
                                        List.of(
                                                g.op("Reshape")
                                                        .input(v.get(0).reshape(-1), shape)
                                                        .tensor()),
                                x)
                        .get(0);
        assertThat(y.shape()).hasToString("(?, 2)");
        try (Session s = session()) {
            assertThat(s.feed(x, rows).run(y)).isEqualTo(rows);
        }
    }

    @Test
    void randomNumbersDifferFromIterationToIterationAndFromRunToRun() {
        List<Tensor> ends =
                g.flow()
                        .whileLoop(
                                3,
                                v -> v.get(0).sum().less(1e9f),
                                v -> {
                                    Tensor drawn =
                                            g.op("RandomUniform")
                                                    .input(g.constant(new int[] {2}))
                                                    .attr("dtype", DType.FLOAT32)
                                                    .attr("seed", 3)
                                                    .tensor();
                                    return List.of(drawn, v.get(0));
                                },
                                g.constant(new float[2]),
                                g.constant(new float[2]));
        assertThat(ends.get(0).operation().type()).isEqualTo("While");
        try (Session s = session()) {
            Fetched first = s.run(ends.get(0), ends.get(1));
            Fetched second = s.run(ends.get(0), ends.get(1));
            assertThat(first.get(0)).isNotEqualTo(first.get(1));
            assertThat(second.get(0)).isNotEqualTo(first.get(0));
            assertThat(second.get(1)).isNotEqualTo(first.get(0));
        }
    }

    @Test
    void anExtentOfALoopVariableMayChangeWhereTheNumberOfIterationsIsKnown() {
        Tensor one = g.constant(NDArray.zeros(ArrayType.float32(1, 2)));
        ControlFlow growing = g.flow().shapeInvariants(StaticShape.of(), StaticShape.of(-1, 2));
        Tensor y =
                growing.whileLoop(
                                v -> v.get(0).less(3),
                                v -> List.of(v.get(0).plus(1), twice(v.get(1))),
                                g.constant(0),
                                x)
                        .get(1);
        try (Session s = session()) {
            NDArray all = s.feed(x, rows).run(y);
            assertThat(all.shape()).isEqualTo(Shape.of(16, 2));
            assertThat(all.get(31)).isEqualTo(0.25 * 27);
        }
        checkGradient(y.square().sum(), rows);
        Tensor atMost =
                g.flow()
                        .shapeInvariants(StaticShape.of(-1, 2))
                        .whileLoop(2, v -> g.constant(true), v -> List.of(twice(v.get(0))), x)
                        .get(0);
        try (Session s = session()) {
            assertThat(s.feed(x, rows).run(atMost).shape()).isEqualTo(Shape.of(8, 2));
        }
        Tensor endless =
                growing.whileLoop(
                                v -> v.get(1).sum().less(9f),
                                v -> List.of(v.get(0), twice(v.get(1))),
                                g.constant(0),
                                one)
                        .get(1);
        try (Session s = session()) {
            assertThatThrownBy(() -> s.run(endless))
                    .hasMessageContaining(
                            "must be known when the run is planned how many there are");
        }
        assertThatThrownBy(
                        () ->
                                growing.whileLoop(
                                        v -> v.get(0).less(2000),
                                        v -> List.of(v.get(0).plus(1), longer(v.get(1), one)),
                                        g.constant(0),
                                        one))
                .hasMessageContaining("more than 1000 iterations");
        assertThatThrownBy(() -> growing.whileLoop(v -> g.constant(true), v -> v, x))
                .hasMessageContaining("2 shape invariants for 1 loop variables");
        assertThatThrownBy(
                        () ->
                                growing.whileLoop(
                                        v -> g.constant(true), v -> v, g.constant(0), x.sum()))
                .hasMessageContaining("is not compatible with the initial shape");
    }

    /** Rows, and behind them three times the rows. */
    private Tensor twice(Tensor rows) {
        return longer(rows, rows.times(3f));
    }

    private Tensor longer(Tensor rows, Tensor more) {
        return g.op("ConcatV2").input(rows, more, g.constant(0)).tensor();
    }
}
