package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duograph.plan.Placement;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Choices that give one tensor or nothing, and choices among several functions. */
class CasesTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);
    private final NDArray rows = NDArray.of(Shape.of(2, 2), 0.5f, -1, 2, 0.25f);

    private Session session() {
        return new Session(g, Placement.ofBest(), 1);
    }

    private void checkGradient(Tensor y, NDArray at) {
        new Slopes(g).check(y, x, at);
    }

    @Test
    void aConditionOfOneTensorGivesOne() {
        Tensor y = g.flow().cond(x.sum().less(0f), () -> x.negative(), () -> x.square());
        assertThat(y.shape()).hasToString("(?, 2)");
        checkGradient(y.sum(), rows);
        checkGradient(y.sum(), NDArray.of(Shape.of(1, 2), -3f, 1));
    }

    @Test
    void aConditionMayGiveNothingAndCheckOrPrint() {
        Tensor good = x.sum().less(100f);
        Operation checked =
                g.flow()
                        .cond(
                                x.sum().greater(0f),
                                () -> {
                                    Tensor words = g.constant("too large");
                                    g.op("Assert").input(good, words).build();
                                },
                                () -> {});
        assertThat(checked.outputs()).isEmpty();
        assertThat(checked.type()).isEqualTo("If");
        try (Session s = session()) {
            Fetched fetched = s.feed(x, rows).run(x.sum(), checked);
            assertThat(fetched.get(0).get(0)).isEqualTo(1.75);
            s.feed(x, NDArray.of(Shape.of(1, 2), -500f, 1)).run(checked);
            assertThatThrownBy(() -> s.feed(x, NDArray.of(Shape.of(1, 2), 500f, 1)).run(checked))
                    .hasMessageContaining("too large");
        }
    }

    @Test
    void ofSeveralCasesTheFirstThatHoldsIsComputed() {
        Tensor sum = x.sum();
        Tensor y =
                g.flow()
                        .cases()
                        .when(sum.less(0f), () -> x.negative())
                        .when(sum.less(1f), () -> x.times(10f))
                        .when(sum.less(2f), () -> x.square())
                        .otherwise(() -> x);
        try (Session s = session()) {
            assertThat(s.feed(x, NDArray.of(Shape.of(1, 2), -3f, 1)).run(y).get(0)).isEqualTo(3);
            assertThat(s.feed(x, NDArray.of(Shape.of(1, 2), 0f, 0.5f)).run(y).get(1)).isEqualTo(5);
            assertThat(s.feed(x, NDArray.of(Shape.of(1, 2), 0f, 1.5f)).run(y).get(1))
                    .isEqualTo(2.25);
            assertThat(s.feed(x, NDArray.of(Shape.of(1, 2), 4f, 0)).run(y).get(0)).isEqualTo(4);
        }
        checkGradient(y.sum(), rows);
        Tensor dx = g.gradients(y.sum(), List.of(x)).get(0);
        checkGradient(dx.square().sum(), rows);
    }

    @Test
    void casesMayExcludeEachOtherAndMayNotBeLeftOut() {
        Tensor sum = x.sum();
        Tensor y =
                g.flow()
                        .cases()
                        .when(sum.less(1f), () -> x.times(10f))
                        .when(sum.greater(0f), () -> x.square())
                        .exclusive()
                        .otherwise(() -> x);
        Tensor z =
                g.flow()
                        .cases()
                        .when(sum.less(0f), () -> List.of(x, sum))
                        .when(sum.less(1f), () -> List.of(x.square(), sum))
                        .orFail()
                        .get(0);
        NDArray half = NDArray.of(Shape.of(1, 2), 0f, 0.5f);
        try (Session s = session()) {
            assertThat(s.feed(x, rows).run(y).get(0)).isEqualTo(0.25);
            assertThatThrownBy(() -> s.feed(x, half).run(y))
                    .hasMessageContaining("more than 1 conditions");
            assertThat(s.feed(x, half).run(z).get(1)).isEqualTo(0.25);
            assertThatThrownBy(() -> s.feed(x, rows).run(z))
                    .hasMessageContaining("None of the conditions evaluated as True");
        }
        assertThatThrownBy(() -> g.flow().cases().orFail())
                .hasMessageContaining("There are no cases");
    }
}
