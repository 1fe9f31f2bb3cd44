package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

/** Choices and loops that we write, TensorFlow runs to the same results. */
class ControlFlowTest {
    @Test
    void aLoopWithAConditionInsideGivesTheSameThereAndHere() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        List<Tensor> ends =
                g.flow()
                        .whileLoop(
                                5,
                                v -> v.get(0).sum().less(1e3f),
                                v -> {
                                    Tensor next =
                                            g.flow()
                                                    .cond(
                                                            v.get(0).sum().greater(0f),
                                                            () ->
                                                                    List.of(
                                                                            v.get(0)
                                                                                    .times(x)
                                                                                    .plus(1f)),
                                                            () -> List.of(v.get(0).negative()))
                                                    .get(0);
                                    return List.of(next, v.get(1).plus(1));
                                },
                                x,
                                g.constant(0));
        try (Session s = new Session(g);
                TensorFlow1 tf = new TensorFlow1(GraphDefWriter.write(g))) {
            for (NDArray numbers :
                    List.of(
                            NDArray.vector(-3, 2),
                            NDArray.vector(2, 3, 1),
                            NDArray.vector(2000, 1))) {
                List<NDArray> theirs =
                        tf.run(
                                Map.of("x", numbers),
                                List.of(),
                                List.of(ends.get(0).name(), ends.get(1).name()));
                assertThat(s.feed(x, numbers).run(ends.get(0))).isEqualTo(theirs.get(0));
                assertThat(s.feed(x, numbers).run(ends.get(1))).isEqualTo(theirs.get(1));
            }
        }
    }
}
