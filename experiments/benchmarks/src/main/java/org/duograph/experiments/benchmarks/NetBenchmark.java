package org.duograph.experiments.benchmarks;

import org.duograph.graph.Graph;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Whole steps: training, and inference of many images and of one. */
@State(Scope.Thread)
public class NetBenchmark {
    /** The net, whether it trains or infers, and the batch. */
    @Param({"six train 64", "six infer 64", "six infer 1", "vgg16 train 64", "vgg16-bn train 64"})
    public String net;

    private Timed timed;

    /** Prepares the graph. */
    @Setup
    public void prepare() {
        String[] words = net.split(" ");
        int batch = Integer.parseInt(words[2]);
        boolean trains = words[1].equals("train");
        Graph graph = trains ? Nets.training(words[0], batch) : Nets.inferring(words[0], batch);
        timed = new Timed(graph, Timed.ALL);
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
