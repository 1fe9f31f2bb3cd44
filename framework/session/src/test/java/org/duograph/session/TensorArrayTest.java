package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duograph.plan.Placement;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Arrays of tensors: what is written is read, in loops and branches, with gradients. */
class TensorArrayTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);
    private final NDArray rows = NDArray.of(Shape.of(3, 2), 0.5f, -1, 2, 0.25f, -0.75f, 1.5f);
    private final Slopes slopes = new Slopes(g);

    private NDArray run(Tensor y) {
        try (Session s = new Session(g, Placement.ofBest(), 1)) {
            return s.feed(x, rows).run(y);
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        TensorArray array = g.flow().tensorArray(DType.FLOAT32, 3, Shape.of(2));
        TensorArray two = array.write(0, g.constant(new float[] {1, 2}));
        two = two.write(g.constant(2), g.constant(new float[] {5, 6}));
        assertThat(run(two.read(2))).isEqualTo(NDArray.vector(5, 6));
        assertThat(run(two.stack())).isEqualTo(NDArray.of(Shape.of(3, 2), 1f, 2, 0, 0, 5, 6));
        assertThat(run(two.gather(g.constant(new int[] {2, 0, 2}))))
                .isEqualTo(NDArray.of(Shape.of(3, 2), 5f, 6, 1, 2, 5, 6));
        assertThat(run(two.concat())).isEqualTo(NDArray.vector(1, 2, 0, 0, 5, 6));
        assertThat(run(array.size())).isEqualTo(NDArray.of(Shape.SCALAR, 3));
        assertThat(run(array.stack())).isEqualTo(NDArray.of(Shape.of(3, 2), 0f, 0, 0, 0, 0, 0));
        assertThat(array.close().type()).isEqualTo("TensorArrayCloseV3");
        assertThat(two).hasToString("TensorArray of float32 at TensorArrayWriteV3_1:0");
    }

    @Test
    void rowsAndPartsOfATensorBecomeElements() {
        Tensor size = g.op("Size").input(x.sum(1)).tensor();
        TensorArray array = g.flow().tensorArray(DType.FLOAT32, size);
        assertThat(run(array.unstack(x).read(1))).isEqualTo(NDArray.vector(2, 0.25f));
        assertThat(run(array.unstack(x).stack())).isEqualTo(rows);
        TensorArray four = g.flow().tensorArray(DType.FLOAT32, 4);
        Tensor places = g.constant(new int[] {3, 0, 1});
        assertThat(run(four.scatter(places, x).stack()))
                .isEqualTo(NDArray.of(Shape.of(4, 2), 2f, 0.25f, -0.75f, 1.5f, 0, 0, 0.5f, -1));
        Tensor six = g.constant(new float[] {1, 2, 3, 4, 5, 6});
        assertThat(run(g.flow().tensorArray(DType.FLOAT32, 2).split(six, 3, 3).read(1)))
                .isEqualTo(NDArray.vector(4, 5, 6));
    }

    @Test
    void elementsOfAnotherKindAreRefusedInWords() {
        TensorArray array = g.flow().tensorArray(DType.FLOAT32, 2);
        TensorArray one = array.write(0, g.constant(new float[] {1, 2}));
        assertThatThrownBy(() -> one.write(1, g.constant(new float[] {1, 2, 3})))
                .hasMessageContaining("all elements are of one type and shape");
        assertThatThrownBy(() -> one.write(1, g.constant(new int[] {1, 2})))
                .hasMessageContaining("all elements are of one type and shape");
        assertThatThrownBy(() -> array.read(0))
                .hasMessageContaining("give it an element shape, or write it first");
        assertThatThrownBy(() -> array.split(g.constant(new float[3]), 1, 2))
                .hasMessageContaining("All elements of a TensorArray are of one shape");
        assertThatThrownBy(() -> array.split(g.constant(new float[3]), 3))
                .hasMessageContaining("is not equal to the size of lengths (2 vs. 1)");
        assertThatThrownBy(() -> array.split(g.constant(new float[3]), 2, 2))
                .hasMessageContaining("sum of lengths is 4 and value's shape is (3,)");
        assertThatThrownBy(() -> array.scatter(g.constant(new int[] {0}), g.constant(1f)))
                .hasMessageContaining("as many rows as indices");
        assertThatThrownBy(
                        () ->
                                g.op("TensorArrayReadV3")
                                        .input(x, g.constant(0), one.flow())
                                        .attr("dtype", DType.FLOAT32)
                                        .build())
                .hasMessageContaining("Input 0 (handle)");
        Tensor many = g.constant(NDArray.zeros(ArrayType.float32(5000))).plus(x.sum());
        Tensor n = many.sum().cast(DType.INT32);
        assertThatThrownBy(() -> run(g.flow().tensorArray(DType.FLOAT32, n).unstack(x).stack()))
                .hasMessageContaining("the size of a TensorArray must be known");
    }

    @Test
    void theSizeMayBeFed() {
        Tensor n = g.placeholder("n", DType.INT32);
        TensorArray array = g.flow().tensorArray(DType.FLOAT32, n);
        List<Tensor> ends =
                g.flow()
                        .whileLoop(
                                v -> v.get(0).less(n),
                                v -> {
                                    Tensor row = v.get(0).cast(DType.FLOAT32).plus(x.sum());
                                    TensorArray more = array.at(v.get(1)).write(v.get(0), row);
                                    return List.of(v.get(0).plus(1), more.flow());
                                },
                                g.constant(0),
                                array.flow());
        Tensor all = array.at(ends.get(1)).stack();
        Tensor dx = g.gradients(all.square(), List.of(x)).get(0);
        try (Session s = new Session(g, Placement.ofBest(), 1)) {
            Run three = s.feed(x, rows).feed(n, NDArray.of(Shape.SCALAR, 3));
            Fetched fetched = three.run(all, dx);
            assertThat(fetched.get(0)).isEqualTo(NDArray.vector(2.5f, 3.5f, 4.5f));
            assertThat(fetched.get(1).get(0)).isEqualTo(21);
            Run one = s.feed(x, rows).feed(n, NDArray.of(Shape.SCALAR, 1));
            assertThat(one.run(all)).isEqualTo(NDArray.vector(2.5f));
        }
    }

    /** Products of rows so far, written by a loop that reads them from an array. */
    private Tensor products(boolean shapeIsGiven) {
        Tensor size = g.op("Size").input(x.sum(1)).tensor();
        TensorArray in = g.flow().tensorArray(DType.FLOAT32, size).unstack(x);
        TensorArray out =
                shapeIsGiven
                        ? g.flow().tensorArray(DType.FLOAT32, size, Shape.of(2))
                        : g.flow().tensorArray(DType.FLOAT32, size);
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
        return out.at(ends.get(2)).stack();
    }

    @Test
    void aLoopReadsOneArrayAndWritesAnother() {
        NDArray expected = NDArray.of(Shape.of(3, 2), 1.5f, 0, 4, 1, -2, 2.5f);
        assertThat(run(products(true))).isEqualTo(expected);
        Tensor open = products(false);
        assertThat(open.shape()).hasToString("(?, 2)");
        assertThat(run(open)).isEqualTo(expected);
    }

    @Test
    void gradientsGoThroughArraysInLoopsTwice() {
        Tensor y = products(false);
        slopes.check(y.square().sum(), x, rows);
        Tensor dx = g.gradients(y.square().sum(), List.of(x)).get(0);
        slopes.check(dx.square().sum(), x, rows);
    }

    @Test
    void everythingThatAnArrayGivesHasAGradient() {
        Tensor fixed = g.placeholder("fixed", DType.FLOAT32, 3, 2);
        TensorArray array = g.flow().tensorArray(DType.FLOAT32, 4);
        TensorArray some = array.scatter(g.constant(new int[] {3, 0, 1}), fixed.square());
        TensorArray parts = g.flow().tensorArray(DType.FLOAT32, 2).split(fixed.reshape(6), 3, 3);
        Tensor y =
                some.gather(g.constant(new int[] {3, 1, 3}))
                        .square()
                        .sum()
                        .plus(some.write(2, some.read(0).exp()).concat().tanh().sum())
                        .plus(parts.read(1).times(parts.read(0)).square().sum());
        slopes.check(y, fixed, rows);
        Tensor dx = g.gradients(y, List.of(fixed)).get(0);
        slopes.check(dx.square().sum(), fixed, rows);
    }

    @Test
    void anArrayOfWholeNumbersIsWrittenInALoopAndInABranch() {
        TensorArray array = g.flow().tensorArray(DType.INT32, 3);
        List<Tensor> ends =
                g.flow()
                        .whileLoop(
                                v -> v.get(0).less(3),
                                v -> {
                                    Tensor i = v.get(0);
                                    TensorArray now = array.at(v.get(1));
                                    List<Tensor> written =
                                            g.flow()
                                                    .cond(
                                                            i.less(2),
                                                            () ->
                                                                    List.of(
                                                                            now.write(i, i.plus(5))
                                                                                    .flow()),
                                                            () -> List.of(now.flow()));
                                    return List.of(i.plus(1), written.get(0));
                                },
                                g.constant(0),
                                array.flow());
        assertThat(run(array.at(ends.get(1)).stack())).isEqualTo(NDArray.of(Shape.of(3), 5, 6, 0));
    }

    @Test
    void aLoopWithArraysIsReadFromAFileAsItWasWritten() {
        Tensor y = products(false);
        NDArray expected = run(y);
        Graph read = GraphDefReader.read(GraphDefWriter.write(g));
        assertThat(GraphDefWriter.write(read).getNodeList())
                .isEqualTo(GraphDefWriter.write(g).getNodeList());
        assertThat(GraphDefWriter.write(read).getLibrary().getFunctionList())
                .containsExactlyInAnyOrderElementsOf(
                        GraphDefWriter.write(g).getLibrary().getFunctionList());
        try (Session s = new Session(read, Placement.ofBest(), 1)) {
            assertThat(s.feed(read.tensor("x:0"), rows).run(read.tensor(y.name())))
                    .isEqualTo(expected);
        }
    }

    /** As TensorFlow's gradient graphs do it: writes through the handle of gradients add up. */
    @Test
    void anArrayOfGradientsBeginsWithZerosAtEachWrite() {
        TensorArray array = g.flow().tensorArray(DType.FLOAT32, 3).unstack(x);
        Operation gradients =
                g.op("TensorArrayGradV3")
                        .input(array.flow().operation().input(0), array.flow())
                        .attr("source", "gradients")
                        .build();
        Tensor handle = gradients.output(0);
        Tensor row = g.constant(new float[] {1, 2});
        Tensor sum = null;
        for (int index : new int[] {1, 2, 1}) {
            Tensor flow =
                    g.op("TensorArrayWriteV3")
                            .input(handle, g.constant(index), row, array.flow())
                            .tensor();
            sum = sum == null ? flow : sum.plus(flow);
        }
        Tensor all =
                g.op("TensorArrayGatherV3")
                        .input(handle, g.constant(new int[] {0, 1, 2}), sum)
                        .attr("dtype", DType.FLOAT32)
                        .tensor();
        assertThat(run(all)).isEqualTo(NDArray.of(Shape.of(3, 2), 0f, 0, 2, 4, 1, 2));
    }
}
