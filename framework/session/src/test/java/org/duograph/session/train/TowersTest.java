package org.duograph.session.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Several towers learn what one learns from batches as large as all theirs together. */
class TowersTest {
    private static final int STEPS = 4;

    private static Tensor loss(Graph g, Tensor images, Tensor labels) {
        Variable kernel = variable(g, "conv", 3, 3, 2, 4);
        Tensor conv =
                g.op("Conv2D")
                        .input(images, kernel.read())
                        .attr("strides", List.of(1, 1, 1, 1))
                        .attr("padding", "VALID")
                        .tensor();
        Tensor rows = conv.relu().reshape(-1, 6 * 6 * 4);
        Tensor scores = rows.matmul(variable(g, "w", 6 * 6 * 4, 10).read());
        return scores.plus(variable(g, "b", 10).read()).sparseSoftmaxCrossEntropy(labels).mean();
    }

    private static Variable variable(Graph g, String name, int... dims) {
        return g.getVariable(name, DType.FLOAT32, Initializers.truncatedNormal(0, 0.1), dims);
    }

    /** The losses of some steps, then all variables, on so many towers; none: written plainly. */
    private static double[] train(int towers, int rows, Supplier<Optimizer> optimizer) {
        Graph g = new Graph();
        g.setRandomSeed(7);
        Tensor images = g.placeholder("images", DType.FLOAT32, -1, 8, 8, 2);
        Tensor labels = g.placeholder("labels", DType.INT32, -1);
        Tensor loss;
        Operation train;
        if (towers == 0) {
            loss = loss(g, images, labels);
            train = optimizer.get().minimize(loss);
        } else {
            List<String> devices = IntStream.range(0, towers).mapToObj(i -> "/cpu:" + i).toList();
            Function<List<Tensor>, Tensor> tower = part -> loss(g, part.get(0), part.get(1));
            Towers all = Towers.of(g, devices, List.of(images, labels)).build(tower);
            loss = all.loss();
            train = all.minimize(optimizer.get());
        }
        double[] seen = new double[STEPS + g.trainableVariables().size()];
        try (Session s = new Session(g)) {
            s.initialize();
            start(s, g);
            for (int step = 0; step < STEPS; step++) {
                NDArray batch = images(rows, step);
                NDArray classes = labels(rows, step);
                seen[step] =
                        s.feed(images, batch).feed(labels, classes).run(loss, train).get(0).item();
            }
            for (int i = 0; i < g.trainableVariables().size(); i++) {
                for (double number : s.value(g.trainableVariables().get(i)).toDoubles()) {
                    seen[STEPS + i] += number * number;
                }
            }
        }
        return seen;
    }

    /** The same numbers for the variables, whatever else the graph has. */
    private static void start(Session s, Graph g) {
        Random random = new Random(3);
        for (Variable variable : g.trainableVariables()) {
            NDArray numbers = NDArray.zeros(s.value(variable).type());
            for (int i = 0; i < numbers.size(); i++) {
                numbers.set(i, random.nextGaussian() / 10);
            }
            s.load(variable, numbers);
        }
    }

    private static NDArray images(int rows, long seed) {
        Random random = new Random(seed);
        NDArray images = NDArray.zeros(ArrayType.float32(rows, 8, 8, 2));
        for (int i = 0; i < images.size(); i++) {
            images.set(i, random.nextGaussian());
        }
        return images;
    }

    private static NDArray labels(int rows, long seed) {
        Random random = new Random(seed + 100);
        NDArray labels = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(rows)));
        for (int i = 0; i < rows; i++) {
            labels.set(i, random.nextInt(10));
        }
        return labels;
    }

    private static void requireTheSame(int towers, int rows, Supplier<Optimizer> optimizer) {
        assertThat(train(towers, rows, optimizer))
                .containsExactly(train(0, rows, optimizer), within(1e-5));
    }

    @Test
    void towersLearnWithMomentumWhatOneLearns() {
        requireTheSame(2, 8, () -> new MomentumOptimizer(0.05, 0.9));
        requireTheSame(4, 8, () -> new MomentumOptimizer(0.05, 0.9));
    }

    @Test
    void towersLearnWithAdamWhatOneLearns() {
        requireTheSame(2, 8, () -> new AdamOptimizer(0.01));
    }

    @Test
    void rowsThatDoNotDivideEvenlyCountAlikeAndThereMayBeFewerThanTowers() {
        requireTheSame(3, 7, () -> new GradientDescentOptimizer(0.1));
        requireTheSame(4, 3, () -> new GradientDescentOptimizer(0.1));
    }

    @Test
    void fourTowersSumEachGradientInPairsOnTheDeviceOfTheFirstOfThem() {
        Graph g = new Graph();
        Tensor images = g.placeholder("images", DType.FLOAT32, -1, 8, 8, 2);
        Tensor labels = g.placeholder("labels", DType.INT32, -1);
        List<String> devices = List.of("/cpu:0", "/cpu:1", "/cpu:2", "/cpu:3");
        Towers.of(g, devices, List.of(images, labels))
                .build(part -> loss(g, part.get(0), part.get(1)))
                .averageGradients(new GradientDescentOptimizer(0.1));
        List<String> sums =
                g.operations().stream()
                        .filter(op -> op.name().startsWith("average_gradients"))
                        .map(op -> op.type() + " of " + op.inputs().size() + " on " + op.device())
                        .toList();
        String first = sums.get(0);
        String third = first.replace('0', '2');
        assertThat(sums)
                .as("conv, w and b by the first and third tower, then all by the first")
                .containsExactly(first, first, first, third, third, third, first, first, first);
        assertThat(first).startsWith("AddN of 2 on ").endsWith(":0");
    }

    @Test
    void towersWithoutDevicesAreRefused() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        assertThatThrownBy(() -> Towers.of(g, List.of(), List.of(x)))
                .hasMessageContaining("Towers need devices");
    }
}
