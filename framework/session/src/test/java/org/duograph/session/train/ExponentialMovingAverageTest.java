package org.duograph.session.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Variable;
import org.duograph.session.checkpoint.Saver;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // scopes are only to be closed
class ExponentialMovingAverageTest {
    private final Graph g = new Graph();
    private final Variable w = g.variable("w", 8f);
    private final Variable steps = GlobalStep.of(g);

    @Test
    void anAverageFollowsWhatTheStepWrote(@TempDir Path folder) throws IOException {
        var averages = new ExponentialMovingAverage(0.75);
        Operation step =
                new GradientDescentOptimizer(0.25).minimize(w.read().square().times(1), steps);
        Operation train;
        try (Scope after = g.controlDependencies(step)) {
            train = averages.apply(g.trainableVariables());
        }
        assertThat(train.name()).isEqualTo("ExponentialMovingAverage");
        assertThat(averages.average(w).name()).isEqualTo("w/ExponentialMovingAverage");
        assertThat(averages.averageName(w)).isEqualTo("w/ExponentialMovingAverage");
        assertThat(averages.average(steps)).isNull();
        try (Session s = new Session(g)) {
            s.initialize();
            s.run(train);
            assertThat(s.value(w).item()).isEqualTo(4);
            assertThat(s.value(averages.average(w)).item()).isEqualTo(7);
            s.run(train);
            assertThat(s.value(averages.average(w)).item()).isEqualTo(7 - 0.25 * (7 - 2));
            Path saved = new Saver(g).save(s, folder.resolve("model"));
            var restored = averages.variablesToRestore(g);
            assertThat(restored).hasSize(2).containsEntry("global_step", steps);
            new Saver(restored, 1).restore(s, saved);
            assertThat(s.value(w).item()).isEqualTo(5.75);
        }
    }

    @Test
    void theFirstStepsCountMore() {
        var averages = new ExponentialMovingAverage(0.9, steps.read());
        Operation move = averages.apply(List.of(w));
        try (Session s = new Session(g)) {
            s.initialize();
            s.load(w, NDArray.of(Shape.SCALAR, 18f));
            s.run(move);
            assertThat(s.value(averages.average(w)).item()).isCloseTo(17, within(1e-5));
        }
        assertThatThrownBy(() -> averages.apply(List.of())).hasMessageContaining("no variables");
    }
}
