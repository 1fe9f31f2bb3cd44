package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.session.op.Case.floats;
import static org.duograph.session.op.Case.ints;
import static org.duograph.session.op.Case.real;
import static org.duograph.session.op.Case.truths;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class ArithmeticTest implements OperatorCases {
    private static final float NAN = Float.NaN;
    private static final float INF = Float.POSITIVE_INFINITY;
    private static final NDArray COLUMN = floats(Shape.of(2, 1), 1, -2);
    private static final NDArray ROW = floats(3, 0.5f, -4);

    @Override
    public List<Case> cases() {
        return List.of(
                two("Add", 4, 1.5f, -3, 1, -1.5f, -6),
                two("AddV2", 4, 1.5f, -3, 1, -1.5f, -6),
                two("Sub", -2, 0.5f, 5, -5, -2.5f, 2),
                two("Mul", 3, 0.5f, -4, -6, -1, 8),
                two("RealDiv", 1 / 3f, 2, -0.25f, -2 / 3f, -4, 0.5f),
                two("Div", 1 / 3f, 2, -0.25f, -2 / 3f, -4, 0.5f),
                two("SquaredDifference", 4, 0.25f, 25, 25, 6.25f, 4),
                two("Maximum", 3, 1, 1, 3, 0.5f, -2),
                two("Minimum", 1, 0.5f, -4, -2, -2, -4),
                two("DivNoNan", 1 / 3f, 2, -0.25f, -2 / 3f, -4, 0.5f),
                Case.of("Div").in(ints(7, -7), ints(2, 2)).gives(ints(3, -3)),
                Case.of("TruncateDiv").in(ints(7, -7), ints(2, 2)).gives(ints(3, -3)),
                Case.of("FloorDiv").in(ints(7, -7, 6), ints(2, 2, -4)).gives(ints(3, -4, -2)),
                Case.of("FloorDiv").in(floats(7, -7), floats(2, 2)).gives(floats(3, -4)),
                Case.of("FloorMod").in(ints(7, -7, 6), ints(3, 3, -4)).gives(ints(1, 2, -2)),
                Case.of("FloorMod")
                        .in(floats(7.5f, -7, 3.5f), floats(3, 3, -2))
                        .gives(floats(1.5f, 2, -0.5f))
                        .slopes(),
                Case.of("Mod").in(ints(7, -7), ints(3, 3)).gives(ints(1, -1)),
                Case.of("TruncateMod").in(floats(-7), floats(3)).gives(floats(-1)).slopes(),
                Case.of("Pow").in(real(2), floats(3, -1)).gives(floats(8, 0.5f)).slopes(),
                Case.of("Pow").in(ints(3, -2), ints(4, 3)).gives(ints(81, -8)),
                Case.of("Maximum")
                        .in(floats(INF, -INF, NAN, 1), floats(1, -INF, 1, INF))
                        .gives(floats(INF, -INF, NAN, INF)),
                Case.of("Minimum")
                        .in(floats(INF, -INF, INF), floats(1, 5, INF))
                        .gives(floats(1, -INF, INF)),
                Case.of("Maximum").in(ints(1, 5), ints(3, 2)).gives(ints(3, 5)),
                Case.of("DivNoNan").in(floats(1, 0), floats(0, 0)).gives(floats(0, 0)),
                Case.of("MulNoNan").in(floats(INF, 2), floats(0, 3)).gives(floats(0, 6)),
                Case.of("Xdivy").in(floats(0, 6), floats(0, 3)).gives(floats(0, 2)),
                Case.of("Xlogy").in(floats(0, 2), floats(0, 1)).gives(floats(0, 0)),
                Case.of("AddN").in(floats(1), floats(2), floats(3)).gives(floats(6)).slopes(),
                Case.of("AccumulateNV2")
                        .attr("shape", Shape.of(1))
                        .in(floats(1), floats(2))
                        .gives(floats(3))
                        .slopes(),
                Case.of("Equal").in(floats(1, NAN), floats(1, NAN)).gives(truths(1, 0)),
                Case.of("NotEqual").in(ints(1, 2), ints(1, 3)).gives(truths(0, 1)),
                Case.of("Less").in(floats(1, 2, 3), real(2)).gives(truths(1, 0, 0)),
                Case.of("LessEqual").in(floats(1, 2, 3), real(2)).gives(truths(1, 1, 0)),
                Case.of("Greater").in(floats(1, 2, 3), real(2)).gives(truths(0, 0, 1)),
                Case.of("GreaterEqual").in(floats(1, 2, 3), real(2)).gives(truths(0, 1, 1)),
                Case.of("ApproximateEqual")
                        .attr("tolerance", 0.1f)
                        .in(floats(1, 1), floats(1.05f, 1.2f))
                        .gives(truths(1, 0)),
                Case.of("LogicalAnd").in(truths(1, 1, 0), truths(1, 0, 0)).gives(truths(1, 0, 0)),
                Case.of("LogicalOr").in(truths(1, 1, 0), truths(1, 0, 0)).gives(truths(1, 1, 0)),
                Case.of("LogicalNot").in(truths(1, 0)).gives(truths(0, 1)),
                Case.of("Select")
                        .in(truths(1, 0), floats(1, INF), floats(NAN, 4))
                        .gives(floats(1, 4)),
                Case.of("Select")
                        .in(truths(1, 0), floats(Shape.of(2, 2), 1, 2, 3, 4))
                        .in(floats(Shape.of(2, 2), 5, 6, 7, 8))
                        .gives(floats(Shape.of(2, 2), 1, 2, 7, 8))
                        .slopes(),
                Case.of("SelectV2")
                        .in(truths(1, 0), COLUMN, real(9))
                        .gives(floats(Shape.of(2, 2), 1, 9, -2, 9))
                        .slopes(),
                Case.of("ClipByValue")
                        .in(floats(-3, 0.5f, 7), real(-1), real(2))
                        .gives(floats(-1, 0.5f, 2))
                        .slopes(),
                Case.of("Cast")
                        .attr("DstT", DType.INT32)
                        .in(floats(-1.7f, 2.9f))
                        .gives(ints(-1, 2)));
    }

    /** A column and a row, stretched over each other. */
    private static Case two(String type, float... y) {
        return Case.of(type).in(COLUMN, ROW).gives(floats(Shape.of(2, 3), y)).slopes();
    }

    @Test
    void theGradientOfWhatIsNotComputedIsZeroAndNotNaN() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2);
        Tensor y = g.placeholder("y", DType.FLOAT32, 2);
        Tensor z = g.op("DivNoNan").input(x, y).tensor();
        List<Tensor> gradients = g.gradients(z, List.of(x, y));
        try (Session s = new Session(g)) {
            NDArray zeros = floats(0, 2);
            assertThat(s.feed(x, floats(5, 1)).feed(y, zeros).run(gradients.get(0)))
                    .isEqualTo(floats(0, 0.5f));
            assertThat(s.feed(x, floats(5, 1)).feed(y, zeros).run(gradients.get(1)))
                    .isEqualTo(floats(0, -0.25f));
        }
    }

    @Test
    void ofTwoThatAreAlikeTheFirstGetsTheWholeGradient() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 1);
        Tensor y = g.placeholder("y", DType.FLOAT32, 1);
        List<Tensor> gradients = g.gradients(x.maximum(y), List.of(x, y));
        try (Session s = new Session(g)) {
            NDArray two = floats(2);
            assertThat(s.feed(x, two).feed(y, two).run(gradients.get(0))).isEqualTo(floats(1));
            assertThat(s.feed(x, two).feed(y, two).run(gradients.get(1))).isEqualTo(floats(0));
        }
    }

    @Test
    void shapesThatDoNotFitAreRefusedWhenTheGraphIsBuilt() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2);
        Tensor y = g.placeholder("y", DType.FLOAT32, 3);
        assertThatThrownBy(() -> x.plus(y)).hasMessageContaining("'Add'").hasMessageContaining("3");
        Tensor c = g.placeholder("c", DType.BOOL, 3);
        assertThatThrownBy(() -> g.op("Select").input(c, x, x).build())
                .hasMessageContaining("one for each row; found");
    }
}
