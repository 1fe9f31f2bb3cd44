package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.session.op.Case.floats;
import static org.duograph.session.op.Case.ints;
import static org.duograph.session.op.Case.real;
import static org.duograph.session.op.Case.truths;
import static org.duograph.session.op.Case.whole;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Places, and tensors that are made of numbers that are known. */
class IndicesTest implements OperatorCases {
    private static final NDArray X = floats(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);

    @Override
    public List<Case> cases() {
        return List.of(
                Case.of("Gather")
                        .in(X, ints(2, 0, 2))
                        .gives(floats(Shape.of(3, 2), 5, 6, 1, 2, 5, 6))
                        .slopes(),
                Case.of("GatherV2")
                        .in(X, NDArray.of(Shape.of(1, 2), 1, 0))
                        .known(whole(1))
                        .gives(floats(Shape.of(3, 1, 2), 2, 1, 4, 3, 6, 5))
                        .slopes(),
                Case.of("GatherNd")
                        .in(X, NDArray.of(Shape.of(2, 2), 2, 1, 0, 0))
                        .gives(floats(6, 1))
                        .slopes(),
                Case.of("ScatterNd")
                        .in(NDArray.of(Shape.of(3, 1), 1, 3, 1), floats(5, 6, 7))
                        .known(ints(4))
                        .gives(floats(0, 12, 0, 6))
                        .slopes(),
                Case.of("UnsortedSegmentSum")
                        .in(X, ints(1, -1, 1))
                        .known(whole(2))
                        .gives(floats(Shape.of(2, 2), 0, 0, 6, 8))
                        .slopes(),
                Case.of("DynamicStitch")
                        .known(ints(2, 0), whole(1))
                        .in(floats(Shape.of(2, 2), 1, 2, 3, 4), floats(5, 6))
                        .gives(floats(Shape.of(3, 2), 3, 4, 5, 6, 1, 2))
                        .slopes(),
                Case.of("OneHot")
                        .in(ints(1, 3, -1))
                        .known(whole(3))
                        .in(real(5), real(-1))
                        .gives(floats(Shape.of(3, 3), -1, 5, -1, -1, -1, -1, -1, -1, -1))
                        .slopes(),
                Case.of("OneHot")
                        .attr("axis", 0)
                        .in(ints(1, 0))
                        .known(whole(2))
                        .in(whole(1), whole(0))
                        .gives(NDArray.of(Shape.of(2, 2), 0, 1, 1, 0)),
                Case.of("InvertPermutation").in(ints(2, 0, 1)).gives(ints(1, 2, 0)),
                Case.of("TopKV2")
                        .in(floats(Shape.of(2, 3), 1, 5, 4, 7, 6, 0))
                        .known(whole(2))
                        .gives(
                                floats(Shape.of(2, 2), 5, 4, 7, 6),
                                NDArray.of(Shape.of(2, 2), 1, 2, 0, 1))
                        .slopes(),
                Case.of("TopK").attr("k", 1).in(floats(1, 5, 4)).gives(floats(5), ints(1)),
                Case.of("InTopK")
                        .attr("k", 2)
                        .in(floats(Shape.of(2, 3), 1, 5, 4, 3, 2, 1), ints(2, 2))
                        .gives(truths(1, 0)),
                Case.of("InTopKV2")
                        .in(
                                floats(Shape.of(3, 2), 1, 1, 1, Float.NaN, 2, 1),
                                ints(1, 0, 5),
                                whole(1))
                        .gives(truths(1, 0, 0)),
                Case.of("ZerosLike").in(floats(1, Float.NaN)).gives(floats(0, 0)),
                Case.of("OnesLike").in(ints(4, 5)).gives(ints(1, 1)),
                Case.of("Fill")
                        .known(ints(2, 2))
                        .in(real(7))
                        .gives(floats(Shape.of(2, 2), 7, 7, 7, 7))
                        .slopes(),
                Case.of("BroadcastTo")
                        .in(floats(Shape.of(2, 1), 1, 2))
                        .known(ints(2, 2))
                        .gives(floats(Shape.of(2, 2), 1, 1, 2, 2))
                        .slopes(),
                Case.of("BroadcastGradientArgs")
                        .known(ints(2, 3, 1), ints(3, 4))
                        .gives(ints(2), ints(0)),
                Case.of("BroadcastGradientArgs")
                        .known(ints(2, 3), ints(2, 3))
                        .gives(ints(), ints()),
                Case.of("Range").known(whole(3), whole(18), whole(6)).gives(ints(3, 9, 15)),
                Case.of("Range").known(real(1), real(0), real(-0.5f)).gives(floats(1, 0.5f)),
                Case.of("LinSpace")
                        .known(real(0), real(1), whole(5))
                        .gives(floats(0, 0.25f, 0.5f, 0.75f, 1)));
    }

    private static Session session(Graph g) {
        return new Session(g);
    }

    @Test
    void aPlaceThatIsOutsideIsNamedWhenTheGraphRuns() {
        Graph g = new Graph();
        Tensor places = g.placeholder("places", DType.INT32, 1, 2);
        Tensor taken = g.op("GatherNd").input(g.constant(X), places).tensor();
        try (Session s = session(g)) {
            NDArray outside = NDArray.of(Shape.of(1, 2), 2, 2);
            assertThatThrownBy(() -> s.feed(places, outside).run(taken))
                    .hasMessageContaining("indices[0] = [2, 2] does not index into shape 3x2");
        }
    }

    @Test
    void whatDependsOnDataIsRefusedWithTheReason() {
        Graph g = new Graph();
        Tensor c = g.placeholder("c", DType.BOOL, 3);
        assertThatThrownBy(() -> g.op("Where").input(c).build())
                .hasMessageContaining("planned before there are data")
                .hasMessageContaining("Select");
        Tensor many = g.placeholder("many", DType.INT32, 5000);
        Tensor n = many.sum();
        Tensor range = g.op("Range").input(g.constant(0), n, g.constant(1)).tensor();
        try (Session s = session(g)) {
            NDArray zeros = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(5000)));
            assertThatThrownBy(() -> s.feed(many, zeros).run(range))
                    .hasMessageContaining("the limit of a range must be known");
        }
        assertThatThrownBy(
                        () ->
                                g.op("Range")
                                        .input(g.constant(5), g.constant(3), g.constant(1))
                                        .build())
                .hasMessageContaining("Requires start <= limit when delta > 0: 5/3");
    }
}
