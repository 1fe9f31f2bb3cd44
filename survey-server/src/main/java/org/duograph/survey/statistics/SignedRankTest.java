package org.duograph.survey.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Wilcoxon's signed-rank test of paired differences against zero, two-sided. Differences of zero
 * are dropped, as Wilcoxon did; ties share ranks. Up to 500 differences the p-value is that of the
 * exact permutation distribution of the very ranks that occur, ties included.
 *
 * @param n how many differences are not zero
 * @param zeros how many are
 * @param plus sum of the ranks of positive differences
 * @param minus sum of the ranks of negative differences
 * @param p two-sided p-value; 1 if all differences are zero
 * @param exact whether p is exact; otherwise normal, corrected for ties and continuity
 */
public record SignedRankTest(int n, int zeros, double plus, double minus, double p, boolean exact) {

    /** Tests differences; infinite ones rank last. */
    public static SignedRankTest of(double[] differences) {
        double[] d = Arrays.stream(differences).filter(x -> x != 0).toArray();
        Ranks ranks = Ranks.of(Arrays.stream(d).map(Math::abs).toArray());
        long plus =
                IntStream.range(0, d.length)
                        .filter(i -> d[i] > 0)
                        .mapToLong(i -> ranks.doubled()[i])
                        .sum();
        long minus = (long) d.length * (d.length + 1) - plus;
        boolean exact = d.length <= SignedRankSums.MOST_RANKS;
        long smaller = Math.min(plus, minus);
        double p =
                exact
                        ? 2 * SignedRankSums.of(ranks.doubled()).atMost((int) smaller)
                        : normal(d.length, ranks.tieSum(), smaller / 2.0);
        return new SignedRankTest(
                d.length,
                differences.length - d.length,
                plus / 2.0,
                minus / 2.0,
                Math.min(1, p),
                exact);
    }

    private static double normal(double n, double tieSum, double smaller) {
        double mean = n * (n + 1) / 4;
        double variance = n * (n + 1) * (2 * n + 1) / 24 - tieSum / 48;
        double z = (smaller + 0.5 - mean) / Math.sqrt(variance);
        return 2 * NormalDistribution.of(0, 1).cumulativeProbability(z);
    }

    /**
     * Effect size: matched-pairs rank-biserial correlation (Kerby 2014), from −1, all differences
     * negative, to 1, all positive; 0 if there are none.
     */
    public double rankBiserial() {
        return n == 0 ? 0 : (plus - minus) / (plus + minus);
    }
}
