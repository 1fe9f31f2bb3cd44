package org.duograph.survey.statistics;

/**
 * A confidence interval.
 *
 * @param low lower bound, may be minus infinity
 * @param high upper bound, may be infinity
 * @param level the confidence, between 0 and 1. Where an interval can only end at observed values,
 *     this is its true level and differs from the one asked for.
 * @param kind how it was computed and whether that is exact, in words
 */
public record Interval(double low, double high, double level, String kind) {

    /** The level used unless another is asked for. */
    public static final double USUAL_LEVEL = 0.95;

    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "An interval needs low <= high, found " + low + " and " + high);
        }
    }

    /** Whether the value lies in the interval, bounds included. */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
