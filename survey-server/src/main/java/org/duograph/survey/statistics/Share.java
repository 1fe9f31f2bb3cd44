package org.duograph.survey.statistics;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/**
 * A share: so many of so many.
 *
 * @param count how many have the property, 0 to n
 * @param n how many were asked and answered
 */
public record Share(int count, int n) {

    public Share {
        if (count < 0 || count > n) {
            throw new IllegalArgumentException(
                    "A share needs 0 <= count <= n, found " + count + " of " + n);
        }
    }

    /** The share itself; NaN if nobody answered. */
    public double fraction() {
        return (double) count / n;
    }

    /**
     * Wilson's score interval at 95 %: close to its level on average, also for few answers. Source:
     * E. B. Wilson (1927), recommended by Brown, Cai and DasGupta (2001).
     */
    public Interval wilson() {
        return interval(BinomialConfidenceInterval.WILSON_SCORE, "Wilson, approximate");
    }

    /** Clopper and Pearson's (1934) interval: wider, guaranteed to hold at least 95 %. */
    public Interval clopperPearson() {
        return interval(BinomialConfidenceInterval.CLOPPER_PEARSON, "Clopper–Pearson, exact");
    }

    private Interval interval(BinomialConfidenceInterval method, String kind) {
        if (n == 0) {
            return new Interval(0, 1, Interval.USUAL_LEVEL, kind);
        }
        var bounds = method.fromErrorRate(n, count, 1 - Interval.USUAL_LEVEL);
        // Bounds that are 0 or 1 by theory can miss the share itself by a rounding error.
        return new Interval(
                Math.min(bounds.getLowerBound(), fraction()),
                Math.max(bounds.getUpperBound(), fraction()),
                Interval.USUAL_LEVEL,
                kind);
    }
}
