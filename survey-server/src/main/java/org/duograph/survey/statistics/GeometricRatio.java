package org.duograph.survey.statistics;

import java.util.stream.IntStream;

/** How many times as large y is as x, for paired positive numbers such as durations. */
public final class GeometricRatio {

    private GeometricRatio() {}

    /** Whether a ratio can be given: two pairs or more, all numbers positive and finite. */
    public static boolean possible(double[] x, double[] y) {
        return GeometricMean.possible(x) && GeometricMean.possible(y);
    }

    /** The mean ratio of pairs {@code (x[i], y[i])} for which it is {@link #possible}. */
    public static GeometricMean of(double[] x, double[] y) {
        return GeometricMean.of(
                IntStream.range(0, x.length).mapToDouble(i -> y[i] / x[i]).toArray());
    }
}
