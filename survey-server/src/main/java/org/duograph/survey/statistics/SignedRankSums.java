package org.duograph.survey.statistics;

import java.util.stream.IntStream;

/**
 * How a sum of ranks is distributed when each rank is taken or left by a fair coin: exactly, one
 * rank after the other, in time n times the sum rather than 2 to the n.
 */
final class SignedRankSums {

    /** Up to here the distribution is computed; beyond, the normal one is as good. */
    static final int MOST_RANKS = 500;

    private final double[] cumulative;

    private SignedRankSums(double[] cumulative) {
        this.cumulative = cumulative;
    }

    /** The distribution of sums of these whole numbers. */
    static SignedRankSums of(int[] ranks) {
        double[] probability = new double[IntStream.of(ranks).sum() + 1];
        probability[0] = 1;
        int largest = 0;
        for (int rank : ranks) {
            largest += rank;
            for (int sum = largest; sum >= 0; sum--) {
                double taken = sum >= rank ? probability[sum - rank] : 0;
                probability[sum] = (probability[sum] + taken) / 2;
            }
        }
        for (int sum = 1; sum < probability.length; sum++) {
            probability[sum] += probability[sum - 1];
        }
        return new SignedRankSums(probability);
    }

    /** The distribution of sums of 1, 2, ... n. */
    static SignedRankSums ofFirst(int n) {
        return of(IntStream.rangeClosed(1, n).toArray());
    }

    /** The probability of a sum of at most this. */
    double atMost(int sum) {
        return sum < 0 ? 0 : cumulative[Math.min(sum, cumulative.length - 1)];
    }

    /** The smallest sum at or below which lies at least this probability. */
    int quantile(double probability) {
        int sum = 0;
        while (cumulative[sum] < probability) {
            sum++;
        }
        return sum;
    }
}
