package org.duograph.survey.statistics;

import java.util.Arrays;

/**
 * The mean of what is multiplied rather than added, such as durations and ratios, with Student's
 * interval on the logarithms.
 *
 * @param p two-sided p-value against one
 */
public record GeometricMean(double value, Interval interval, double p) {

    /** Whether there is one: two values or more, all positive and finite. */
    public static boolean possible(double[] values) {
        return values.length >= 2
                && Arrays.stream(values).allMatch(v -> v > 0 && Double.isFinite(v));
    }

    /** The mean of values for which it is {@link #possible}. */
    public static GeometricMean of(double[] values) {
        Sample logs = Sample.of(Arrays.stream(values).map(Math::log).toArray());
        Interval interval = logs.studentInterval();
        return new GeometricMean(
                Math.exp(logs.mean()),
                new Interval(
                        Math.exp(interval.low()),
                        Math.exp(interval.high()),
                        interval.level(),
                        "Student's t on logarithms, exact where these follow a bell curve"),
                logs.studentP());
    }
}
