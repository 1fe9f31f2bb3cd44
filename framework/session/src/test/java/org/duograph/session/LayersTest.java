package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.train.GlobalStep;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // scopes are only to be closed
class LayersTest {
    private final Graph g = new Graph();

    private List<String> variables() {
        return g.variables().stream().map(Variable::name).toList();
    }

    @Test
    void layersFindTheirSizesAndNamesThemselves() {
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 28, 28, 1);
        Tensor h = g.layers().same().conv2d(x, 6, 5);
        assertThat(h.shape()).hasToString("(?, 28, 28, 6)");
        assertThat(g.layers().stride(2).withoutBias().conv2d(h, 4, 3).shape())
                .hasToString("(?, 13, 13, 4)");
        h = g.layers().averagePooling2d(g.layers().maxPooling2d(h, 2, 2), 2, 2);
        assertThat(h.shape()).hasToString("(?, 7, 7, 6)");
        h = g.layers().flatten(h);
        assertThat(h.shape()).hasToString("(?, 294)");
        h = g.layers().dense(g.layers().dense(h, 20), 10);
        assertThat(h.shape()).hasToString("(?, 10)");
        g.layers().name("last").dense(h, 2);
        assertThat(variables())
                .containsExactly(
                        "conv2d/kernel",
                        "conv2d/bias",
                        "conv2d_1/kernel",
                        "dense/kernel",
                        "dense/bias",
                        "dense_1/kernel",
                        "dense_1/bias",
                        "last/kernel",
                        "last/bias");
        assertThat(g.variables().get(0).shape()).hasToString("(5, 5, 1, 6)");
    }

    @Test
    void imagesMayComeChannelsFirst() {
        Graph g = new Graph();
        g.setRandomSeed(7);
        Tensor last =
                g.op("RandomStandardNormal")
                        .input(g.constant(new int[] {2, 6, 5, 3}))
                        .attr("dtype", DType.FLOAT32)
                        .tensor();
        Tensor first = last.transpose(0, 3, 1, 2);
        List<Tensor> ends = new ArrayList<>();
        for (Layers layers : List.of(g.layers(), g.layers().channelsFirst())) {
            boolean isFirst = !ends.isEmpty();
            try (Scope scope = g.variableScope("net", Reuse.AUTO)) {
                Tensor y = layers.name("c").same().stride(2).conv2d(isFirst ? first : last, 4, 3);
                y = layers.name("b").batchNormalization(y, true);
                y = layers.averagePooling2d(layers.maxPooling2d(y, 2, 1), 2, 1);
                ends.add(isFirst ? y.transpose(0, 2, 3, 1) : y);
            }
        }
        List<Tensor> slopes = new ArrayList<>();
        ends.forEach(y -> slopes.addAll(g.gradients(y.square().sum(), List.of(last))));
        try (Session session = new Session(g)) {
            session.initialize();
            Fetched all = session.run(ends.get(0), ends.get(1), slopes.get(0), slopes.get(1));
            for (int i = 0; i < 4; i += 2) {
                float[] expected = all.get(i).floats();
                float[] actual = all.get(i + 1).floats();
                assertThat(actual).hasSameSizeAs(expected);
                for (int k = 0; k < actual.length; k++) {
                    assertThat(actual[k]).isCloseTo(expected[k], within(1e-4f));
                }
            }
        }
        assertThat(g.variables()).hasSize(6);
        assertThatThrownBy(
                        () ->
                                g.layers()
                                        .channelsFirst()
                                        .conv2d(g.placeholder("x", DType.FLOAT32, -1, 3), 1, 1))
                .hasMessageContaining("[n, channels, height, width]");
    }

    @Test
    void aSecondNetInTheSameScopeHasTheSameVariablesAndIsPunishedOnce() {
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 3);
        for (int i = 0; i < 2; i++) {
            try (Scope net = g.variableScope("net", Reuse.AUTO)) {
                Tensor h = g.layers().regularizer(Losses.l2(0.1)).dense(x, 4);
                g.layers().dense(h, 2);
            }
        }
        assertThat(variables())
                .containsExactly(
                        "net/dense/kernel",
                        "net/dense/bias",
                        "net/dense_1/kernel",
                        "net/dense_1/bias");
        assertThat(g.losses().regularization()).hasSize(1);
    }

    @Test
    void anInputThatDoesNotFitIsRefusedWhereItStandsInTheProgram() {
        Tensor open = g.placeholder("open", DType.FLOAT32, -1, -1);
        Tensor images = g.placeholder("images", DType.FLOAT32, -1, 4, 4, 1);
        assertThatThrownBy(() -> g.layers().dense(open, 1))
                .hasMessageContaining("dense must know extent 1")
                .hasMessageContaining("LayersTest.java");
        assertThatThrownBy(() -> g.layers().dense(images, 1))
                .hasMessageContaining("g.layers().flatten(x)")
                .hasMessageContaining("LayersTest.java");
        assertThatThrownBy(() -> g.layers().conv2d(open, 1, 1))
                .hasMessageContaining("conv2d takes [n, height, width, channels]");
        assertThatThrownBy(() -> g.layers().dropout(images, 1, true))
                .hasMessageContaining("in the range [0, 1), got 1.0")
                .hasMessageContaining("LayersTest.java");
    }

    private static float[] dropped(long seed) {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor y = g.layers().seed(seed).dropout(x, 0.25, true);
        Tensor dx = g.gradients(y, List.of(x)).get(0);
        try (Session s = new Session(g)) {
            NDArray ones = NDArray.full(ArrayType.float32(1000), 1);
            Fetched fetched = s.feed(x, ones).run(y, dx);
            assertThat(fetched.get(1)).isEqualTo(fetched.get(0));
            return fetched.get(0).floats();
        }
    }

    @Test
    void dropoutLetsGradientsThroughWhereItLetNumbersAndIsTheSameForTheSameSeed() {
        float[] y = dropped(7);
        int zeros = 0;
        for (float number : y) {
            zeros += number == 0 ? 1 : 0;
            assertThat(number).isIn(0f, 4f / 3);
        }
        assertThat(zeros).isBetween(200, 300);
        assertThat(dropped(7)).isEqualTo(y);
        assertThat(dropped(8)).isNotEqualTo(y);
        Tensor x = g.constant(new float[] {1, 2});
        try (Session s = new Session(g)) {
            assertThat(s.run(g.layers().dropout(x, 0.5, false)).get(1)).isEqualTo(2);
        }
    }

    @Test
    void movingAveragesFollowInTheTrainingStep() {
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 1);
        Tensor trained;
        Tensor served;
        try (Scope net = g.variableScope("net", Reuse.AUTO)) {
            trained = g.layers().batchNormalization(x, true, 0.5, 0);
        }
        try (Scope net = g.variableScope("net", Reuse.AUTO)) {
            served = g.layers().batchNormalization(x, false, 0.5, 0);
        }
        Tensor away = g.layers().batchNormalization(g.placeholder("z", DType.FLOAT32, -1, 1), true);
        assertThat(away.shape()).hasToString("(?, 1)");
        assertThat(variables().subList(0, 4))
                .containsExactly(
                        "net/batch_normalization/gamma",
                        "net/batch_normalization/beta",
                        "net/batch_normalization/moving_mean",
                        "net/batch_normalization/moving_variance");
        assertThat(g.trainableVariables()).hasSize(4);
        Operation step = new GradientDescentOptimizer(0).minimize(trained.sum(), GlobalStep.of(g));
        NDArray batch = NDArray.of(Shape.of(2, 1), 1f, 5); // mean 3, variance 4, unbiased 8
        try (Session s = new Session(g)) {
            s.initialize();
            NDArray before = s.feed(x, batch).run(trained);
            assertThat(before.get(0)).isCloseTo(-1, within(1e-5));
            assertThat(s.value(g.variables().get(2)).item()).isZero();
            s.feed(x, batch).run(step);
            assertThat(s.value(g.variables().get(2)).item()).isCloseTo(1.5, within(1e-5));
            assertThat(s.value(g.variables().get(3)).item()).isCloseTo(4.5, within(1e-5));
            assertThat(s.feed(x, batch).run(served).get(1))
                    .isCloseTo((5 - 1.5) / Math.sqrt(4.5), within(1e-5));
            assertThat(s.value(GlobalStep.of(g)).item()).isEqualTo(1);
        }
    }

    @Test
    void gradientsFlowThroughBatchNormalization() {
        Tensor x = g.placeholder("x", DType.FLOAT32, 3, 2);
        Tensor weights = g.constant(NDArray.of(Shape.of(3, 2), 1f, -2, 0.5f, 3, 2, 1));
        Tensor loss = g.layers().batchNormalization(x, true).times(weights).sum();
        Tensor dx = g.gradients(loss, List.of(x)).get(0);
        float[] at = {0.3f, 1, -0.7f, 2, 1.1f, -1};
        try (Session s = new Session(g)) {
            s.initialize();
            NDArray slopes = s.feed(x, NDArray.of(Shape.of(3, 2), at)).run(dx);
            for (int i = 0; i < at.length; i++) {
                double[] sides = new double[2];
                for (int side = 0; side < 2; side++) {
                    float[] moved = at.clone();
                    moved[i] += side == 0 ? -0.01f : 0.01f;
                    sides[side] = s.feed(x, NDArray.of(Shape.of(3, 2), moved)).run(loss).item();
                }
                assertThat(slopes.get(i)).isCloseTo((sides[1] - sides[0]) / 0.02, within(2e-3));
            }
        }
    }

    /** Images of 28 x 28 with a bright bar: down for class 0, across for class 1. */
    private static NDArray bars(int n) {
        float[] pixels = new float[n * 28 * 28];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 28; k++) {
                int row = i % 2 == 0 ? k : 3 + i;
                int column = i % 2 == 0 ? 3 + i : k;
                pixels[(i * 28 + row) * 28 + column] = 1;
            }
        }
        return NDArray.of(Shape.of(n, 28, 28, 1), pixels);
    }

    @Test
    void leNetLearns() {
        g.setRandomSeed(1);
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 28, 28, 1);
        Tensor labels = g.placeholder("labels", DType.INT32, -1);
        Tensor h = g.layers().same().conv2d(x, 6, 5).relu();
        h = g.layers().maxPooling2d(h, 2, 2);
        h = g.layers().conv2d(h, 16, 5);
        h = g.layers().batchNormalization(h, true).relu();
        h = g.layers().flatten(g.layers().maxPooling2d(h, 2, 2));
        h = g.layers().kernel(Initializers.heNormal()).dense(h, 120).relu();
        h = g.layers().dropout(g.layers().dense(h, 84).relu(), 0.2, true);
        Tensor scores = g.layers().dense(h, 10);
        Tensor loss = g.losses().sparseSoftmaxCrossEntropy(labels, scores);
        Operation step = new MomentumOptimizer(0.01, 0.9).minimize(g.losses().total());
        int[] classes = {0, 1, 0, 1, 0, 1, 0, 1};
        try (Session s = new Session(g)) {
            s.initialize();
            float first = s.feed(x, bars(8)).feed(labels, classes).run(loss, step).toFloat(0);
            for (int i = 0; i < 30; i++) {
                s.feed(x, bars(8)).feed(labels, classes).run(step);
            }
            float last = s.feed(x, bars(8)).feed(labels, classes).run(loss, step).toFloat(0);
            assertThat(last).isLessThan(first / 5);
        }
    }
}
