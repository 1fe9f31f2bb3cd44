package org.duograph.session.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
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
        assertThat(optimizer.slot(w, "Momentum").name()).isEqualTo("w/Momentum");
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
}
