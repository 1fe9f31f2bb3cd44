package org.duograph.session.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

/** Gradients of choices and loops are written for TensorFlow as choices and loops. */
class ControlExpansionTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, 2);
    private final Tensor scale = g.placeholder("scale", DType.FLOAT32);

    private static List<String> types(GraphDef message) {
        return message.getNodeList().stream().map(NodeDef::getOp).toList();
    }

    @Test
    void theGradientOfAChoiceIsAChoice() {
        Tensor y =
                g.flow()
                        .cond(
                                scale.greater(0f),
                                () -> List.of(x.times(scale), x.sum()),
                                () -> List.of(x.square(), scale))
                        .get(0);
        List<Tensor> dxs =
                g.gradients(y, List.of(x, scale)).stream().map(dx -> dx.times(1f)).toList();
        GraphDef message = GraphDefWriter.write(g);
        assertThat(types(message)).doesNotContain("Gradients");
        assertThat(types(message).stream().filter("StatelessIf"::equals)).hasSize(2);
        try (Session s = new Session(GraphDefReader.read(message))) {
            NDArray rows = NDArray.vector(3, -1);
            for (float factor : new float[] {2, -2}) {
                String[] names = {dxs.get(0).name(), dxs.get(1).name()};
                float[][] wanted = {
                    factor > 0 ? new float[] {2, 2} : new float[] {6, -2}, {factor > 0 ? 2 : 0}
                };
                for (int i = 0; i < 2; i++) {
                    Tensor dx = s.graph().tensor(names[i]);
                    assertThat(s.feed("x", rows).feed("scale", factor).run(dx).floats())
                            .isEqualTo(wanted[i]);
                }
            }
        }
    }

    /** The loop, the loop that keeps what the states are, and the one that goes back. */
    @Test
    void theGradientOfALoopIsTwoLoops() {
        Tensor y =
                g.flow()
                        .whileLoop(
                                v -> v.get(1).less(scale),
                                v -> List.of(v.get(0).times(x), v.get(1).plus(1f)),
                                x,
                                g.constant(0f))
                        .get(0);
        Tensor dx = g.gradients(y, List.of(x)).get(0).times(1f);
        GraphDef message = GraphDefWriter.write(g);
        assertThat(types(message)).doesNotContain("Gradients");
        assertThat(types(message).stream().filter(type -> type.endsWith("While"))).hasSize(3);
        assertThat(types(message).stream().filter("TensorArrayV3"::equals)).hasSize(2);
        try (Session s = new Session(GraphDefReader.read(message))) {
            Tensor there = s.graph().tensor(dx.name());
            // one iteration: the arrays grow in TensorFlow only
            NDArray found = s.feed("x", NDArray.vector(3, -1)).feed("scale", 1f).run(there);
            assertThat(found).isEqualTo(NDArray.vector(6, -2));
        }
    }

    @Test
    void bodiesThatWouldNotGiveTheSameAgainAreRefused() {
        Tensor y =
                g.flow()
                        .cond(
                                scale.greater(0f),
                                () ->
                                        List.of(
                                                g.op("RandomUniform")
                                                        .name("noise")
                                                        .input(g.constant(new int[] {2}))
                                                        .attr("dtype", DType.FLOAT32)
                                                        .tensor()
                                                        .times(x)),
                                () -> List.of(x))
                        .get(0);
        g.gradients(y, List.of(x));
        assertThatThrownBy(() -> Expansion.of(g, Set.copyOf(g.operations())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'noise' (op: 'RandomUniform') would not give the same again")
                .hasMessageContaining("for Duograph alone");
    }
}
