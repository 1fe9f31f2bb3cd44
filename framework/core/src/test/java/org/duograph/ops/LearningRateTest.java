package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.duograph.graph.Attrs;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.optimizer.LearningRate;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class LearningRateTest {

    private static double rate(Map<String, ?> attrs, long iter) {
        return LearningRate.at(Attrs.check(LearningRate.OP, attrs), iter);
    }

    @Test
    void stepDividesTheRateEveryStepsize() {
        Map<String, ?> step = Map.of("policy", "step", "base_lr", 1, "stepsize", 10, "gamma", 0.1);
        assertThat(rate(step, 9)).isEqualTo(1);
        assertThat(rate(step, 10)).isCloseTo(0.1, within(1e-12));
        assertThat(rate(step, 29)).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void polyLearnsNothingAfterItsLastStep() {
        Map<String, ?> poly = Map.of("policy", "poly", "base_lr", 1, "max_iter", 10, "power", 0.5);
        assertThat(rate(poly, 9)).isCloseTo(Math.sqrt(0.1), within(1e-12));
        assertThat(rate(poly, 10)).isZero();
        assertThat(rate(poly, 11)).isZero();
    }

    @Test
    void alterCanStartWithoutLearning() {
        Map<String, ?> alter =
                Map.of(
                        "policy",
                        "alter",
                        "base_lr",
                        1,
                        "active_first",
                        0,
                        "active_period",
                        2,
                        "inactive_period",
                        3);
        assertThat(rate(alter, 2)).isZero();
        assertThat(rate(alter, 3)).isEqualTo(1);
        assertThat(rate(alter, 5)).isZero();
    }

    @Test
    void hillClimbsThenFallsNoLowerThanItsEnd() {
        Map<String, ?> hill =
                Map.of(
                        "policy",
                        "hill",
                        "base_lr",
                        1,
                        "num_iter",
                        10,
                        "gamma",
                        1,
                        "power",
                        1,
                        "end_multiplier",
                        0.25);
        assertThat(rate(hill, 5)).isEqualTo(0.5);
        assertThat(rate(hill, 11)).isEqualTo(0.5);
        assertThat(rate(hill, 1000)).isEqualTo(0.25);
    }

    @Test
    void constantWarmupAndInvFollowTheirFormulas() {
        Map<String, ?> warm = Map.of("policy", "constantWarmup", "base_lr", 2, "num_iter", 3);
        assertThat(rate(warm, 2)).isEqualTo(1);
        assertThat(rate(warm, 3)).isEqualTo(2);
        Map<String, ?> inv = Map.of("policy", "inv", "base_lr", 1, "gamma", 3, "power", 0.5);
        assertThat(rate(inv, 1)).isEqualTo(0.5);
    }

    @Test
    void anUnknownPolicyOrAMissingArgumentIsRefusedWhenTheNodeIsMade() {
        Graph graph = new Graph("g");
        Value iter = graph.variable("iter", new ArrayType(DType.INT64, Shape.of(1)));
        assertThatThrownBy(
                        () -> graph.append("lr", LearningRate.OP, Map.of("policy", "cosine"), iter))
                .hasMessageContaining("cosine")
                .hasMessageContaining("linearWarmup");
        assertThatThrownBy(
                        () -> graph.append("lr", LearningRate.OP, Map.of("policy", "step"), iter))
                .hasMessageContaining("stepsize");
    }
}
