package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.session.op.Case.floats;
import static org.duograph.session.op.Case.ints;
import static org.duograph.session.op.Case.real;
import static org.duograph.session.op.Case.truths;
import static org.duograph.session.op.Case.whole;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class ReductionsTest implements OperatorCases {
    private static final NDArray X = floats(Shape.of(2, 3), 1, -2, 3, 4, 0.5f, -6);

    @Override
    public List<Case> cases() {
        NDArray truth = NDArray.of(Shape.of(2, 2), 1, 1, 0, 1).cast(DType.BOOL);
        return List.of(
                along("Sum", -1, 2, -1.5f),
                along("Mean", 1, 2 / 3f, -0.5f),
                along("Max", 1, 3, 4),
                along("Min", 1, -2, -6),
                along("Prod", 1, -6, -12),
                along("EuclideanNorm", 1, (float) Math.sqrt(14), (float) Math.sqrt(52.25)),
                Case.of("Sum").in(X).known(ints(0, 1)).gives(real(0.5f)).slopes(),
                Case.of("Sum").in(X).known(ints()).gives(X),
                Case.of("Prod").in(floats(0, 2, 3)).known(ints(0)).gives(real(0)).slopes(),
                Case.of("Prod").in(X).known(ints(-1, 0)).gives(real(72)).slopes(),
                Case.of("Max")
                        .attr("keep_dims", true)
                        .in(ints(3, -7))
                        .known(ints(0))
                        .gives(ints(3)),
                Case.of("Min").in(ints(3, -7)).known(ints(0)).gives(whole(-7)),
                Case.of("All").in(truth).known(ints(0)).gives(truths(0, 1)),
                Case.of("Any").in(truth).known(ints(1)).gives(truths(1, 1)),
                Case.of("ArgMax").in(X).known(whole(1)).gives(NDArray.of(Shape.of(2), 2L, 0)),
                Case.of("ArgMin")
                        .attr("output_type", DType.INT32)
                        .in(X)
                        .known(whole(-1))
                        .gives(ints(1, 2)),
                Case.of("Cumsum")
                        .in(X)
                        .known(whole(1))
                        .gives(floats(Shape.of(2, 3), 1, -1, 2, 4, 4.5f, -1.5f))
                        .slopes(),
                Case.of("Cumsum")
                        .attr("exclusive", true)
                        .attr("reverse", true)
                        .in(ints(1, 2, 4))
                        .known(whole(0))
                        .gives(ints(6, 4, 0)),
                Case.of("L2Loss").in(floats(1, -2, 3)).gives(real(7)).slopes());
    }

    private static Case along(String type, int axis, float... y) {
        return Case.of(type).in(X).known(ints(axis)).gives(floats(y)).slopes();
    }

    @Test
    void thoseThatAreAsLargeShareTheGradientOfAMaximum() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 3);
        Tensor dx = g.gradients(x.max(), List.of(x)).get(0);
        try (Session s = new Session(g)) {
            assertThat(s.feed(x, floats(5, 1, 5)).run(dx)).isEqualTo(floats(0.5f, 0, 0.5f));
        }
    }
}
