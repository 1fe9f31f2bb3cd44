package org.duograph.survey.statistics;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Hodges and Lehmann's typical difference: the median of the means of all pairs of differences
 * (each with itself too), with the interval that belongs to Wilcoxon's signed-rank test; both
 * suppose that differences are as likely to lie above it as, equally far, below. Source: Hollander,
 * Wolfe and Chicken, Nonparametric Statistical Methods, section 3.2 and 3.3.
 *
 * @param estimate the typical difference; NaN if there are none
 * @param interval of the typical difference. With ties it holds at least its level.
 */
public record HodgesLehmann(double estimate, Interval interval) {

    /** Estimates from differences; infinite ones must all have the same sign. */
    public static HodgesLehmann of(double[] differences) {
        int n = differences.length;
        if (n == 0) {
            Interval all =
                    new Interval(
                            Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, "no answers");
            return new HodgesLehmann(Double.NaN, all);
        }
        PairMeans means = new PairMeans(differences);
        long pairs = means.count();
        double error = 1 - Interval.USUAL_LEVEL;
        long first;
        double level;
        String kind;
        if (n <= SignedRankSums.MOST_RANKS) {
            SignedRankSums sums = SignedRankSums.ofFirst(n);
            first = Math.max(1, sums.quantile(error / 2));
            level = 1 - 2 * sums.atMost((int) first - 1);
            kind = "Hodges–Lehmann, exact where differences are symmetric";
        } else {
            double deviation = Math.sqrt(n * (n + 1.0) * (2.0 * n + 1) / 24);
            double z = NormalDistribution.of(0, 1).inverseCumulativeProbability(error / 2);
            first = Math.max(1, Math.round(n * (n + 1.0) / 4 + z * deviation));
            level = Interval.USUAL_LEVEL;
            kind = "Hodges–Lehmann, normal approximation";
        }
        double[] found =
                LongStream.of((pairs + 1) / 2, pairs / 2 + 1, first, pairs + 1 - first)
                        .parallel()
                        .mapToDouble(means::smallest)
                        .toArray();
        return new HodgesLehmann(
                (found[0] + found[1]) / 2, new Interval(found[2], found[3], level, kind));
    }

    /**
     * The means of all pairs, never written down: there are n(n + 1)/2. The k-th smallest is found
     * by halving the range of doubles, counting the means below in one sweep over sorted values.
     */
    private static final class PairMeans {

        private final double[] sorted;

        PairMeans(double[] values) {
            sorted = values.clone();
            Arrays.sort(sorted);
        }

        long count() {
            return (long) sorted.length * (sorted.length + 1) / 2;
        }

        /** The k-th smallest mean, counted from 1. */
        double smallest(long k) {
            long low = toOrdered(sorted[0]);
            long high = toOrdered(sorted[sorted.length - 1]);
            while (low < high) {
                long middle = (low & high) + ((low ^ high) >> 1);
                if (atMost(fromOrdered(middle)) >= k) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return fromOrdered(low);
        }

        private long atMost(double mean) {
            long ordered = 0;
            long withItself = 0;
            int end = sorted.length;
            for (double value : sorted) {
                while (end > 0 && value + sorted[end - 1] > 2 * mean) {
                    end--;
                }
                ordered += end;
                withItself += value <= mean ? 1 : 0;
            }
            return (ordered + withItself) / 2;
        }

        /** Whole numbers in the order of the doubles. */
        private static long toOrdered(double value) {
            long bits = Double.doubleToLongBits(value + 0.0);
            return bits >= 0 ? bits : Long.MIN_VALUE - bits;
        }

        private static double fromOrdered(long ordered) {
            return Double.longBitsToDouble(ordered >= 0 ? ordered : Long.MIN_VALUE - ordered);
        }
    }
}
