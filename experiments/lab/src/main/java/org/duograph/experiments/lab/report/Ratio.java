package org.duograph.experiments.lab.report;

import java.util.Arrays;
import java.util.Random;

/**
 * The ratio of two medians.
 *
 * @param value the ratio
 * @param low the lower end of its interval
 * @param high the upper end; where there is one measurement each, both ends are the value
 */
record Ratio(double value, double low, double high) {
    private static final int RESAMPLINGS = 2000;
    private static final double OUTSIDE = 0.05;

    /**
     * The ratio of the median of {@code a} to that of {@code b}, with its 95% interval by the
     * bootstrap: the ratios of many random re-selections of the measurements, without the smallest
     * and largest 2.5%. The same measurements always give the same interval.
     */
    static Ratio of(Spread a, Spread b) {
        Random random = new Random(1);
        double[] ratios = new double[RESAMPLINGS];
        for (int i = 0; i < RESAMPLINGS; i++) {
            ratios[i] = a.resampled(random).median() / b.resampled(random).median();
        }
        Arrays.sort(ratios);
        int cut = (int) (RESAMPLINGS * OUTSIDE / 2);
        return new Ratio(a.median() / b.median(), ratios[cut], ratios[RESAMPLINGS - 1 - cut]);
    }

    @Override
    public String toString() {
        return low == high
                ? Digits.ratio(value)
                : "%s (%s to %s)"
                        .formatted(Digits.ratio(value), Digits.ratio(low), Digits.ratio(high));
    }
}
