package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.duograph.plan.Placement;
import org.duograph.tensor.NDArray;

/**
 * Compares gradients in a graph with central differences.
 *
 * @param graph the graph
 */
record Slopes(Graph graph) {
    private static final double STEP = 1e-2;

    /** Compares the gradient of a scalar with respect to a fed tensor. */
    void check(Tensor y, Tensor x, NDArray at) {
        Tensor dx = graph.gradients(y, List.of(x)).get(0);
        try (Session s = new Session(graph, Placement.ofBest(), 1)) {
            if (!graph.variables().isEmpty()) {
                s.initialize();
            }
            NDArray gradient = s.feed(x, at).run(dx);
            assertThat(gradient.shape()).isEqualTo(at.shape());
            for (int i = 0; i < at.size(); i++) {
                NDArray up = at.copy();
                up.set(i, at.get(i) + STEP);
                NDArray down = at.copy();
                down.set(i, at.get(i) - STEP);
                double rise = s.feed(x, up).run(y).get(0) - s.feed(x, down).run(y).get(0);
                double slope = rise / (2 * STEP);
                assertThat(gradient.get(i)).isCloseTo(slope, within(2e-2 * (1 + Math.abs(slope))));
            }
        }
    }
}
