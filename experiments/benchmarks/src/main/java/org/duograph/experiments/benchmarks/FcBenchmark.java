package org.duograph.experiments.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Fully connected layers of the 6-layer net and of VGG-16, and their two gradients. */
@State(Scope.Thread)
public class FcBenchmark {
    /** What is timed. */
    @Param({"FC", "FCGradX", "FCGradW"})
    public String kernel;

    /** Rows, inputs, outputs. */
    @Param({"64x4096x512", "64x512x512"})
    public String shape;

    private Timed timed;

    /** Prepares the graph. */
    @Setup
    public void prepare() {
        timed = new Timed(Layers.fc(shape), kernel);
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
