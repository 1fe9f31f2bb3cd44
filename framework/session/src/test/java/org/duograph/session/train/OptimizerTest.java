package org.duograph.session.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.DType;
import org.junit.jupiter.api.Test;

class OptimizerTest {
    @Test
    void gradientDescentTakesARateTimesTheGradient() {
        Graph g = new Graph();
        Variable w = g.variable("w", 3f);
        Operation step = new GradientDescentOptimizer(0.1).minimize(w.read().square());
        assertThat(step.name()).isEqualTo("GradientDescent");
        assertThat(g.has("GradientDescent/update_w/ApplyGradientDescent")).isTrue();
        try (Session s = new Session(g)) {
            s.initialize();
            s.run(step);
            assertThat(s.value(w).item()).isCloseTo(3 - 0.1 * 6, within(1e-6));
        }
    }

    @Test
    void momentumKeepsASlotAndCountsSteps() {
        Graph g = new Graph();
        Variable w = g.variable("w", 3f);
        Variable steps = g.variable("global_step", 0L);
        MomentumOptimizer optimizer = new MomentumOptimizer(0.1, 0.5);
        Operation step =
                optimizer.applyGradients(
                        optimizer.computeGradients(w.read().square(), List.of(w)), steps);
        assertThat(optimizer.slot(w, "momentum").name()).isEqualTo("w/Momentum");
        try (Session s = new Session(g)) {
            s.initialize();
            double weight = 3;
            double m = 0;
            for (int i = 0; i < 5; i++) {
                m = 0.5 * m + 2 * weight;
                weight -= 0.1 * m;
                s.run(step);
            }
            assertThat(s.value(w).item()).isCloseTo(weight, within(1e-6));
            assertThat(s.value(steps).getWhole(0)).isEqualTo(5);
        }
    }

    @Test
    void aLossThatDependsOnNoVariableIsAnError() {
        Graph g = new Graph();
        g.variable("w", 3f);
        Tensor loss = g.constant(1f).square();
        assertThatThrownBy(() -> new GradientDescentOptimizer(0.1).minimize(loss))
                .hasMessageContaining("No gradients provided for any variable")
                .hasMessageContaining("'w'");
    }

    @Test
    void aRateMayFallInSteps() {
        Graph g = new Graph();
        Tensor step = g.placeholder("step", DType.INT64);
        Tensor pieces =
                Decay.piecewiseConstant(step, new long[] {10, 20}, new double[] {1, 0.5, 0.1});
        Tensor stairs = Decay.exponential(8, step, 10, 0.5, true);
        Tensor cosine = Decay.cosine(2, step, 20, 0.5);
        try (Session s = new Session(g)) {
            float[][] expected = {
                {0, 1, 8, 2}, {10, 1, 4, 1.5f}, {11, 0.5f, 4, 1.421783f}, {25, 0.1f, 2, 1}
            };
            for (float[] row : expected) {
                Fetched found = s.feed(step, (long) row[0]).run(pieces, stairs, cosine);
                for (int i = 0; i < 3; i++) {
                    assertThat(found.toFloat(i)).isCloseTo(row[i + 1], within(1e-5f));
                }
            }
        }
        assertThatThrownBy(() -> Decay.piecewiseConstant(step, new long[] {1}, new double[] {1}))
                .hasMessageContaining("found 1 boundaries and 1 rates");
        assertThatThrownBy(() -> Decay.piecewiseConstant(step, new long[] {2, 1}, new double[3]))
                .hasMessageContaining("Boundaries must rise");
    }

    @Test
    void aRateMayFall() {
        Graph g = new Graph();
        Tensor step = g.constant(10L);
        try (Session s = new Session(g)) {
            assertThat(s.run(Decay.exponential(2, step, 20, 0.25)).item())
                    .isCloseTo(1, within(1e-6));
            assertThat(s.run(Decay.inverseTime(2, step, 10, 1)).item()).isCloseTo(1, within(1e-6));
            assertThat(s.run(Decay.polynomial(2, step, 40, 1, 2)).item())
                    .isCloseTo(1 + 0.75 * 0.75, within(1e-6));
        }
    }

    /** Weights after each of three steps from w = 3 on the loss w * w, of gradient 2 w. */
    private static double[] threeSteps(Optimizer optimizer, String... slots) {
        Graph g = new Graph();
        Variable w = g.variable("w", 3f);
        Operation step = optimizer.minimize(w.read().square());
        String name = optimizer.name();
        assertThat(g.operations()).anyMatch(op -> op.name().startsWith(name + "/update_w/Apply"));
        for (int i = 0; i < slots.length; i++) {
            assertThat(optimizer.slot(w, slots[i]).name())
                    .isEqualTo("w/" + name + (i == 0 ? "" : "_" + i));
        }
        assertThat(g.trainableVariables()).containsExactly(w);
        double[] weights = new double[3];
        try (Session s = new Session(g)) {
            s.initialize();
            for (int i = 0; i < 3; i++) {
                s.run(step);
                weights[i] = s.value(w).item();
            }
        }
        return weights;
    }

    private interface Step {
        double next(double weight, double gradient, int step);
    }

    private static double[] byHand(Step step) {
        double[] weights = new double[3];
        double weight = 3;
        for (int i = 0; i < 3; i++) {
            weight = step.next(weight, 2 * weight, i + 1);
            weights[i] = weight;
        }
        return weights;
    }

