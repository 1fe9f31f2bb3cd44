package org.duograph.experiments.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.duograph.measure.Roof;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/**
 * What a benchmark measured.
 *
 * @param family the benchmark's class, such as {@code Conv}
 * @param what its parameters
 * @param millis milliseconds of the timed steps, the median of all iterations
 * @param flops their floating-point operations
 * @param bytes the bytes of their operands
 */
record Result(String family, String what, double millis, double flops, double bytes) {
    private static final double NANOS = 1e6;

    static Result of(RunResult run) {
        BenchmarkParams params = run.getParams();
        String[] path = params.getBenchmark().split("\\.");
        String family = path[path.length - 2].replace("Benchmark", "");
        String what =
                params.getParamsKeys().stream()
                        .map(params::getParam)
                        .collect(Collectors.joining(" "));
        Collection<IterationResult> iterations =
                run.getBenchmarkResults().stream()
                        .flatMap(fork -> fork.getIterationResults().stream())
                        .toList();
        double[] millis = iterations.stream().mapToDouble(i -> each(i, "nanos") / NANOS).toArray();
        Arrays.sort(millis);
        IterationResult any = iterations.iterator().next();
        double median = millis[millis.length / 2];
        return new Result(family, what, median, each(any, "flops"), each(any, "bytes"));
    }

    /** A counter's sum, per run of the plan. */
    private static double each(IterationResult iteration, String counter) {
        return sum(iteration, counter) / sum(iteration, "runs");
    }

    private static double sum(IterationResult iteration, String counter) {
        return iteration.getSecondaryResults().get(counter).getScore();
    }

    /** Floating-point operations per byte. */
    double intensity() {
        return flops / bytes;
    }

    /** 10^9 floating-point operations a second. */
    double gflops() {
        return flops / (millis * NANOS);
    }

    /** 10^9 bytes a second. */
    double gigabytes() {
        return bytes / (millis * NANOS);
    }

    /** The share of the speed that the machine allows; above 1 where a cache holds the operands. */
    double ofRoof(Roof roof) {
        double ratio = gigabytes() / roof.gigabytes();
        return flops > 0 ? gflops() / roof.attainable(intensity()) : ratio;
    }
}
