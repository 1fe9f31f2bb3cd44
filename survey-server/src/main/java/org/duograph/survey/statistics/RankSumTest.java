package org.duograph.survey.statistics;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Mann and Whitney's test of two unpaired groups, two-sided. Up to 60 values in all, the p-value is
 * that of the exact permutation distribution of the ranks that occur, ties included.
 *
 * @param u in how many of the pairs (x, y) x is larger, ties counting one half
 * @param p two-sided p-value; 1 if a group is empty
 * @param exact whether p is exact; otherwise normal, corrected for ties and continuity
 */
public record RankSumTest(double u, double p, boolean exact) {

    private static final int MOST_VALUES = 60;

    /** Tests whether x tends to be larger or smaller than y. */
    public static RankSumTest of(double[] x, double[] y) {
        if (x.length == 0 || y.length == 0) {
            return new RankSumTest(0, 1, true);
        }
        double[] all = DoubleStream.concat(DoubleStream.of(x), DoubleStream.of(y)).toArray();
        Ranks ranks = Ranks.of(all);
        long sum = IntStream.of(ranks.doubled()).limit(x.length).asLongStream().sum();
        double u = sum / 2.0 - x.length * (x.length + 1.0) / 2;
        boolean exact = all.length <= MOST_VALUES;
        double p =
                exact
                        ? exact(ranks.doubled(), x.length, (int) sum)
                        : normal(x.length, y.length, ranks.tieSum(), u);
        return new RankSumTest(u, Math.min(1, p), exact);
    }

    /** Twice the smaller tail of the sums of all choices of so many of the ranks. */
    private static double exact(int[] ranks, int chosen, int observed) {
        int total = IntStream.of(ranks).sum();
        double[][] ways = new double[chosen + 1][total + 1];
        ways[0][0] = 1;
        for (int rank : ranks) {
            for (int size = chosen; size > 0; size--) {
                for (int sum = total; sum >= rank; sum--) {
                    ways[size][sum] += ways[size - 1][sum - rank];
                }
            }
        }
        double low = DoubleStream.of(ways[chosen]).limit(observed + 1L).sum();
        double high = DoubleStream.of(ways[chosen]).skip(observed).sum();
        return 2 * Math.min(low, high) / DoubleStream.of(ways[chosen]).sum();
    }

    private static double normal(double m, double n, double tieSum, double u) {
        double all = m + n;
        double variance = m * n / 12 * (all + 1 - tieSum / (all * (all - 1)));
        double z = Math.min(0, 0.5 - Math.abs(u - m * n / 2)) / Math.sqrt(variance);
        return variance == 0 ? 1 : 2 * NormalDistribution.of(0, 1).cumulativeProbability(z);
    }
}
