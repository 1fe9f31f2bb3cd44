package org.duograph.measure;

import java.util.Arrays;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.Cost;
import org.duograph.ops.math.Add;
import org.duograph.ops.product.MatMul;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * How fast a machine can be at best, measured: arithmetic, and traffic between processor and
 * memory. Nothing that runs on it is faster than the smaller of what the two allow.
 *
 * <p>Source: Williams, Waterman and Patterson, "Roofline: an insightful visual performance model",
 * 2009.
 *
 * @param gflops 10^9 floating-point operations a second, as a product of two large float32 matrices
 *     reaches them
 * @param gigabytes 10^9 bytes a second to and from memory, as the sum of two arrays that no cache
 *     holds reaches them
 */
public record Roof(double gflops, double gigabytes) {
    private static final int LEAST_RUNS = 10;
    private static final long LEAST_NANOS = 150_000_000;
    private static final int[] SIZES = {256, 512, 1024};
    private static final long LONG_ENOUGH = 10_000_000;
    private static final int BYTES_IN_NO_CACHE = 64 << 20;

    /** Measures what the preferred backend reaches; takes about a second. */
    public static Roof measure(Placement placement) {
        return new Roof(arithmetic(placement), traffic(placement));
    }

    /** The most that a computation with so many operations per byte can reach, in GFLOP/s. */
    public double attainable(double flopsPerByte) {
        return Math.min(gflops, gigabytes * flopsPerByte);
    }

    /**
     * The least milliseconds that something of this cost can take, if memory holds its operands.
     */
    public double leastMillis(Cost cost) {
        double bytes = cost.bytesRead() + cost.bytesWritten();
        return Math.max(cost.flops() / (gflops * 1e6), bytes / (gigabytes * 1e6));
    }

    /** The best of several sizes; a backend that is slow on one is not asked for the next. */
    private static double arithmetic(Placement placement) {
        double rate = 0;
        long nanos = 0;
        for (int i = 0; i < SIZES.length && nanos < LONG_ENOUGH; i++) {
            int size = SIZES[i];
            Graph graph = new Graph("peak");
            Value a = graph.variable("a", ArrayType.float32(size, size));
            Value b = graph.variable("b", ArrayType.float32(size, size));
            graph.assign("y", graph.append("y", MatMul.OP, Map.of(), a, b).output(0));
            nanos = best(graph, placement);
            rate = Math.max(rate, 2.0 * size * size * size / nanos);
        }
        return rate;
    }

    private static double traffic(Placement placement) {
        int size = BYTES_IN_NO_CACHE / Float.BYTES;
        Graph graph = new Graph("traffic");
        Value a = graph.variable("a", ArrayType.float32(size));
        Value b = graph.variable("b", ArrayType.float32(size));
        graph.assign("y", graph.append("y", Add.OP, Map.of(), a, b).output(0));
        return 3.0 * BYTES_IN_NO_CACHE / best(graph, placement);
    }

    /** The nanoseconds of the fastest of some runs: the one that other work disturbed least. */
    private static long best(Graph graph, Placement placement) {
        try (State state = new State()) {
            graph.variables().forEach((name, value) -> state.feed(name, ones(value.type())));
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                long best = Long.MAX_VALUE;
                long began = System.nanoTime();
                for (int i = 0; i < LEAST_RUNS || System.nanoTime() - began < LEAST_NANOS; i++) {
                    long start = System.nanoTime();
                    plan.run(i);
                    best = Math.min(best, System.nanoTime() - start);
                }
                return best;
            }
        }
    }

    private static NDArray ones(ArrayType type) {
        NDArray array = NDArray.zeros(type);
        Arrays.fill(array.floats(), 1);
        return array;
    }
}
