package org.duograph.survey.statistics;

import java.util.Arrays;

/** Sizes of differences that do not depend on how many were asked. */
public final class EffectSize {

    private EffectSize() {}

    /**
     * Cliff's delta: how much more often a value of y is above one of x than below, over all pairs,
     * from −1 to 1. NaN if one is empty.
     */
    public static double cliffsDelta(double[] x, double[] y) {
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        long above = 0;
        for (double value : y) {
            int below = countBelow(sorted, value, false);
            int notAbove = countBelow(sorted, value, true);
            above += below - (sorted.length - notAbove);
        }
        return (double) above / ((long) x.length * y.length);
    }

    private static int countBelow(double[] sorted, double value, boolean orEqual) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value || (orEqual && sorted[middle] == value)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Cohen's d of paired differences: their mean in their standard deviations. */
    public static double cohensD(Sample differences) {
        return differences.mean() / differences.deviation();
    }

    /** Cohen's d of paired differences with Hedges' correction for few of them. */
    public static double hedgesG(Sample differences) {
        int freedom = differences.n() - 1;
        return cohensD(differences) * (1 - 3.0 / (4 * freedom - 1));
    }
}
