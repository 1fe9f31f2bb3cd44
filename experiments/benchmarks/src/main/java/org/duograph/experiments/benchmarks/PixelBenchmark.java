package org.duograph.experiments.benchmarks;

import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.norm.SpatialBN;
import org.duograph.ops.pool.MaxPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Pooling, ReLU, batch normalisation: little arithmetic per byte. */
@State(Scope.Thread)
public class PixelBenchmark {
    /** What is timed. */
    @Param({"MaxPool", "MaxPoolGradX", "Relu", "ReluGradX", "SpatialBN", "SpatialBNGrad"})
    public String kernel;

    /** Batch, channels, height. */
    @Param({"64x64x32"})
    public String shape;

    private Timed timed;

    /** Prepares the graph. */
    @Setup
    public void prepare() {
        Graph graph =
                switch (kernel.replaceFirst("Grad.*", "")) {
                    case "MaxPool" ->
                            Layers.betweenConvs(
                                    MaxPool.OP, Map.of("kernel", 2, "stride", 2), shape, 0);
                    case "Relu" -> Layers.betweenConvs(Relu.OP, Map.of(), shape, 0);
                    default -> Layers.betweenConvs(SpatialBN.OP, Map.of(), shape, 4);
                };
        timed = new Timed(graph, kernel);
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
