package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.TensorArray;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.op.StaticShape;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Arrays of tensors that we write, TensorFlow fills and reads as we do. */
class TensorArrayTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);
    private final NDArray rows = NDArray.of(Shape.of(3, 2), 0.5f, -1, 2, 0.25f, -0.75f, 1.5f);

    private void compare(Tensor... ys) {
        try (Session s = new Session(g);
                TensorFlow1 tf = new TensorFlow1(GraphDefWriter.write(g))) {
            for (Tensor y : ys) {
                NDArray theirs = tf.run(Map.of("x", rows), List.of(), List.of(y.name())).get(0);
                assertThat(s.feed(x, rows).run(y)).as(y.name()).isEqualTo(theirs);
            }
        }
    }

    @Test
    void whatIsWrittenAndReadIsTheSame() {
        Tensor size = g.op("Size").input(x.sum(1)).tensor();
        TensorArray array = g.flow().tensorArray(DType.FLOAT32, size).unstack(x);
        TensorArray four = g.flow().tensorArray(DType.FLOAT32, 4, Shape.of(2));
        TensorArray some = four.scatter(g.constant(new int[] {3, 0, 1}), x);
        some = some.write(2, array.read(1));
        Tensor numbers = g.constant(new float[] {1, 2, 3, 4, 5, 6});
        TensorArray parts = g.flow().tensorArray(DType.FLOAT32, 2).split(numbers, 3, 3);
        compare(
                array.stack(),
                array.size(),
                some.stack(),
                some.concat(),
                some.gather(g.constant(new int[] {2, 0, 2})),
                parts.read(1));
    }

    @Test
    void aLoopReadsAndWritesThemAsThere() {
        Tensor size = g.op("Size").input(x.sum(1)).tensor();
        TensorArray in = g.flow().tensorArray(DType.FLOAT32, size).unstack(x);
        TensorArray out = g.flow().tensorArray(DType.FLOAT32, size);
        List<Tensor> ends =
                g.flow()
                        .whileLoop(
                                v -> v.get(0).less(size),
                                v -> {
                                    Tensor next = v.get(1).times(in.read(v.get(0))).plus(1f);
                                    TensorArray more = out.at(v.get(2)).write(v.get(0), next);
                                    return List.of(v.get(0).plus(1), next, more.flow());
                                },
                                g.constant(0),
                                g.constant(new float[] {1, 1}),
                                out.flow());
        compare(out.at(ends.get(2)).stack(), ends.get(1));
    }

    @Test
    void functionsOfRowsAndScansGiveTheSame() {
        Tensor ten = g.constant(new float[] {10, 20});
        compare(
                g.flow().mapFn(row -> row.square().plus(x.sum(0)), x),
                g.flow().mapFn(row -> row.argMax(0), x),
                g.flow().scan((a, row) -> a.times(row).plus(row), x),
                g.flow().reverse().scan((a, row) -> a.times(row).plus(row), x, ten),
                g.flow().foldl((a, row) -> a.times(row).plus(row), x, ten),
                g.flow().foldr((a, row) -> a.times(row).plus(row), x));
    }

    @Test
    void casesAndChangingShapesGiveTheSame() {
        Tensor y =
                g.flow()
                        .cases()
                        .when(x.sum().less(0f), () -> x.negative())
                        .when(x.sum().greater(1f), () -> x.square())
                        .exclusive()
                        .otherwise(() -> x);
        Tensor z =
                g.flow()
                        .shapeInvariants(StaticShape.of(), StaticShape.of(-1, 2))
                        .whileLoop(
                                v -> v.get(0).less(3),
                                v ->
                                        List.of(
                                                v.get(0).plus(1),
                                                g.op("ConcatV2")
                                                        .input(v.get(1), v.get(1), g.constant(0))
                                                        .tensor()),
                                g.constant(0),
                                x)
                        .get(1);
        compare(z, g.flow().cond(x.sum().less(0f), () -> x.negative(), () -> x));
        compare(y);
    }
}
