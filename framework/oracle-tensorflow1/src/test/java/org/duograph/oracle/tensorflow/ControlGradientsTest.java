package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.TensorArray;
import org.duograph.session.Variable;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** TensorFlow computes, from what is written, the gradients of choices and loops that we do. */
class ControlGradientsTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);
    private final Tensor w = g.placeholder("w", DType.FLOAT32, 2, 2);
    private final Tensor n = g.placeholder("n", DType.INT32);

    private static final NDArray WEIGHTS = NDArray.of(Shape.of(2, 2), 0.5f, -1, 0.75f, 0.25f);
    private static final List<NDArray> ROWS =
            List.of(
                    NDArray.of(Shape.of(2, 2), 1f, -2, 0.5f, 3),
                    NDArray.of(Shape.of(1, 2), -1f, -0.25f));

    private void requireSame(Tensor y, int... counts) {
        List<Tensor> gradients = g.gradients(y, List.of(x, w));
        List<Tensor> found = new ArrayList<>(List.of(y.sum()));
        gradients.stream().filter(dx -> dx != null).map(dx -> dx.times(1f)).forEach(found::add);
        assertThat(found.size()).isGreaterThan(1);
        try (Session s = new Session(g);
                TensorFlow1 tf = new TensorFlow1(GraphDefWriter.write(g))) {
            for (NDArray rows : ROWS) {
                for (int count : counts) {
                    NDArray whole = NDArray.of(Shape.SCALAR, count).cast(DType.INT32);
                    Map<String, NDArray> feeds = new HashMap<>();
                    feeds.put("x", rows);
                    feeds.put("w", WEIGHTS);
                    feeds.put("n", whole);
                    List<NDArray> theirs =
                            tf.run(feeds, List.of(), found.stream().map(Tensor::name).toList());
                    for (int i = 0; i < found.size(); i++) {
                        Run run = s.feed(x, rows).feed(w, WEIGHTS).feed(n, whole);
                        requireClose(run.run(found.get(i)), theirs.get(i), found.get(i));
                    }
                }
            }
        }
    }

    private static void requireClose(NDArray ours, NDArray theirs, Tensor of) {
        assertThat(ours.type()).isEqualTo(theirs.type());
        for (int i = 0; i < ours.size(); i++) {
            double most = 1e-4 * (1 + Math.abs(theirs.get(i)));
            assertThat(ours.get(i)).as("%s", of).isCloseTo(theirs.get(i), within(most));
        }
    }

    @Test
    void aChoice() {
        requireSame(
                g.flow()
                        .cond(
                                n.greater(1),
                                () -> List.of(x.matmul(w).tanh()),
                                () -> List.of(x.square())) // needs no w
                        .get(0),
                1,
                2);
    }

    @Test
    void aChoiceInAChoice() {
        requireSame(
                g.flow()
                        .cond(
                                n.greater(1),
                                () ->
                                        g.flow()
                                                .cond(
                                                        x.sum().greater(0f),
                                                        () -> List.of(x.matmul(w)),
                                                        () -> List.of(x.sigmoid())),
                                () -> List.of(x))
                        .get(0),
                1,
                2);
    }

    private List<Tensor> layers() {
        return g.flow()
                .whileLoop(
                        v -> v.get(0).less(n),
                        v -> List.of(v.get(0).plus(1), v.get(1).matmul(w).tanh().plus(x)),
                        g.constant(0),
                        x);
    }

    @Test
    void aLoop() {
        requireSame(layers().get(1), 0, 1, 3);
    }

    @Test
    void aLoopWithAChoiceInside() {
        requireSame(
                g.flow()
                        .whileLoop(
                                v -> v.get(0).less(n),
                                v ->
                                        List.of(
                                                v.get(0).plus(1),
                                                g.flow()
                                                        .cond(
                                                                v.get(1).sum().greater(0f),
                                                                () -> List.of(v.get(1).matmul(w)),
                                                                () -> List.of(v.get(1).square()))
                                                        .get(0)),
                                g.constant(0),
                                x)
                        .get(1),
                1,
                4);
    }

    @Test
    void aLoopInAChoice() {
        requireSame(
                g.flow()
                        .cond(n.greater(1), () -> List.of(layers().get(1)), () -> List.of(x))
                        .get(0),
                1,
                2);
    }

    @Test
    void aLoopInALoop() {
        requireSame(
                g.flow()
                        .whileLoop(
                                v -> v.get(0).less(n),
                                v ->
                                        List.of(
                                                v.get(0).plus(1),
                                                g.flow()
                                                        .whileLoop(
                                                                u -> u.get(0).less(v.get(0)),
                                                                u ->
                                                                        List.of(
                                                                                u.get(0).plus(1),
                                                                                u.get(1)
                                                                                        .matmul(w)
                                                                                        .tanh()),
                                                                g.constant(0),
                                                                v.get(1))
                                                        .get(1)
                                                        .plus(x)),
                                g.constant(0),
                                x)
                        .get(1),
                1,
                3);
    }

    /** A net whose weights are used again in each iteration learns there what it does here. */
    @Test
    void aLoopLearns() {
        Graph graph = new Graph();
        Tensor in = graph.placeholder("x", DType.FLOAT32, -1, 2);
        Variable weights = graph.variable("w", WEIGHTS);
        Tensor read = weights.read();
        Tensor out =
                graph.flow()
                        .whileLoop(
                                3,
                                v -> graph.constant(true),
                                v -> List.of(v.get(0).matmul(read).tanh()),
                                in)
                        .get(0);
        Tensor loss = out.minus(in).square().mean(0, 1);
        Operation step = new MomentumOptimizer(0.02, 0.9).minimize(loss);
        Operation init = graph.globalVariablesInitializer();
        try (Session s = new Session(graph);
                TensorFlow1 tf = new TensorFlow1(GraphDefWriter.write(graph))) {
            s.run(init);
            tf.run(Map.of(), List.of(init.name()), List.of());
            for (int i = 0; i < 10; i++) {
                NDArray theirs =
                        tf.run(Map.of("x", ROWS.get(0)), List.of(step.name()), List.of(loss.name()))
                                .get(0);
                float ours = s.feed(in, ROWS.get(0)).run(loss, step).toFloat(0);
                assertThat((double) ours).as("step %d", i).isCloseTo(theirs.get(0), within(1e-5));
            }
        }
    }

    /** Gradients of arrays stand in arrays that TensorFlow finds by a name. */
    @Test
    void functionsOfRowsAndScans() {
        Tensor products = g.flow().mapFn(row -> row.square().times(w.sum(0)), x);
        requireSame(products.square(), 1);
        Tensor sums = g.flow().scan((a, row) -> a.times(row).plus(w.sum(1)).tanh(), x);
        requireSame(sums.square(), 1);
        Tensor back = g.flow().reverse().scan((a, row) -> a.times(row).plus(1f), x, w.sum(0));
        requireSame(back.square(), 1);
        requireSame(g.flow().foldr((a, row) -> a.times(row).plus(w.sum(1)), x), 1);
    }

    @Test
    void arraysOutsideOfLoops() {
        TensorArray four = g.flow().tensorArray(DType.FLOAT32, 4, Shape.of(2));
        TensorArray some = four.scatter(g.constant(new int[] {3, 1}), w.square());
        some = some.write(0, x.sum(0)).write(2, w.sum(0).tanh());
        requireSame(some.read(0).times(some.read(3)).plus(some.concat().square().sum()), 1);
        Tensor rows =
                g.flow()
                        .tensorArray(DType.FLOAT32, 2)
                        .unstack(w)
                        .gather(g.constant(new int[] {1, 1}));
        requireSame(rows.times(x.sum(0)), 1);
    }
}
