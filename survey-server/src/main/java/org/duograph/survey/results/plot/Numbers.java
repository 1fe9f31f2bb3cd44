package org.duograph.survey.results.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.duograph.survey.statistics.Interval;

/** How numbers are written: in plots and, alike, in the words beside them. */
public final class Numbers {

    private Numbers() {}

    /** A number with at most three decimals, fewer where it is large; – if there is none. */
    public static String plain(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        double size = Math.abs(value);
        return rounded(value, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3);
    }

    /** A share as a percentage: 87.5 %. */
    public static String percent(double share) {
        return Double.isNaN(share) ? "–" : rounded(share * 100, 1) + " %";
    }

    /** A p-value: 0.0078; very small ones as a bound. */
    public static String p(double p) {
        return p < 0.0001 ? "< 0.0001" : rounded(p, p < 0.001 ? 5 : 4);
    }

    /** The bounds of an interval: "12 to 34.5". */
    public static String bounds(Interval interval, boolean shares) {
        return shares
                ? percent(interval.low()) + " to " + percent(interval.high())
                : plain(interval.low()) + " to " + plain(interval.high());
    }

    private static String rounded(double value, int decimals) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
        String text = rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
        return text.replace('-', '−');
    }
}
