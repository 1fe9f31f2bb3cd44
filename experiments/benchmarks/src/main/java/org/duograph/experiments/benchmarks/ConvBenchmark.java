package org.duograph.experiments.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Convolutions of the 6-layer net and of VGG-16, and their two gradients; and, as other nets have
 * them, one of a single tap, and a depthwise one.
 */
@State(Scope.Thread)
public class ConvBenchmark {
    /** What is timed. */
    @Param({"Conv", "ConvGradX", "ConvGradW"})
    public String kernel;

    /** Batch, input channels, height, output channels; kernel where not 3; groups. */
    @Param({
        "64x3x32x32",
        "64x32x32x32",
        "64x32x16x64",
        "64x64x16x64",
        "64x64x32x64",
        "64x128x16x128",
        "64x256x8x256",
        "64x512x4x512",
        "64x512x2x512",
        "64x256x14x64x1",
        "64x128x14x128x3x128"
    })
    public String shape;

    private Timed timed;

    /** Prepares the graph. */
    @Setup
    public void prepare() {
        timed = new Timed(Layers.conv(shape), kernel);
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