    @Test
    void adamCorrectsItsMeansForHowTheyBegan() {
        double[] mv = new double[2];
        Step adam =
                (w, d, t) -> {
                    mv[0] = 0.9 * mv[0] + 0.1 * d;
                    mv[1] = 0.999 * mv[1] + 0.001 * d * d;
                    double rate = 0.1 * Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
                    return w - rate * mv[0] / (Math.sqrt(mv[1]) + 1e-8);
                };
        assertThat(threeSteps(new AdamOptimizer(0.1), "m", "v"))
                .containsExactly(byHand(adam), within(1e-5));
    }

    @Test
    void rmsPropDividesByTheRootOfTheMeanSquareOrOfTheVariance() {
        for (boolean centered : new boolean[] {false, true}) {
            double[] kept = {1, 0, 0};
            Step rmsProp =
                    (w, d, t) -> {
                        kept[0] = 0.9 * kept[0] + 0.1 * d * d;
                        kept[1] = centered ? 0.9 * kept[1] + 0.1 * d : 0;
                        double root = Math.sqrt(kept[0] - kept[1] * kept[1] + 1e-10);
                        kept[2] = 0.5 * kept[2] + 0.1 * d / root;
                        return w - kept[2];
                    };
            String[] slots =
                    centered
                            ? new String[] {"rms", "mg", "momentum"}
                            : new String[] {"rms", "momentum"};
            assertThat(threeSteps(new RmsPropOptimizer(0.1, 0.9, 0.5, 1e-10, centered), slots))
                    .containsExactly(byHand(rmsProp), within(1e-5));
        }
    }

    @Test
    void adagradAndAdadeltaRememberAllSquaresOrTheLast() {
        double[] sum = {0.1};
        Step adagrad =
                (w, d, t) -> {
                    sum[0] += d * d;
                    return w - 0.1 * d / Math.sqrt(sum[0]);
                };
        assertThat(threeSteps(new AdagradOptimizer(0.1), "accumulator"))
                .containsExactly(byHand(adagrad), within(1e-5));
        double[] kept = new double[2];
        Step adadelta =
                (w, d, t) -> {
                    kept[0] = 0.9 * kept[0] + 0.1 * d * d;
                    double step = Math.sqrt(kept[1] + 0.01) / Math.sqrt(kept[0] + 0.01) * d;
                    kept[1] = 0.9 * kept[1] + 0.1 * step * step;
                    return w - 0.5 * step;
                };
        assertThat(threeSteps(new AdadeltaOptimizer(0.5, 0.9, 0.01), "accum", "accum_update"))
                .containsExactly(byHand(adadelta), within(1e-5));
    }

    @Test
    void ftrlAndProximalStepsMoveWeightsTowardsZero() {
        double[] kept = {0.1, 0};
        Step ftrl =
                (w, d, t) -> {
                    double now = kept[0] + d * d;
                    kept[1] += d - (Math.sqrt(now) - Math.sqrt(kept[0])) / 0.5 * w;
                    kept[0] = now;
                    double way = Math.signum(kept[1]) * 0.2 - kept[1];
                    return Math.abs(kept[1]) > 0.2 ? way / (Math.sqrt(now) / 0.5 + 2 * 0.3) : 0;
                };
        assertThat(threeSteps(new FtrlOptimizer(0.5, -0.5, 0.1, 0.2, 0.3), "accum", "linear"))
                .containsExactly(byHand(ftrl), within(1e-5));
        assertThat(threeSteps(new ProximalGradientDescentOptimizer(0.1, 0.2, 0.3)))
                .containsExactly(byHand((w, d, t) -> proximal(w, d, 0.1)), within(1e-5));
        double[] sum = {0.1};
        Step adagrad =
                (w, d, t) -> {
                    sum[0] += d * d;
                    return proximal(w, d, 0.1 / Math.sqrt(sum[0]));
                };
        assertThat(threeSteps(new ProximalAdagradOptimizer(0.1, 0.1, 0.2, 0.3), "accumulator"))
                .containsExactly(byHand(adagrad), within(1e-5));
    }

    private static double proximal(double w, double d, double rate) {
        double v = w - rate * d;
        return Math.signum(v) * Math.max(Math.abs(v) - rate * 0.2, 0) / (1 + rate * 0.3);
    }

    @Test
    void anOptimizerRefusesNumbersThatMakeNoSense() {
        assertThatThrownBy(() -> new FtrlOptimizer(1, 0.5, 0.1, 0, 0))
                .hasMessageContaining("learning_rate_power 0.5");
        assertThatThrownBy(() -> new ProximalGradientDescentOptimizer(1, -1, 0))
                .hasMessageContaining("l1_regularization_strength -1.0");
        assertThatThrownBy(() -> new ProximalAdagradOptimizer(1, 0, 0, 0))
                .hasMessageContaining("initial_accumulator_value must be positive");
    }

    @Test
    @SuppressWarnings("try") // the scope is only to be closed
    void slotsAndTheGlobalStepKnowNoNameScopes() {
        Graph g = new Graph();
        Variable w = g.variable("w", 3f);
        AdamOptimizer optimizer = new AdamOptimizer(0.1);
        try (Scope outer = g.nameScope("outer")) {
            optimizer.minimize(w.read().square(), GlobalStep.of(g));
        }
        assertThat(optimizer.slot(w, "v").name()).isEqualTo("w/Adam_1");
        assertThat(GlobalStep.of(g).name()).isEqualTo("global_step");
        assertThat(g.collection(GlobalStep.COLLECTION, Variable.class)).hasSize(1);
        assertThat(g.trainableVariables()).containsExactly(w);
    }
}
