package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // scopes are only to be closed
class SessionTest {
    @Test
    void aGraphIsBuiltAndThenRun() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);
        Tensor y = x.matmul(g.constant(NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4))).plus(1);
        assertThat(y.shape()).hasToString("(?, 2)");
        try (Session s = new Session(g)) {
            assertThat(s.feed(x, NDArray.of(Shape.of(1, 2), 1f, 1)).run(y))
                    .isEqualTo(NDArray.of(Shape.of(1, 2), 5f, 7));
            assertThat(s.feed("x", NDArray.of(Shape.of(2, 2), 1f, 0, 0, 1)).run(y))
                    .isEqualTo(NDArray.of(Shape.of(2, 2), 2f, 3, 4, 5));
        }
    }

    @Test
    void aVariableWithoutContentIsAnErrorThatListsThemAllAndSaysWhatToDo() {
        Graph g = new Graph();
        Variable w = g.variable("w", 1f);
        Variable b = g.variable("b", 2f);
        Tensor sum = w.read().plus(b);
        try (Session s = new Session(g)) {
            assertThatThrownBy(() -> s.run(sum))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Attempting to use uninitialized value w")
                    .hasMessageContaining("w, b")
                    .hasMessageContaining("session.initialize()");
            s.initialize();
            assertThat(s.run(sum).item()).isEqualTo(3);
        }
    }

    @Test
    void aReadAfterAWriteByAControlEdgeSeesWhatWasWritten() {
        Graph g = new Graph();
        Variable w = g.variable("w", 1f);
        Tensor more = w.assignAdd(10);
        Tensor before = w.read();
        Tensor after;
        try (Scope scope = g.controlDependencies(more.operation())) {
            after = w.readValue();
        }
        try (Session s = new Session(g)) {
            s.initialize();
            Fetched fetched = s.run(before, more, after);
            assertThat(fetched.toFloat(0)).isEqualTo(1);
            assertThat(fetched.toFloat(1)).isEqualTo(11);
            assertThat(fetched.toFloat(2)).isEqualTo(11);
            assertThat(s.value(w).item()).isEqualTo(11);
        }
    }

    @Test
    void gradientsAreTensorsToo() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor y = x.times(x).times(x);
        Tensor dx = g.gradients(y, List.of(x)).get(0);
        Tensor ddx = g.gradients(dx, List.of(x)).get(0);
        try (Session s = new Session(g)) {
            Fetched f = s.feed(x, 2f).run(dx, ddx);
            assertThat(f.toFloat(0)).isEqualTo(12);
            assertThat(f.toFloat(1)).isEqualTo(12);
        }
    }

    @Test
    void noGradientGoesOnFromWhereItIsToStop() {
        Graph g = new Graph();
        Tensor a = g.placeholder("a", DType.FLOAT32);
        Tensor b = a.times(2f);
        Tensor y = a.times(b);
        List<Tensor> through = g.gradients(List.of(y), List.of(a, b), List.of());
        List<Tensor> stopped = g.gradients(List.of(y), List.of(a, b), List.of(), List.of(a, b));
        assertThat(g.gradients(List.of(b), List.of(a), List.of(), List.of(b)).get(0)).isNull();
        try (Session s = new Session(g)) {
            Run three = s.feed(a, 3f);
            assertThat(three.run(through.get(0)).item()).isEqualTo(12);
            assertThat(s.feed(a, 3f).run(stopped.get(0)).item()).isEqualTo(6);
            assertThat(s.feed(a, 3f).run(stopped.get(1)).item()).isEqualTo(3);
        }
    }

    @Test
    void aShapeMayBeFed() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor shape = g.placeholder("shape", DType.INT32, 2);
        Tensor y = g.op("Reshape").input(x, shape).tensor();
        Tensor dx = g.gradients(y.square(), List.of(x)).get(0);
        NDArray four = NDArray.vector(1, 2, 3, 4);
        try (Session s = new Session(g)) {
            for (int rows : new int[] {2, 4, 2}) {
                NDArray wanted = NDArray.of(Shape.of(2), rows, 4 / rows);
                Fetched fetched = s.feed(x, four).feed(shape, wanted).run(y, dx);
                assertThat(fetched.get(0).shape()).isEqualTo(Shape.of(rows, 4 / rows));
                assertThat(fetched.get(1)).isEqualTo(NDArray.vector(2, 4, 6, 8));
            }
            NDArray five = NDArray.of(Shape.of(2), 1, 5);
            assertThatThrownBy(() -> s.feed(x, four).feed(shape, five).run(y))
                    .hasMessageContaining(
                            "Cannot reshape a tensor with 4 elements to shape [1, 5]");
        }
    }

    @Test
    void aClassifierLearns() {
        Graph g = new Graph();
        g.setRandomSeed(1);
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);
        Tensor labels = g.placeholder("labels", DType.INT32, -1);
        Variable w = g.variable("w", Initializers.glorotUniform(), 2, 2);
        Variable b = g.variable("b", Initializers.zeros(), 2);
        Tensor loss = x.matmul(w.read()).addBias(b.read()).sparseSoftmaxCrossEntropy(labels).mean();
        List<Tensor> gradients = g.gradients(loss, List.of(w.read(), b.read()));
        Operation step =
                g.group(
                        "step",
                        w.assignSub(gradients.get(0).times(1f)).operation(),
                        b.assignSub(gradients.get(1).times(1f)).operation());
        NDArray points = NDArray.of(Shape.of(4, 2), 1f, 2, 2, 1, -1, -2, -2, -1);
        NDArray classes = NDArray.of(Shape.of(4), 0, 0, 1, 1);
        try (Session s = new Session(g)) {
            s.initialize();
            float first = s.feed(x, points).feed(labels, classes).run(loss, step).toFloat(0);
            for (int i = 0; i < 50; i++) {
                s.feed(x, points).feed(labels, classes).run(step);
            }
            float last = s.feed(x, points).feed(labels, classes).run(loss, step).toFloat(0);
            assertThat(last).isLessThan(first / 10).isCloseTo(0, within(0.05f));
        }
    }

    @Test
    void whatIsAssignedBeforeItIsReadNeedsNoContent() {
        Graph g = new Graph();
        Variable w = g.variable("w", 1f);
        Tensor assigned = w.assign(5f);
        Tensor sum = g.op("Add").input(assigned, w.reference()).tensor();
        try (Session s = new Session(g)) {
            assertThat(s.run(sum).item()).isEqualTo(10);
        }
    }

    @Test
    void aVariableMayBeCalledAsAnOperationWouldBe() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor y = x.times(2).times(3); // Mul, Mul_1
        Variable late = g.variable("Mul_2", 4f);
        Tensor z = y.times(y).plus(late);
        try (Session s = new Session(g)) {
            s.initialize();
            assertThat(s.feed(x, 1f).run(z).item()).isEqualTo(40);
        }
    }
}
