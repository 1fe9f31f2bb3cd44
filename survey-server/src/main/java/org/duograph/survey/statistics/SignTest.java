package org.duograph.survey.statistics;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * The exact sign test. The same arithmetic answers three questions: are more signs plus than minus,
 * is a share other than one half, and, on the pairs that disagree, McNemar's.
 */
public final class SignTest {

    private SignTest() {}

    /**
     * Exact two-sided p-value: how often a fair coin splits {@code plus + minus} throws at least as
     * unevenly. The distribution is symmetric, so this is twice one tail, and at most 1; 1 if there
     * are no throws.
     */
    public static double p(int plus, int minus) {
        if (plus < 0 || minus < 0) {
            throw new IllegalArgumentException(
                    "Counts cannot be negative, found " + plus + " and " + minus);
        }
        int n = plus + minus;
        if (n == 0) {
            return 1;
        }
        double tail = BinomialDistribution.of(n, 0.5).cumulativeProbability(Math.min(plus, minus));
        return Math.min(1, 2 * tail);
    }
}
