package org.duograph.experiments.lab.report;

import java.util.List;
import java.util.Random;

/**
 * Repeated measurements of one quantity.
 *
 * @param samples what was measured, in the order of time; at least one
 */
record Spread(List<Double> samples) {
    Spread {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("A spread needs at least one measurement");
        }
    }

    /** How many measurements. */
    int n() {
        return samples.size();
    }

    double mean() {
        return samples.stream().mapToDouble(s -> s).average().orElseThrow();
    }

    /** The standard deviation of single measurements; 0 for one alone. */
    double deviation() {
        double mean = mean();
        double squares = samples.stream().mapToDouble(s -> (s - mean) * (s - mean)).sum();
        return n() < 2 ? 0 : Math.sqrt(squares / (n() - 1));
    }

    double median() {
        double[] sorted = samples.stream().mapToDouble(s -> s).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double min() {
        return samples.stream().mapToDouble(s -> s).min().orElseThrow();
    }

    double max() {
        return samples.stream().mapToDouble(s -> s).max().orElseThrow();
    }

    /** The same measurements in another unit. */
    Spread times(double factor) {
        return new Spread(samples.stream().map(s -> s * factor).toList());
    }

    /** How many of these go into one, for rates: {@code factor / sample}. */
    Spread per(double factor) {
        return new Spread(samples.stream().map(s -> factor / s).toList());
    }

    /** The ratio of this median to that one. */
    Ratio over(Spread other) {
        return Ratio.of(this, other);
    }

    /** A random selection of as many measurements, each of which may be drawn more than once. */
    Spread resampled(Random random) {
        return new Spread(random.ints(n(), 0, n()).mapToObj(samples::get).toList());
    }
}
