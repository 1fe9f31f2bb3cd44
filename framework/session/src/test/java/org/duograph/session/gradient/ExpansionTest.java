package org.duograph.session.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What is written for TensorFlow has gradients as its own nodes, and trains alike. */
class ExpansionTest {
    private static final NDArray ROWS = NDArray.of(Shape.of(2, 3), 1f, 2, 3, -1, 0.5f, 0);

    private static Set<Operation> all(Graph graph) {
        return Set.copyOf(graph.operations());
    }

    private static float value(Graph graph, Tensor fed, NDArray content, Tensor fetched) {
        try (Session s = new Session(graph)) {
            return (float) s.feed(fed, content).run(fetched).item();
        }
    }

    @Test
    void nodesAreCalledAsTensorFlowCallsThem() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 3);
        Variable w = g.variable("w", NDArray.of(Shape.of(3, 1), 1f, 2, 3));
        g.gradients(x.matmul(w.read()).relu(), List.of(w.read()));
        assertThat(GraphDefWriter.write(g).getNodeList().stream().map(NodeDef::getName))
                .doesNotContain("gradients/Gradients")
                .endsWith(
                        "gradients/Shape",
                        "gradients/grad_ys_0",
                        "gradients/Fill",
                        "gradients/Relu_grad/ReluGrad",
                        "gradients/MatMul_grad/MatMul");
    }

    /** A weight must not change before the other gradients have read it. */
    @Test
    void gradientsOfOneOperationAreThereOnlyTogether() {
        Graph g = new Graph();
        Variable a = g.variable("a", 2f);
        Variable b = g.variable("b", 3f);
        g.gradients(a.read().times(b), List.of(a.read(), b.read()));
        Graph e = Expansion.of(g, all(g)).graph();
        Operation together = e.operation("gradients/Mul_grad/tuple/group_deps");
        assertThat(together.controlInputs())
                .containsExactly(
                        e.operation("gradients/Mul_grad/Mul"),
                        e.operation("gradients/Mul_grad/Mul_1"));
        for (String end : List.of("", "_1")) {
            Operation each = e.operation("gradients/Mul_grad/tuple/control_dependency" + end);
            assertThat(each.controlInputs()).containsExactly(together);
        }
    }

    @Test
    void aGraphForDuographAloneIsReadBackAsItWas() {
        Graph g = new Graph();
        Variable w = g.variable("w", 3f);
        new MomentumOptimizer(0.1, 0.9).minimize(w.read().square());
        GraphDef message = GraphDefWriter.writeUnexpanded(g);
        assertThat(message.getNodeList().stream().map(NodeDef::getOp)).contains("Gradients");
        Graph read = GraphDefReader.read(message);
        assertThat(GraphDefWriter.writeUnexpanded(read)).isEqualTo(message);
        assertThat(GraphDefWriter.write(read)).isEqualTo(GraphDefWriter.write(g));
    }

    @Test
    void anExpandedGraphTrainsAlike() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 3);
        Variable w = g.variable("w", NDArray.of(Shape.of(3, 2), 1f, -1, 2, 0, -3, 1));
        Variable b = g.variable("b", new float[] {0.5f, 0});
        Tensor loss = x.matmul(w.read()).plus(b).tanh().square().mean(0).sum();
        Operation step = new MomentumOptimizer(0.1, 0.9).minimize(loss);
        Operation init = g.globalVariablesInitializer();
        GraphDef message = GraphDefWriter.write(g);
        Graph read = GraphDefReader.read(message);
        assertThat(GraphDefWriter.write(read)).isEqualTo(message);
        try (Session ours = new Session(g);
                Session expanded = new Session(read)) {
            ours.run(init);
            expanded.run(init.name());
            for (int i = 0; i < 4; i++) {
                float wanted = ours.feed(x, ROWS).run(loss, step).toFloat(0);
                float found = expanded.feed("x", ROWS).run(loss.name(), step.name()).toFloat(0);
                assertThat(found).as("loss %d", i).isCloseTo(wanted, within(1e-6f));
            }
        }
    }

    @Test
    void gradientsOfGradientsAreExpandedInTheirOrder() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2, 3);
        Tensor once = g.gradients(x.sigmoid().square().sum(), List.of(x)).get(0);
        Tensor twice = g.gradients(once.times(x), List.of(x)).get(0).sum();
        Expansion e = Expansion.of(g, all(g));
        assertThat(value(e.graph(), e.tensor(x), ROWS, e.tensor(twice)))
                .isCloseTo(value(g, x, ROWS, twice), within(1e-5f));
        assertThat(e.tensor(twice).name()).isEqualTo(twice.name());
    }

    /** Each y begins with its seed, and a tensor on the way may be asked for too. */
    @Test
    void seedsAndTensorsOnTheWay() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2, 3);
        Tensor h = x.square();
        Tensor y = h.exp();
        List<Tensor> sums =
                g.gradients(List.of(y, h), List.of(h, x), List.of(y, g.constant(ROWS))).stream()
                        .map(dx -> dx.times(1e-7f).sum())
                        .toList();
        Expansion e = Expansion.of(g, all(g));
        for (Tensor sum : sums) {
            assertThat(value(e.graph(), e.tensor(x), ROWS, e.tensor(sum)))
                    .isCloseTo(value(g, x, ROWS, sum), within(1e-5f));
        }
    }

    /** What stops gradients counts as a constant in TensorFlow's operators too. */
    @Test
    void tensorsAtWhichGradientsStop() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2, 3);
        Tensor h = x.square();
        Tensor y = h.times(x).sum();
        List<Tensor> found =
                g.gradients(List.of(y), List.of(x, h), List.of(), List.of(h)).stream()
                        .map(dx -> dx.times(g.constant(ROWS)).sum())
                        .toList();
        Expansion e = Expansion.of(g, all(g));
        for (Tensor sum : found) {
            assertThat(value(e.graph(), e.tensor(x), ROWS, e.tensor(sum)))
                    .isCloseTo(value(g, x, ROWS, sum), within(1e-5f));
        }
    }

    @Test
    @SuppressWarnings("try") // the scope is only to be closed
    void whatRunsBeforeOrAfterGradientsStillDoes() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2, 3);
        Operation before = g.group("before");
        Operation gradients;
        try (Scope scope = g.controlDependencies(before)) {
            gradients = g.gradients(x.square(), List.of(x)).get(0).operation();
        }
        g.op("NoOp").name("after").control(gradients).build();
        Graph e = Expansion.of(g, all(g)).graph();
        assertThat(e.operation("gradients/Fill").controlInputs())
                .containsExactly(e.operation("before"));
        assertThat(e.operation("after").controlInputs())
                .containsExactly(e.operation("gradients/Square_grad/Mul_1"));
    }

    @Test
    void operatorsWithoutAGradientAreListedAllAtOnce() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2, 3);
        Tensor all = g.op("Mod").input(x, g.constant(2f)).tensor();
        Tensor left = g.op("TruncateMod").input(x, g.constant(2f)).tensor();
        g.gradients(all.plus(left), List.of(x));
        assertThatThrownBy(() -> GraphDefWriter.write(g))
                .hasMessageContaining("{Mod=Mod, TruncateMod=TruncateMod}")
                .hasMessageContaining("for Duograph alone");
        assertThat(GraphDefWriter.writeUnexpanded(g).getNodeList()).isNotEmpty();
    }

    /** Nothing is made for what nobody asks for, such as the gradient of the images. */
    @Test
    void gradientsThatNobodyWantsAreNotMade() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 1, 4, 4, 1);
        Variable w =
                g.variable(
                        "w",
                        NDArray.full(
                                new org.duograph.tensor.ArrayType(
                                        DType.FLOAT32, Shape.of(3, 3, 1, 2)),
                                1));
        Tensor y =
                g.op("Conv2D")
                        .input(x, w.read())
                        .attr("strides", List.of(1, 1, 1, 1))
                        .attr("padding", "SAME")
                        .tensor();
        g.gradients(y, List.of(w.read()));
        assertThat(GraphDefWriter.write(g).getNodeList().stream().map(NodeDef::getOp))
                .contains("Conv2DBackpropFilter")
                .doesNotContain("Conv2DBackpropInput");
    }
}
