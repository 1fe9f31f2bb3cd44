package org.duograph.experiments.benchmarks;

import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.ops.activation.Gelu;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.norm.GroupNorm;
import org.duograph.ops.norm.LRN;
import org.duograph.ops.norm.LayerNorm;
import org.duograph.ops.norm.SpatialBN;
import org.duograph.ops.pool.AveragePool;
import org.duograph.ops.pool.MaxPool;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Pooling, ReLU, normalisation: little arithmetic per byte. */
@State(Scope.Thread)
public class PixelBenchmark {
    /** What is timed. */
    @Param({
        "MaxPool",
        "MaxPoolGradX",
        "AveragePool",
        "AveragePoolGradX",
        "Relu",
        "ReluGradX",
        "SpatialBN",
        "SpatialBNGrad",
        "LRN",
        "LRNGradX",
        "LayerNorm",
        "LayerNormGradX",
        "GroupNorm",
        "GroupNormGrad",
        "Gelu",
        "GeluGradX"
    })
    public String kernel;

    /** Batch, channels, height. */
    @Param({"64x64x32"})
    public String shape;

    private Timed timed;

    /** Prepares the graph. */
    @Setup
    public void prepare() {
        Map<String, Object> none = Map.of();
        Map<String, Object> halves = Map.of("kernel", 2, "stride", 2);
        Map<String, Object> near = Map.of("size", 5, "alpha", 1e-4f, "beta", 0.75f);
        Graph graph =
                switch (kernel.replaceFirst("Grad.*", "")) {
                    case "MaxPool" -> Layers.betweenConvs(MaxPool.OP, halves, shape, 0);
                    case "AveragePool" -> Layers.betweenConvs(AveragePool.OP, halves, shape, 0);
                    case "Relu" -> Layers.betweenConvs(Relu.OP, none, shape, 0);
                    case "LRN" -> Layers.betweenConvs(LRN.OP, near, shape, 0);
                    case "Gelu" -> Layers.betweenConvs(Gelu.OP, none, shape, 0);
                    case "GroupNorm" ->
                            Layers.betweenConvs(GroupNorm.OP, Map.of("group", 8), shape, 2);
                    case "LayerNorm" -> Layers.betweenConvs(LayerNorm.OP, none, shape, 0);
                    default -> Layers.betweenConvs(SpatialBN.OP, none, shape, 4);
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
