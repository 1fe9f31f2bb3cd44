package org.duograph.training;

import java.util.LinkedHashMap;
import java.util.Map;

/** Means over samples of numbers that come as means over batches. */
final class Averages {
    private final Map<String, double[]> sums = new LinkedHashMap<>(); // of number x size, of sizes

    void clear() {
        sums.clear();
    }

    void add(Map<String, Double> numbers, int size) {
        numbers.forEach(
                (name, number) -> {
                    double[] sum = sums.computeIfAbsent(name, n -> new double[2]);
                    sum[0] += number * size;
                    sum[1] += size;
                });
    }

    Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((name, sum) -> means.put(name, sum[0] / sum[1]));
        return means;
    }
}
