package org.duograph.survey.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many times as large y is as x, for paired positive numbers such as durations: the ratio of
 * geometric means with Student's interval on the logarithms.
 *
 * @param ratio the ratio y / x
 * @param interval of the ratio
 * @param p two-sided p-value against a ratio of one
 */
public record GeometricRatio(double ratio, Interval interval, double p) {

    /** Whether a ratio can be given: two pairs or more, all numbers positive and finite. */
    public static boolean possible(double[] x, double[] y) {
        return x.length >= 2
                && Arrays.stream(x).allMatch(v -> v > 0 && Double.isFinite(v))
                && Arrays.stream(y).allMatch(v -> v > 0 && Double.isFinite(v));
    }

    /** The ratio of pairs {@code (x[i], y[i])} for which it is {@link #possible}. */
    public static GeometricRatio of(double[] x, double[] y) {
        Sample logs =
                Sample.of(
                        IntStream.range(0, x.length)
                                .mapToDouble(i -> Math.log(y[i] / x[i]))
                                .toArray());
        Interval interval = logs.studentInterval();
        return new GeometricRatio(
                Math.exp(logs.mean()),
                new Interval(
                        Math.exp(interval.low()),
                        Math.exp(interval.high()),
                        interval.level(),
                        "Student's t on logarithms, approximate"),
                logs.studentP());
    }
}
