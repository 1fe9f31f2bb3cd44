package org.duograph.workspace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.plan.Plan;

/**
 * How long a net takes, as a whole and step by step.
 *
 * @param runs how often it was run for each of the two
 * @param millis milliseconds per run
 * @param steps milliseconds per run of each step of its plans, by label; measured one by one, so
 *     their sum is a little more than {@code millis}
 */
public record Benchmark(int runs, double millis, Map<String, Double> steps) {

    static Benchmark of(NetRunner net, int runs) {
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            net.run();
        }
        double millis = (System.nanoTime() - start) / 1e6 / Math.max(1, runs);
        Map<String, Double> steps = new LinkedHashMap<>();
        for (Plan plan : net.plans()) {
            List<String> labels = plan.stepLabels();
            double[] sums = new double[labels.size()];
            for (int i = 0; i < runs; i++) {
                long[] nanos = plan.time(i);
                for (int s = 0; s < sums.length; s++) {
                    sums[s] += nanos[s] / 1e6 / runs;
                }
            }
            for (int s = 0; s < sums.length; s++) {
                steps.merge(labels.get(s), sums[s], Double::sum);
            }
        }
        return new Benchmark(runs, millis, steps);
    }

    /** A table, the slowest step first. */
    @Override
    public String toString() {
        double sum = steps.values().stream().mapToDouble(Double::doubleValue).sum();
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%.3f ms per run (mean of %d)%n", millis, runs));
        List<Map.Entry<String, Double>> rows = new ArrayList<>(steps.entrySet());
        rows.sort(Map.Entry.<String, Double>comparingByValue().reversed());
        for (Map.Entry<String, Double> row : rows) {
            double share = 100 * row.getValue() / Math.max(sum, 1e-12);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%9.3f ms %5.1f%%  %s%n",
                            row.getValue(),
                            share,
                            row.getKey()));
        }
        return text.toString();
    }
}
