package org.duograph.survey.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Numbers that were observed, sorted. Infinity stands for "more than any other" (an installation
 * that was given up): medians and quartiles keep their meaning, means become infinite.
 */
public final class Sample {

    private final double[] sorted;

    private Sample(double[] sorted) {
        this.sorted = sorted;
    }

    /** A sample of these values; the array is copied. */
    public static Sample of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Sample(sorted);
    }

    public int n() {
        return sorted.length;
    }

    /** The values in ascending order, as a copy. */
    public double[] sorted() {
        return sorted.clone();
    }

    public double min() {
        return sorted[0];
    }

    public double max() {
        return sorted[sorted.length - 1];
    }

    /** The arithmetic mean; NaN of an empty sample. */
    public double mean() {
        return Arrays.stream(sorted).sum() / sorted.length;
    }

    /** Standard deviation with n − 1; NaN of fewer than two values. */
    public double deviation() {
        double mean = mean();
        double squares = Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).sum();
        return Math.sqrt(squares / (sorted.length - 1));
    }

    /** The median; NaN of an empty sample. */
    public double median() {
        return quantile(0.5);
    }

    /** A quantile, interpolated as R and spreadsheets do (type 7); NaN of an empty sample. */
    public double quantile(double probability) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double at = probability * (sorted.length - 1);
        int below = (int) at;
        double part = at - below;
        return part == 0 ? sorted[below] : sorted[below] * (1 - part) + sorted[below + 1] * part;
    }

    /**
     * The median's interval that ends at observed values: the narrowest symmetric one that holds at
     * least 95 %, or all values if none does. Its level is the true one.
     */
    public Interval medianInterval() {
        if (sorted.length == 0) {
            return new Interval(
                    Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, "no answers");
        }
        BinomialDistribution below = BinomialDistribution.of(sorted.length, 0.5);
        int outside = below.inverseCumulativeProbability((1 - Interval.USUAL_LEVEL) / 2);
        int first = Math.max(1, outside);
        double level = 1 - 2 * below.cumulativeProbability(first - 1);
        return new Interval(
                sorted[first - 1],
                sorted[sorted.length - first],
                Math.max(0, level),
                "order statistics, exact");
    }

    /**
     * Student's interval of the mean, which supposes normal values; needs two values that differ.
     */
    public Interval studentInterval() {
        double t =
                TDistribution.of(sorted.length - 1)
                        .inverseCumulativeProbability((1 + Interval.USUAL_LEVEL) / 2);
        double half = t * deviation() / Math.sqrt(sorted.length);
        return new Interval(
                mean() - half,
                mean() + half,
                Interval.USUAL_LEVEL,
                "Student's t, exact for a bell curve, else approximate");
    }

    /** Student's two-sided p-value of the mean against zero; needs two values. */
    public double studentP() {
        double t = Math.abs(mean()) / (deviation() / Math.sqrt(sorted.length));
        return 2 * TDistribution.of(sorted.length - 1).survivalProbability(t);
    }
}
