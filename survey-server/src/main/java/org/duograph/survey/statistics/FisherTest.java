package org.duograph.survey.statistics;

import org.apache.commons.statistics.inference.FisherExactTest;

/** Fisher's exact test of two shares from two unpaired groups. */
public final class FisherTest {

    private FisherTest() {}

    /** Exact two-sided p-value; 1 if a group or an answer is missing altogether. */
    public static double p(Share one, Share other) {
        int[][] table = {
            {one.count(), one.n() - one.count()}, {other.count(), other.n() - other.count()}
        };
        boolean nothingToCompare =
                one.n() == 0
                        || other.n() == 0
                        || one.count() + other.count() == 0
                        || one.count() + other.count() == one.n() + other.n();
        return nothingToCompare ? 1 : FisherExactTest.withDefaults().test(table).getPValue();
    }
}
