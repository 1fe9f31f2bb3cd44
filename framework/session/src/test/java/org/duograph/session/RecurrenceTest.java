package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.GraphDef;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Loops over rows: states, stacks, directions, what they use from outside, files. */
class RecurrenceTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, -1);
    private final Tensor scale = g.placeholder("scale", DType.FLOAT32);

    /** The sums of the rows so far, times a number from outside; and of each row the double. */
    private Recurrence sums(Tensor rows, boolean reverse) {
        return Recurrence.over(
                g,
                List.of(g.constant(0f)),
                List.of(rows),
                reverse,
                (state, row) -> {
                    Tensor sum = state.get(0).plus(row.get(0));
                    return new Recurrence.Given(
                            List.of(sum), List.of(sum.times(scale), row.get(0).plus(row.get(0))));
                });
    }

    private NDArray run(Tensor fetch, float... rows) {
        try (Session s = new Session(g)) {
            return s.feed(x, NDArray.vector(rows)).feed(scale, NDArray.scalar(10)).run(fetch);
        }
    }

    @Test
    void rowsGoInAndAreStackedInTheirOrderInBothDirections() {
        Recurrence along = sums(x, false);
        Recurrence against = sums(x, true);
        assertThat(along.stacks().get(0).shape()).hasToString("(?,)");
        assertThat(run(along.ends().get(0), 1, 2, 3).item()).isEqualTo(6);
        assertThat(run(along.stacks().get(0), 1, 2, 3)).isEqualTo(NDArray.vector(10, 30, 60));
        assertThat(run(along.stacks().get(1), 1, 2, 3)).isEqualTo(NDArray.vector(2, 4, 6));
        assertThat(run(against.stacks().get(0), 1, 2, 3)).isEqualTo(NDArray.vector(60, 50, 30));
    }

    @Test
    void withoutRowsTheStateIsTheFirstOne() {
        Recurrence none = sums(x, false);
        assertThat(run(none.ends().get(0)).item()).isZero();
        assertThat(run(none.stacks().get(0)).shape()).isEqualTo(Shape.of(0));
    }

    @Test
    void oneStandsInTheBodyOfAnother() {
        Tensor table = g.placeholder("table", DType.FLOAT32, -1, -1);
        Recurrence outer =
                Recurrence.over(
                        g,
                        List.of(g.constant(0f)),
                        List.of(table),
                        false,
                        (state, rows) -> {
                            Tensor sum = sums(rows.get(0), false).ends().get(0);
                            return new Recurrence.Given(
                                    List.of(state.get(0).plus(sum)), List.of(sum));
                        });
        try (Session s = new Session(g)) {
            NDArray numbers = NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4);
            assertThat(s.feed(table, numbers).feed(scale, 1f).run(outer.stacks().get(0)))
                    .isEqualTo(NDArray.vector(3, 7));
        }
    }

    @Test
    void aStateOfAnotherTypeIsRefused() {
        assertThatThrownBy(
                        () ->
                                Recurrence.over(
                                        g,
                                        List.of(g.constant(0)),
                                        List.of(x),
                                        false,
                                        (state, rows) -> new Recurrence.Given(rows, List.of())))
                .hasMessageContaining("enters the loop with type int32, but has type float");
        assertThatThrownBy(() -> sums(scale, false))
                .hasMessageContaining("A sequence must have rows, found float32");
    }

    /** A file for Duograph has the loop as it is; one for TensorFlow has each step. */
    @Test
    void itComesBackFromFiles() {
        Tensor three = g.placeholder("three", DType.FLOAT32, 3);
        Recurrence along = sums(three, false);
        Tensor end = along.ends().get(0);
        GraphDef own = GraphDefWriter.writeUnexpanded(g);
        GraphDef theirs = GraphDefWriter.write(g);
        assertThat(own.getNodeList()).anyMatch(node -> node.getOp().equals("Recurrence"));
        assertThat(theirs.getNodeList()).noneMatch(node -> node.getOp().equals("Recurrence"));
        Graph again = GraphDefReader.read(own);
        Graph steps = GraphDefReader.read(theirs);
        assertThat(runThree(again, again.tensor(end.name()))).isEqualTo(6);
        assertThat(runThree(steps, steps.tensor("Recurrence/step_2/Add:0"))).isEqualTo(6);
    }

    private static double runThree(Graph graph, Tensor fetch) {
        try (Session s = new Session(graph)) {
            NDArray rows = NDArray.vector(1, 2, 3);
            return s.feed(graph.tensor("three:0"), rows)
                    .feed(graph.tensor("scale:0"), 1f)
                    .run(fetch)
                    .item();
        }
    }

    @Test
    void gradientsInItsBodyAreWrittenWhereTheNumberOfRowsIsKnown() {
        slopes(g.placeholder("three", DType.FLOAT32, 3));
        GraphDef known = GraphDefWriter.write(g);
        assertThat(known.getNodeList()).noneMatch(node -> node.getOp().equals("Gradients"));
        slopes(x);
        assertThatThrownBy(() -> GraphDefWriter.write(g))
                .hasMessageContaining("takes gradients inside of a loop over rows");
    }

    private void slopes(Tensor rows) {
        Recurrence.over(
                g,
                List.of(g.constant(0f)),
                List.of(rows),
                false,
                (state, row) -> {
                    Tensor x = row.get(0);
                    Tensor slope = x.graph().gradients(x.square(), List.of(x)).get(0);
                    return new Recurrence.Given(List.of(state.get(0).plus(slope)), List.of());
                });
    }

    @Test
    void insideOfABranchItCantBeWrittenForTensorFlow() {
        Tensor yes = g.placeholder("yes", DType.BOOL);
        Tensor y =
                g.flow()
                        .cond(
                                yes,
                                () -> List.of(sums(x, false).ends().get(0)),
                                () -> List.of(g.constant(7f)))
                        .get(0);
        try (Session s = new Session(g)) {
            NDArray truth = NDArray.full(new ArrayType(DType.BOOL, Shape.SCALAR), 1);
            NDArray rows = NDArray.vector(1, 2);
            assertThat(s.feed(x, rows).feed(scale, 1f).feed(yes, truth).run(y).item()).isEqualTo(3);
        }
        assertThatThrownBy(() -> GraphDefWriter.write(g))
                .hasMessageContaining("The body 'cond_true' of 'cond'")
                .hasMessageContaining("which TensorFlow has not");
    }
}
