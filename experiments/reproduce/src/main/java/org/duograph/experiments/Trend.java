package org.duograph.experiments;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Whether a quantity stays flat: the least squares line through its samples.
 *
 * @param mean the mean of the samples
 * @param growth how much the line rises from the first sample to the last
 */
record Trend(double mean, double growth) {
    /**
     * The trend of one quantity.
     *
     * @param samples at least two, taken at different steps
     */
    static Trend of(List<Footprint> samples, ToLongFunction<Footprint> quantity) {
        double meanStep = samples.stream().mapToInt(Footprint::step).average().orElseThrow();
        double mean = samples.stream().mapToLong(quantity).average().orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (Footprint sample : samples) {
            double distance = sample.step() - meanStep;
            covariance += distance * (quantity.applyAsLong(sample) - mean);
            variance += distance * distance;
        }
        int steps = samples.get(samples.size() - 1).step() - samples.get(0).step();
        return new Trend(mean, covariance / variance * steps);
    }

    /** Whether the growth is at most this share of the mean. */
    boolean isFlat(double tolerance) {
        return growth <= tolerance * mean + 1e-6;
    }
}
