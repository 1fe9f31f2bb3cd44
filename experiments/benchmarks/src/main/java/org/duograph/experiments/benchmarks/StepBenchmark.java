package org.duograph.experiments.benchmarks;

import org.duograph.graph.Graph;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What is left of a training step: loss, update, reorders between layouts. */
@State(Scope.Thread)
public class StepBenchmark {
    /** What is timed, and of what size. */
    @Param({
        "SoftmaxWithLoss 64x10",
        "SoftmaxWithLossGradX 64x10",
        "MomentumSGDUpdate 512x4096",
        "Reorder 64x128x16"
    })
    public String kernel;

    private Timed timed;

    /** Prepares the graph. */
    @Setup
    public void prepare() {
        String[] words = kernel.split(" ");
        Graph graph =
                switch (words[0]) {
                    case "MomentumSGDUpdate" -> Layers.update(words[1]);
                    case "Reorder" -> Layers.readPlain(words[1]);
                    default -> Layers.loss(words[1]);
                };
        timed = new Timed(graph, words[0]);
    }

    /** Runs it once. */
    @Benchmark
    public long[] run(Timed.Counters counters) {
        return timed.run(counters);
    }

    /** Frees it. */
    @TearDown
    public void close() {
        timed.close();
    }
}
