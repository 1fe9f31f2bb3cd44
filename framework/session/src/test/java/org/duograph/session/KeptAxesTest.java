package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.duograph.session.io.Freeze;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.train.AdagradOptimizer;
import org.duograph.session.train.AdamOptimizer;
import org.duograph.session.train.ExponentialMovingAverage;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.session.train.Optimizer;
import org.duograph.session.train.RmsPropOptimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Weights are kept as the core wants them, and nobody can tell but by the plans. */
class KeptAxesTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, 2, 5, 5, 3);
    private final Tensor label = g.placeholder("label", DType.INT32, 2);
    private Variable filter;
    private Variable kernel;
    private Tensor product;
    private Tensor scores;
    private Tensor loss;

    @BeforeEach
    void build() {
        filter = g.variable("conv/w", numbers(Shape.of(3, 3, 3, 4)));
        Tensor conv =
                g.op("Conv2D")
                        .input(x, filter.read())
                        .attr("strides", List.of(1, 1, 1, 1))
                        .attr("padding", "VALID")
                        .tensor();
        Tensor layer = conv.addBias(g.variable("conv/b", numbers(Shape.of(4))).read()).relu();
        kernel = g.variable("dense/w", numbers(Shape.of(36, 2)));
        product = layer.reshape(-1, 36).matmul(kernel.read());
        scores = product.plus(g.variable("dense/b", numbers(Shape.of(2))).read());
        loss = scores.sparseSoftmaxCrossEntropy(label).mean();
    }

    private static NDArray numbers(Shape shape) {
        NDArray array = NDArray.zeros(ArrayType.float32(shape.toArray()));
        for (int i = 0; i < array.size(); i++) {
            array.set(i, Math.sin(i + array.size()) / 4);
        }
        return array;
    }

    private Run fed(Session s) {
        NDArray labels = NDArray.of(Shape.of(2), 1, 0);
        return s.feed(x, numbers(Shape.of(2, 5, 5, 3))).feed(label, labels);
    }

    private String planOf(Session s, Object... fetches) {
        return s.plan(fed(s), fetches).toString();
    }

    @Test
    void aStepOfTrainingTransposesNothing() {
        for (Optimizer optimizer :
                List.of(
                        new GradientDescentOptimizer(0.1),
                        new MomentumOptimizer(0.1, 0.9),
                        new AdagradOptimizer(0.1),
                        new RmsPropOptimizer(0.1),
                        new AdamOptimizer(0.1))) {
            Operation step = optimizer.minimize(loss);
            try (Session s = new Session(g)) {
                s.initialize();
                fed(s).run(step);
                assertThat(planOf(s, step))
                        .doesNotContain("Transpose")
                        .contains("FC(", "ConvRelu(");
            }
        }
    }

    @Test
    void penaltiesOnWeightsTransposeNothingAndPullThemToZero() {
        Tensor penalty =
                Losses.l2(0.5).apply(kernel.read()).plus(Losses.l1(2).apply(filter.read()));
        Operation step = new GradientDescentOptimizer(0.1).minimize(loss.plus(penalty));
        Operation only = new GradientDescentOptimizer(0.1).minimize(penalty);
        try (Session s = new Session(g)) {
            s.initialize();
            assertThat(planOf(s, step, loss)).doesNotContain("Transpose");
            fed(s).run(only);
            double was = numbers(Shape.of(36, 2)).get(3);
            assertThat(s.value(kernel).get(3)).isCloseTo(was - 0.1 * 0.5 * was, within(1e-6));
            was = numbers(Shape.of(3, 3, 3, 4)).get(7);
            assertThat(s.value(filter).get(7))
                    .isCloseTo(was - 0.1 * 2 * Math.signum(was), within(1e-6));
        }
    }

    @Test
    void anAverageIsKeptLikeItsVariable() {
        ExponentialMovingAverage averages = new ExponentialMovingAverage(0.5);
        Operation follow = averages.apply(List.of(filter, kernel));
        try (Session s = new Session(g)) {
            s.initialize();
            s.load(filter, NDArray.zeros(ArrayType.float32(3, 3, 3, 4)));
            s.run(follow);
            assertThat(planOf(s, follow)).doesNotContain("Transpose");
            NDArray first = numbers(Shape.of(3, 3, 3, 4));
            assertThat(s.value(averages.average(filter)).get(7))
                    .isCloseTo(first.get(7) / 2, within(1e-6));
        }
    }

    @Test
    void whoLoadsFetchesOrReadsAVariableSeesItAsItWasMade() {
        try (Session s = new Session(g)) {
            s.initialize();
            NDArray first = numbers(Shape.of(3, 3, 3, 4));
            assertThat(s.value(filter)).isEqualTo(first);
            assertThat(s.run(filter.read())).isEqualTo(first);
            assertThat(s.run(filter.operation().output(0))).isEqualTo(first);
            NDArray other = numbers(Shape.of(36, 2));
            other.set(3, 5);
            s.load(kernel, other);
            assertThat(s.value(kernel)).isEqualTo(other);
            assertThat(s.run(kernel.read())).isEqualTo(other);
        }
    }

    @Test
    void aFedVariableIsTakenAsItIs() {
        try (Session s = new Session(g);
                Session loaded = new Session(g)) {
            s.initialize();
            loaded.initialize();
            NDArray other = numbers(Shape.of(3, 3, 3, 4));
            other.set(3, 5);
            loaded.load(filter, other);
            double expected = fed(loaded).run(loss).item();
            assertThat(fed(s).feed(filter.operation().output(0), other).run(loss).item())
                    .isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void aProductThatIsReadBesidesItsBiasIsThere() {
        List<Tensor> gradients = g.gradients(loss, List.of(product, kernel.read()));
        try (Session s = new Session(g)) {
            s.initialize();
            double alone = fed(s).run(loss).item();
            Fetched both = fed(s).run(loss, product);
            assertThat(both.get(0).item()).isCloseTo(alone, within(1e-6));
            assertThat(both.get(1).shape()).isEqualTo(Shape.of(2, 2));
            Fetched slopes = fed(s).run(gradients.get(0), gradients.get(1));
            NDArray ofKernel = fed(s).run(g.gradients(loss, List.of(kernel.read())).get(0));
            assertThat(slopes.get(0).toDoubles()).doesNotContain(0);
            assertThat(slopes.get(1).toDoubles())
                    .containsExactly(ofKernel.toDoubles(), within(1e-6));
        }
    }

    @Test
    void aKernelOfWhichRowsAreReadStaysAsItIs() {
        Tensor row = g.op("GatherV2").input(kernel.read(), g.constant(1), g.constant(0)).tensor();
        try (Session s = new Session(g)) {
            s.initialize();
            assertThat(planOf(s, loss)).contains("MatMul(").doesNotContain("FC(");
            assertThat(planOf(s, row)).doesNotContain("Transpose");
            assertThat(s.run(row).toDoubles())
                    .containsExactly(
                            numbers(Shape.of(36, 2)).get(2), numbers(Shape.of(36, 2)).get(3));
        }
    }

    @Test
    void frozenWeightsAreTransposedOnceAndForAll() {
        try (Session s = new Session(g)) {
            s.initialize();
            Graph frozen = GraphDefReader.read(Freeze.graph(s, List.of(scores)));
            try (Session of = new Session(frozen)) {
                Run fed = of.feed("x", numbers(Shape.of(2, 5, 5, 3)));
                assertThat(of.plan(fed, scores.name()).toString())
                        .contains("FC(", "ConvRelu(")
                        .doesNotContain("Transpose");
                assertThat(fed.run((Object) scores.name()).get(0)).isEqualTo(fed(s).run(scores));
            }
        }
    }

    @Test
    void aResourceIsKeptInTheOrderOfItsReadersToo() {
        Graph resources = new Graph();
        NDArray first = numbers(Shape.of(4, 3));
        Tensor handle =
                resources
                        .op("VarHandleOp")
                        .name("w")
                        .attr("dtype", DType.FLOAT32)
                        .attr("shape", first.shape())
                        .tensor();
        Operation assign =
                resources.op("AssignVariableOp").input(handle, resources.constant(first)).build();
        Tensor w =
                resources.op("ReadVariableOp").input(handle).attr("dtype", DType.FLOAT32).tensor();
        Tensor rows = resources.constant(numbers(Shape.of(2, 4)));
        Tensor y = rows.matmul(w).addBias(resources.constant(numbers(Shape.of(3))));
        Operation step =
                resources
                        .op("ResourceApplyGradientDescent")
                        .input(handle, resources.constant(0.5f))
                        .input(resources.gradients(y, List.of(w)).get(0))
                        .build();
        try (Session s = new Session(resources)) {
            s.run(assign);
            assertThat(s.plan(s.newRun(), y, step).toString())
                    .contains("FC(")
                    .doesNotContain("Transpose");
            s.run(step);
            double slope = numbers(Shape.of(2, 4)).get(1) + numbers(Shape.of(2, 4)).get(5);
            assertThat(s.value(handle.operation()).get(1, 2))
                    .isCloseTo(first.get(1, 2) - 0.5 * slope, within(1e-6));
        }
    }

    @Test
    void aLargeConstantKernelIsTransposedAhead() {
        Graph large = new Graph();
        Tensor rows = large.placeholder("rows", DType.FLOAT32, 2, 100);
        Tensor y =
                rows.matmul(large.constant(numbers(Shape.of(100, 50))))
                        .addBias(large.constant(numbers(Shape.of(50))));
        try (Session s = new Session(large)) {
            Run fed = s.feed(rows, numbers(Shape.of(2, 100)));
            assertThat(s.plan(fed, y).toString()).contains("FC(").doesNotContain("Transpose");
        }
    }

    @Test
    void theOrderStaysWhenTheGraphGrows() {
        Graph small = new Graph();
        Variable w = small.variable("w", numbers(Shape.of(3, 3)));
        try (Session s = new Session(small)) {
            s.initialize();
            assertThat(s.value(w)).isEqualTo(numbers(Shape.of(3, 3)));
            Tensor rows = small.constant(numbers(Shape.of(2, 3)));
            Tensor bias = small.constant(numbers(Shape.of(3)));
            Tensor y = rows.matmul(w.read()).addBias(bias);
            Tensor same = rows.matmul(w.read().identity()).plus(bias.reshape(1, 3));
            Fetched both = s.run(y, same);
            assertThat(both.get(0).toDoubles())
                    .containsExactly(both.get(1).toDoubles(), within(1e-6));
            assertThat(s.value(w)).isEqualTo(numbers(Shape.of(3, 3)));
        }
    }

    @Test
    void slotsOfLargeVariablesBeginWithoutALargeConstantAndStandAsTheVariableDoes() {
        Variable large = g.variable("large", Initializers.constant(0.5), 50, 40);
        Tensor images = g.placeholder("images", DType.FLOAT32, 3, 50);
        Tensor layer = images.matmul(large.read()).plus(g.variable("b", new float[40]).read());
        Operation step = new MomentumOptimizer(0.1, 0.9).minimize(layer.square().mean());
        assertThat(g.operations().stream().filter(op -> op.type().equals("Const")))
                .noneMatch(op -> op.output(0).shape().filled(0).size() >= 1000);
        try (Session s = new Session(g)) {
            s.initialize();
            assertThat(s.value(large).floats()).hasSize(2000).containsOnly(0.5f);
            Run run = s.feed(images, numbers(Shape.of(3, 50)));
            run.run(step);
            assertThat(s.plan(run, step).toString())
                    .contains("WeightedSum")
                    .doesNotContain("Transpose", "Reorder");
        }
    }
}
