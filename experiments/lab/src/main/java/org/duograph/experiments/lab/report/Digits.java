package org.duograph.experiments.lab.report;

import java.util.Locale;

/** Numbers for readers: as many digits as mean something. */
final class Digits {
    private static final int SIGNIFICANT = 3;
    private static final double NONE = 1e-5;

    private Digits() {}

    /** Three significant digits; all digits before the point. */
    static String of(double value) {
        return withDecimals(value, decimals(value));
    }

    /**
     * Mean and standard deviation, both with the decimals that the deviation can tell apart; a
     * single measurement is said to be one.
     */
    static String of(Spread spread) {
        double mean = spread.mean();
        double deviation = spread.deviation();
        if (spread.n() < 2) {
            return of(mean) + " (one run)";
        }
        if (deviation < NONE * mean) {
            return of(mean) + " ± 0";
        }
        // Two digits of the deviation, but no more decimals than three digits of the mean plus one.
        int decimals = Math.min(decimals(deviation) - 1, decimals(mean) + 1);
        decimals = Math.max(decimals, 0);
        return withDecimals(mean, decimals) + " ± " + withDecimals(deviation, decimals);
    }

    /** Two decimals; two significant digits of small ratios. */
    static String ratio(double ratio) {
        return withDecimals(ratio, ratio < 0.1 ? decimals(ratio) - 1 : 2);
    }

    /** A share of one as a percentage. */
    static String percent(double share) {
        return withDecimals(100 * share, 1) + "%";
    }

    static String whole(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static int decimals(double value) {
        if (value == 0) {
            return 0;
        }
        int before = (int) Math.floor(Math.log10(Math.abs(value))) + 1;
        return Math.min(Math.max(SIGNIFICANT - before, 0), 9);
    }

    private static String withDecimals(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
