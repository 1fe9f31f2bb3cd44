package org.duograph.session.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GlobalStep;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class SyncReplicasOptimizerTest {
    private static Operation give(Graph g, Tensor accumulator, long step, float gradient) {
        return g.op("AccumulatorApplyGradient")
                .input(accumulator, g.constant(step), g.constant(new float[] {gradient}))
                .build();
    }

    private static Tensor take(Graph g, Tensor accumulator, int required) {
        return g.op("AccumulatorTakeGradient")
                .input(accumulator, g.constant(required))
                .attr("dtype", DType.FLOAT32)
                .tensor();
    }

    @Test
    void anAccumulatorGivesTheMeanAndDropsWhatComesTooLate() throws IOException {
        Graph g = new Graph();
        Tensor accumulator =
                g.op("ConditionalAccumulator")
                        .attr("dtype", DType.FLOAT32)
                        .attr("shape", Shape.of(1))
                        .attr("shared_name", "w/grad_accum")
                        .tensor();
        Operation two = give(g, accumulator, 0, 2);
        Operation four = give(g, accumulator, 0, 4);
        Operation next = give(g, accumulator, 1, 5);
        Tensor ofTwo = take(g, accumulator, 2);
        Tensor ofOne = take(g, accumulator, 1);
        try (Server server = Server.createLocalServer();
                Session s = server.session(g)) {
            s.run(two);
            s.run(four);
            assertThat(s.run(ofTwo).floats()).containsExactly(3);
            s.run(four); // computed for step 0, which is over
            s.run(next);
            assertThat(s.run(ofOne).floats()).containsExactly(5);
            assertThat(server.report())
                    .contains("/job:local/task:0 gave 3 gradients, 1 more came too late");
        }
    }

    @Test
    void aStepDoesNotWaitForASpareWorker() throws IOException {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2);
        Variable w = g.variable("w", new float[] {1, 1});
        Tensor loss = w.read().minus(x).square().sum();
        Operation train =
                new SyncReplicasOptimizer(new GradientDescentOptimizer(0.25), 1, 2)
                        .minimize(loss, GlobalStep.of(g));
        try (Server server = Server.createLocalServer();
                MonitoredTrainingSession training =
                        MonitoredTrainingSession.of(server, g).chief(true).lastStep(3).start()) {
            NDArray zeros = NDArray.of(Shape.of(2), 0f, 0f);
            while (!training.shouldStop()) {
                training.run(s -> s.feed(x, zeros).run(train, loss));
            }
            assertThat(training.step()).isGreaterThanOrEqualTo(3);
            float last = training.run(s -> s.value(w)).floats()[0];
            assertThat(last).isLessThanOrEqualTo(0.125f); // halved in each step
        }
    }

    @Test
    void moreGradientsThanWorkersCanNotBeWaitedFor() {
        assertThatThrownBy(() -> new SyncReplicasOptimizer(new GradientDescentOptimizer(1), 3, 2))
                .hasMessageContaining("of 2 workers 1 to 2 can be waited for, found 3");
    }
}
