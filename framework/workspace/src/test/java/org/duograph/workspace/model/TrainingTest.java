package org.duograph.workspace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Consumer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.zoo.SmallNets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Models that are built, run and learn. */
class TrainingTest {
    private static final double[] GRADIENT = {0.5, -2, 0.25};

    private final Workspace workspace = new Workspace();
    private ModelHelper model;

    @BeforeEach
    void newModel() {
        Net.releaseNames();
        model = new ModelHelper("model");
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private void start() {
        workspace.runNetOnce(model.paramInitNet().proto());
        workspace.createNet(model.net().proto());
    }

    @Test
    void theToyRegressionOfTheTutorialConverges() {
        String y = Brew.fc(model, "X", "Y", 2, 1);
        String distance = model.op("SquaredL2Distance", List.of(y, "truth"), "distance");
        String loss = model.op("AveragedLoss", distance, "loss");
        model.addGradientOperators(loss);
        Optimizers.sgd(0.05).build(model);

        NDArray x = NDArray.zeros(ArrayType.float32(64, 2));
        NDArray truth = NDArray.zeros(ArrayType.float32(64, 1));
        for (int i = 0; i < 64; i++) {
            double a = -1 + i / 32.0;
            x.set(2 * i, a);
            x.set(2 * i + 1, a * a);
            truth.set(i, 2 * a + 1.5 * a * a + 0.5);
        }
        workspace.feedBlob("X", x);
        workspace.feedBlob("truth", truth);
        start();
        workspace.runNet("model", 1500);
        assertThat(workspace.fetchBlob("loss").item()).isLessThan(1e-4);
        assertThat(workspace.fetchBlob("Y_w").get(0)).isCloseTo(2, within(0.02));
        assertThat(workspace.fetchBlob("Y_w").get(1)).isCloseTo(1.5, within(0.05));
        assertThat(workspace.fetchBlob("Y_b").get(0)).isCloseTo(0.5, within(0.02));
        assertThat(workspace.fetchBlob("optimizer_iteration").item()).isEqualTo(1500);
    }

    /** Three steps with a constant gradient must change a parameter as {@code rule} does. */
    private void follows(Consumer<ModelHelper> optimizer, Rule rule) {
        String p =
                model.createParam("p", Shape.of(3), Initializer.constant(1), Parameter.Kind.WEIGHT);
        String product = model.op("Mul", List.of(p, "c"), "product");
        model.addGradientOperators(model.op("SumElements", product, "loss"));
        optimizer.accept(model);
        workspace.feedBlob("c", NDArray.of(Shape.of(3), GRADIENT).cast(DType.FLOAT32));
        start();
        double[] expected = {1, 1, 1};
        double[][] state = new double[3][2];
        for (int t = 1; t <= 3; t++) {
            workspace.runNet("model");
            for (int i = 0; i < 3; i++) {
                expected[i] = rule.next(expected[i], GRADIENT[i], state[i], t);
            }
            assertThat(workspace.fetchBlob("p").toDoubles())
                    .as("step %d", t)
                    .containsExactly(expected, within(1e-5));
        }
    }

    private interface Rule {
        double next(double p, double g, double[] state, int t);
    }

    @Test
    void sgdFollowsItsFormulaAndItsPolicy() {
        follows(
                m -> Optimizers.sgd(0.1).policy(LearningRatePolicy.exp(0.5)).build(m),
                (p, g, s, t) -> p - 0.1 * Math.pow(0.5, t) * g);
    }

    @Test
    void momentumFollowsItsFormula() {
        follows(
                m -> Optimizers.sgd(0.1).momentum(0.9).nesterov(false).build(m),
                (p, g, s, t) -> p - (s[0] = 0.9 * s[0] + 0.1 * g));
    }

    @Test
    void nesterovsMomentumFollowsItsFormula() {
        follows(
                m -> Optimizers.sgd(0.1).momentum(0.9).build(m),
                (p, g, s, t) -> {
                    double before = s[0];
                    s[0] = 0.9 * s[0] + 0.1 * g;
                    return p - (1.9 * s[0] - 0.9 * before);
                });
    }

    @Test
    void weightDecayAddsToTheGradient() {
        follows(
                m -> Optimizers.sgd(0.1).weightDecay(0.01).build(m),
                (p, g, s, t) -> p - 0.1 * (g + 0.01 * p));
    }

    @Test
    void largeGradientsAreClipped() {
        double norm = Math.sqrt(0.25 + 4 + 0.0625);
        follows(
                m -> Optimizers.sgd(0.1).maxGradientNorm(1).build(m),
                (p, g, s, t) -> p - 0.1 * g / norm);
    }

    @Test
    void smallGradientsAreNotClipped() {
        follows(
                m -> Optimizers.sgd(0.1).maxGradientNorm(100).build(m),
                (p, g, s, t) -> p - 0.1 * g);
    }

    @Test
    void adagradFollowsItsFormula() {
        follows(
                m -> Optimizers.adagrad(0.1).epsilon(1e-3).build(m),
                (p, g, s, t) -> p - 0.1 * g / (Math.sqrt(s[0] += g * g) + 1e-3));
    }

    @Test
    void adamFollowsItsFormula() {
        follows(
                m -> Optimizers.adam(0.1).betas(0.8, 0.99).build(m),
                (p, g, s, t) -> {
                    s[0] = 0.8 * s[0] + 0.2 * g;
                    s[1] = 0.99 * s[1] + 0.01 * g * g;
                    double rate =
                            0.1 * Math.sqrt(1 - Math.pow(0.99, t + 1)) / (1 - Math.pow(0.8, t + 1));
                    return p - rate * s[0] / (Math.sqrt(s[1]) + 1e-8);
                });
    }

    @Test
    void rmsPropFollowsItsFormula() {
        follows(
                m -> Optimizers.rmsProp(0.1).decay(0.8).momentum(0.5).build(m),
                (p, g, s, t) -> {
                    s[0] += 0.2 * (g * g - s[0]);
                    s[1] = 0.5 * s[1] + 0.1 * g / Math.sqrt(1e-5 + s[0]);
                    return p - s[1];
                });
    }

    @Test
    void ftrlFollowsItsFormula() {
        follows(
                m -> Optimizers.ftrl(0.1).beta(1).lambdas(0.1, 0.2).build(m),
                (p, g, s, t) -> {
                    double n = s[0] + g * g;
                    s[1] += g - (Math.sqrt(n) - Math.sqrt(s[0])) / 0.1 * p;
                    s[0] = n;
                    double z = s[1];
                    return Math.abs(z) <= 0.1
                            ? 0
                            : (Math.signum(z) * 0.1 - z) / ((1 + Math.sqrt(n)) / 0.1 + 0.2);
                });
    }

    @Test
    void leNetLearnsTenShapes() {
        String scores = SmallNets.leNet(model, "data");
        String softmax = Brew.softmax(model, scores, "softmax");
        String xent = model.op("LabelCrossEntropy", List.of(softmax, "label"), "xent");
        String loss = model.op("AveragedLoss", xent, "loss");
        Brew.accuracy(model, List.of(softmax, "label"), "accuracy");
        model.addGradientOperators(loss);
        Optimizers.sgd(0.02).momentum(0.9).build(model);

        feedShapes(0);
        start();
        workspace.runNet("model");
        double before = workspace.fetchBlob("loss").item();
        for (int step = 1; step < 40; step++) {
            feedShapes(step);
            workspace.runNet("model");
        }
        assertThat(before).isBetween(2.0, 3.5);
        assertThat(workspace.fetchBlob("loss").item()).isLessThan(0.5);
        assertThat(workspace.fetchBlob("accuracy").item()).isGreaterThan(0.8);
    }

    /** 20 images: in each, one of ten places is bright, under noise; the label says which. */
    private void feedShapes(int step) {
        float[] images = new float[20 * 28 * 28];
        int[] labels = new int[20];
        java.util.Random random = new java.util.Random(step);
        for (int n = 0; n < 20; n++) {
            labels[n] = n % 10;
            int top = 2 + 13 * (labels[n] / 5);
            int left = 2 + 5 * (labels[n] % 5);
            for (int i = 0; i < 28 * 28; i++) {
                int row = i / 28 - top;
                int column = i % 28 - left;
                boolean bright = row >= 0 && row < 10 && column >= 0 && column < 4;
                images[n * 28 * 28 + i] = (bright ? 1 : 0) + 0.2f * (float) random.nextGaussian();
            }
        }
        workspace.feedBlob("data", NDArray.of(Shape.of(20, 1, 28, 28), images));
        workspace.feedBlob("label", NDArray.of(Shape.of(20), labels));
    }

    @Test
    void thePredictorComputesWhatTheModelDoes() {
        String relu = Brew.relu(model, Brew.fc(model, "X", "fc1", 3, 4), "relu");
        Brew.softmax(model, Brew.fc(model, relu, "fc2", 4, 2), "softmax");
        workspace.feedBlob("X", NDArray.of(Shape.of(1, 3), 1f, -2f, 3f));
        start();
        workspace.runNet("model");
        NDArray expected = workspace.fetchBlob("softmax");
        workspace.removeBlob("softmax");
        workspace.runNetOnce(model.extractPredictorNet(List.of("X"), List.of("softmax")).net());
        assertThat(workspace.fetchBlob("softmax")).isEqualTo(expected);
    }
}
