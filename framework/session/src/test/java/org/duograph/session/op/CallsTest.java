package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.session.op.Case.floats;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.GraphDef;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Java code as an operation of a graph. */
class CallsTest {
    static final Set<String> TYPES = Set.of("PyFunc", "PyFuncStateless");

    private static final JavaCode CUBE =
            JavaCode.sameShape(x -> each(x, v -> v * v * v))
                    .withGradient(
                            (x, y, dy) -> {
                                NDArray slope = each(x.get(0), v -> 3 * v * v);
                                for (int i = 0; i < slope.size(); i++) {
                                    slope.set(i, slope.get(i) * dy.get(0).get(i));
                                }
                                return List.of(slope);
                            });

    private static final List<DType> FLOAT = List.of(DType.FLOAT32);

    private static NDArray each(NDArray x, java.util.function.DoubleUnaryOperator f) {
        for (int i = 0; i < x.size(); i++) {
            x.set(i, f.applyAsDouble(x.get(i)));
        }
        return x;
    }

    @Test
    void codeRunsAtItsPlaceAndItsShapesAreKnown() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);
        Tensor y = g.call("cube", CUBE, FLOAT, x.plus(1)).get(0);
        assertThat(y.name()).isEqualTo("cube:0");
        assertThat(y.shape()).hasToString(x.shape().toString());
        try (Session s = new Session(g)) {
            assertThat(s.feed(x, floats(0, 1).reshape(1, 2)).run(y.times(2)).toDoubles())
                    .containsExactly(2, 16);
        }
    }

    @Test
    void gradientsGoThroughItAsDifferencesSay() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 3);
        Tensor y = g.call("cube", CUBE, FLOAT, g.op("Sin").input(x).tensor()).get(0).exp();
        Tensor slope = g.gradients(y, List.of(x)).get(0);
        double[] at = {0.3, -0.7, 1.1};
        try (Session s = new Session(g)) {
            double[] found =
                    s.feed(x, floats((float) at[0], (float) at[1], (float) at[2]))
                            .run(slope)
                            .toDoubles();
            for (int i = 0; i < 3; i++) {
                double sin = Math.sin(at[i]);
                double expected = Math.exp(sin * sin * sin) * 3 * sin * sin * Math.cos(at[i]);
                assertThat(found[i]).isCloseTo(expected, within(1e-5));
            }
        }
    }

    @Test
    void severalInputsAndResultsOfWhichSomeLearn() {
        JavaCode pick =
                JavaCode.of(
                                in -> {
                                    double chosen = in.get(0).get((int) in.get(1).getWhole(0));
                                    return List.of(
                                            NDArray.scalar((float) chosen),
                                            NDArray.of(Shape.SCALAR, 7L));
                                },
                                types -> List.of(Shape.SCALAR, Shape.SCALAR))
                        .withGradient(
                                (in, out, gradients) -> {
                                    NDArray dx = NDArray.zeros(in.get(0).type());
                                    dx.set((int) in.get(1).getWhole(0), gradients.get(0).item());
                                    assertThat(out.get(1).getWhole(0)).isEqualTo(7);
                                    java.util.List<NDArray> all = new java.util.ArrayList<>();
                                    all.add(dx);
                                    all.add(null);
                                    return all;
                                });
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 3);
        List<Tensor> y =
                g.call("pick", pick, List.of(DType.FLOAT32, DType.INT64), x, g.constant(2));
        Tensor slope = g.gradients(y.get(0).times(5), List.of(x)).get(0);
        try (Session s = new Session(g)) {
            assertThat(s.feed(x, floats(1, 2, 3)).run(y.get(0)).item()).isEqualTo(3);
            assertThat(s.feed(x, floats(1, 2, 3)).run(y.get(1)).item()).isEqualTo(7);
            assertThat(s.feed(x, floats(1, 2, 3)).run(slope).toDoubles()).containsExactly(0, 0, 5);
        }
    }

    @Test
    void codeRunsInABranchOnlyIfThatIsTaken() {
        AtomicInteger runs = new AtomicInteger();
        JavaCode counted =
                JavaCode.sameShape(
                        x -> {
                            runs.incrementAndGet();
                            return x;
                        });
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor y =
                g.flow()
                        .cond(
                                x.greater(g.constant(0f)),
                                () -> g.call("count", counted, FLOAT, x),
                                () -> List.of(x.negative()))
                        .get(0);
        try (Session s = new Session(g)) {
            assertThat(s.feed(x, -2f).run(y).item()).isEqualTo(2);
            assertThat(runs).hasValue(0);
            assertThat(s.feed(x, 2f).run(y).item()).isEqualTo(2);
            assertThat(runs).hasValue(1);
        }
    }

    @Test
    void withoutAGradientNothingIsLearntThroughIt() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor y = g.call("id", JavaCode.sameShape(v -> v).stateless(), FLOAT, x).get(0);
        assertThat(y.operation().type()).isEqualTo("PyFuncStateless");
        assertThatThrownBy(() -> g.gradients(y, List.of(x))).hasMessageContaining("no gradient");
    }

    @Test
    void resultsOfAnotherTypeOrNumberAreRefused() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor wrong =
                g.call("wrong", JavaCode.sameShape(v -> v.cast(DType.INT32)), FLOAT, x).get(0);
        JavaCode none = JavaCode.of(in -> List.of(), types -> List.of(Shape.SCALAR));
        Tensor missing = g.call("missing", none, FLOAT, x).get(0);
        try (Session s = new Session(g)) {
            assertThatThrownBy(() -> s.feed(x, 1f).run(wrong)).hasStackTraceContaining("int32");
            assertThatThrownBy(() -> s.feed(x, 1f).run(missing))
                    .hasStackTraceContaining("the code gave [], but there must be 1");
        }
        assertThatThrownBy(
                        () -> g.call("shapes", JavaCode.of(in -> in, types -> List.of()), FLOAT, x))
                .hasMessageContaining("its shapes are [], but there must be 1");
    }

    @Test
    void aFileRefusesCodeAndSaysWhy() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor y = g.call("cube", CUBE, FLOAT, x).get(0);
        assertThatThrownBy(() -> GraphDefWriter.write(g))
                .hasMessageContaining("[cube] run Java code, which no file can hold");
        GraphDef rest = GraphDefWriter.write(g, Set.of(x.operation()));
        assertThat(rest.getNodeCount()).isEqualTo(1);
        assertThat(y.operation().name()).isEqualTo("cube");
    }
}
