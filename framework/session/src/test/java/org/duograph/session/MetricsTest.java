package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.duograph.session.Metrics.Metric;
import org.duograph.tensor.DType;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Graph g = new Graph();
    private final Tensor labels = g.placeholder("labels", DType.INT32, -1);
    private final Tensor found = g.placeholder("found", DType.INT64, -1);

    private double feed(Session s, Metric metric, int[] truths, long[] answers) {
        return s.feed(labels, truths).feed(found, answers).run(metric.update()).item();
    }

    @Test
    void accuracyIsOverAllBatchesSinceTheBeginning() {
        Metric accuracy = g.metrics().accuracy(labels, found);
        Operation reset = g.metrics().initializer();
        assertThat(g.metrics().variables())
                .extracting(Variable::name)
                .containsExactly("accuracy/total", "accuracy/count");
        assertThat(g.variables()).isEmpty();
        try (Session s = new Session(g)) {
            assertThat(s.uninitializedVariables())
                    .extracting(Variable::name)
                    .containsExactly("accuracy/total", "accuracy/count");
            s.initialize();
            assertThat(s.uninitializedVariables()).isEmpty();
            assertThat(s.run(accuracy.value()).item()).isZero();
            assertThat(feed(s, accuracy, new int[] {1, 2, 3}, new long[] {1, 2, 0}))
                    .isCloseTo(2 / 3.0, within(1e-6));
            assertThat(feed(s, accuracy, new int[] {5}, new long[] {6})).isEqualTo(0.5);
            assertThat(s.run(accuracy.value()).item()).isEqualTo(0.5);
            s.run(reset);
            assertThat(s.run(accuracy.value()).item()).isZero();
        }
    }

    @Test
    void precisionIsOfWhatWasPredictedAndRecallOfWhatIsSo() {
        Metric precision = g.metrics().precision(labels, found);
        Metric recall = g.metrics().recall(labels, found);
        int[] truths = {1, 1, 1, 0};
        long[] answers = {1, 0, 0, 1};
        try (Session s = new Session(g)) {
            s.initialize();
            assertThat(feed(s, precision, truths, answers)).isEqualTo(0.5);
            assertThat(feed(s, recall, truths, answers)).isCloseTo(1 / 3.0, within(1e-6));
        }
    }

    @Test
    void elementsCountByTheirWeights() {
        Tensor weights = g.constant(new float[] {3, 1});
        Metric mean = g.metrics().weighted(weights).mean(g.constant(new float[] {1, 5}));
        Metric precision = g.metrics().weighted(weights).precision(labels, found);
        try (Session s = new Session(g)) {
            s.initialize();
            assertThat(s.run(mean.update()).item()).isEqualTo(2);
            assertThat(feed(s, precision, new int[] {1, 0}, new long[] {1, 1})).isEqualTo(0.75);
        }
    }
}
