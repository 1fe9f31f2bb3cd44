package org.duograph.survey.statistics;

/**
 * The interval of a mean of values that cannot leave a range, such as a scale from 1 to 5. It never
 * holds the mean less often than it says, however the values are distributed, and is therefore
 * wide.
 *
 * <p>The share of values below any number differs from the observed share by at most {@code d},
 * with so much confidence (Massart, 1990, to either side); the least and the largest mean that such
 * shares allow are the bounds (Anderson, 1969).
 */
public final class BoundedMean {

    private BoundedMean() {}

    /** The 95 % interval of the mean of values from {@code least} to {@code most}. */
    public static Interval interval(Sample sample, double least, double most) {
        double[] sorted = sample.sorted();
        int n = sorted.length;
        double error = (1 - Interval.USUAL_LEVEL) / 2;
        double d = Math.sqrt(-Math.log(error) / (2 * n));
        double low = least;
        double high = most;
        for (int i = 0; i < n; i++) {
            double gapBelow = sorted[i] - (i == 0 ? least : sorted[i - 1]);
            double gapAbove = (i == n - 1 ? most : sorted[i + 1]) - sorted[i];
            low += gapBelow * Math.max(1 - (double) i / n - d, 0);
            high -= gapAbove * Math.max((i + 1.0) / n - d, 0);
        }
        return new Interval(low, high, Interval.USUAL_LEVEL, "Anderson, exact");
    }
}
