package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duograph.plan.Placement;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Functions of each row, scans and folds. */
class RowsTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);
    private final NDArray rows = NDArray.of(Shape.of(3, 2), 0.5f, -1, 2, 0.25f, -0.75f, 1.5f);
    private final Tensor numbers = g.constant(new float[] {1, 2, 3, 4});
    private final Slopes slopes = new Slopes(g);

    private NDArray run(Tensor y) {
        try (Session s = new Session(g, Placement.ofBest(), 1)) {
            return s.feed(x, rows).run(y);
        }
    }

    private void checkTwice(Tensor y) {
        slopes.check(y, x, rows);
        Tensor dx = g.gradients(y, List.of(x)).get(0);
        slopes.check(dx.square().sum(), x, rows);
    }

    @Test
    void aFunctionOfEachRowIsStacked() {
        Tensor y = g.flow().mapFn(row -> row.square().sum(), x);
        assertThat(y.shape()).hasToString("(?,)");
        assertThat(run(y)).isEqualTo(NDArray.vector(1.25f, 4.0625f, 2.8125f));
        Tensor whole = g.flow().mapFn(row -> row.argMax(0), x);
        assertThat(run(whole)).isEqualTo(NDArray.of(Shape.of(3), 0L, 0, 1));
        checkTwice(g.flow().mapFn(row -> row.exp().times(x.sum(0)), x).square().sum());
    }

    @Test
    void aFunctionOfRowsOfSeveralTensorsGivesSeveral() {
        List<Tensor> both =
                g.flow()
                        .mapFn(
                                v -> List.of(v.get(0).times(v.get(1)), v.get(1).plus(1f)),
                                List.of(x, x.sum(1)));
        assertThat(run(both.get(0)))
                .isEqualTo(
                        NDArray.of(Shape.of(3, 2), -0.25f, 0.5f, 4.5f, 0.5625f, -0.5625f, 1.125f));
        assertThat(run(both.get(1))).isEqualTo(NDArray.vector(0.5f, 3.25f, 1.75f));
        checkTwice(both.get(0).square().sum().plus(both.get(1).square().sum()));
    }

    @Test
    void aScanGivesAllResultsAndAFoldTheLast() {
        assertThat(run(g.flow().scan((sum, v) -> sum.plus(v), numbers)))
                .isEqualTo(NDArray.vector(1, 3, 6, 10));
        assertThat(run(g.flow().reverse().scan((sum, v) -> sum.plus(v), numbers)))
                .isEqualTo(NDArray.vector(10, 9, 7, 4));
        Tensor ten = g.constant(10f);
        assertThat(run(g.flow().scan((sum, v) -> sum.plus(v), numbers, ten)))
                .isEqualTo(NDArray.vector(11, 13, 16, 20));
        assertThat(run(g.flow().reverse().scan((sum, v) -> sum.plus(v), numbers, ten)))
                .isEqualTo(NDArray.vector(20, 19, 17, 14));
        assertThat(run(g.flow().foldl((a, v) -> a.times(2f).minus(v), numbers)).get(0))
                .isEqualTo(-10);
        assertThat(run(g.flow().foldl((a, v) -> a.times(2f).minus(v), numbers, ten)).get(0))
                .isEqualTo(134);
        assertThat(run(g.flow().foldr((a, v) -> a.times(2f).minus(v), numbers)).get(0))
                .isEqualTo(15);
        assertThat(run(g.flow().foldr((a, v) -> a.times(2f).minus(v), numbers, ten)).get(0))
                .isEqualTo(111);
    }

    @Test
    void scansAndFoldsHaveGradientsOfGradients() {
        checkTwice(g.flow().scan((a, v) -> a.times(v).plus(v), x).square().sum());
        checkTwice(
                g.flow()
                        .reverse()
                        .scan((a, v) -> a.times(v).tanh(), x, x.sum(0).times(0.5f))
                        .square()
                        .sum());
        checkTwice(g.flow().foldr((a, v) -> a.times(v).plus(v), x).sum());
        List<Tensor> two =
                g.flow()
                        .scan(
                                (a, v) ->
                                        List.of(
                                                a.get(0).times(v.get(0)).plus(a.get(1)),
                                                a.get(1).plus(v.get(1))),
                                List.of(x, x.sum(1)),
                                List.of(g.constant(new float[] {1, 1}), g.constant(0f)));
        checkTwice(two.get(0).square().sum().plus(two.get(1).square().sum()));
    }

    @Test
    void whatHasNoRowsOrChangesIsRefused() {
        Tensor one = g.constant(1f);
        assertThatThrownBy(() -> g.flow().mapFn(v -> v, one))
                .hasMessageContaining("elems must be tensors with as many rows each");
        assertThatThrownBy(() -> g.flow().mapFn(v -> v, List.of(numbers, g.constant(new float[3]))))
                .hasMessageContaining("elems must be tensors with as many rows each");
        assertThatThrownBy(() -> g.flow().mapFn(v -> v, List.of()))
                .hasMessageContaining("at least one tensor");
        assertThatThrownBy(() -> g.flow().scan((a, v) -> a.cast(DType.INT32), numbers))
                .hasMessageContaining("enters the loop with type float, but has type int32");
    }

    @Test
    void variablesMadeInAFunctionOfRowsAreMadeOnce() {
        Tensor y = g.flow().mapFn(row -> row.times(g.variable("w", 2f).read()).sum(), x);
        assertThat(g.variables()).hasSize(1);
        try (Session s = new Session(g, Placement.ofBest(), 1)) {
            s.initialize();
            assertThat(s.feed(x, rows).run(y)).isEqualTo(NDArray.vector(-1, 4.5f, 1.5f));
        }
    }
}
