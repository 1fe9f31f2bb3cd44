package org.duograph.serving.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Real numbers as TensorFlow Serving prints them: with 6 digits if that reads back as the same
 * number, else with as many as it takes to tell any two numbers of the type apart (9 for float32,
 * 17 for float64); a whole one gets {@code .0}.
 */
public final class Decimal {
    private static final int SHORT = 6;
    private static final int LONG = 9;
    private static final double FAR_FROM_TIE = 1e-3;

    /** Powers of ten that a double holds exactly. */
    static final double[] TEN = new double[23];

    static {
        for (int i = 0; i < TEN.length; i++) {
            TEN[i] = Double.parseDouble("1e" + i);
        }
    }

    private Decimal() {}

    /** A float32. */
    public static String text(float value) {
        if (value == 0 || Float.isNaN(value) || Float.isInfinite(value)) {
            return special(value);
        }
        String text = digits(value, SHORT);
        if (Float.parseFloat(text) != value) {
            text = digits(value, LONG);
        }
        return withPoint(text);
    }

    /** A float64. */
    public static String text(double value) {
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return special(value);
        }
        String text = digits(value, SHORT);
        if (Double.parseDouble(text) != value) {
            text = digits(value, 17);
        }
        return withPoint(text);
    }

    private static String special(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        return 1 / value < 0 ? "-0.0" : "0.0";
    }

    private static String withPoint(String text) {
        boolean whole = text.indexOf('.') < 0 && text.indexOf('e') < 0;
        return whole ? text + ".0" : text;
    }

    /** C's {@code %.Ng}: N digits at most, none of them zeros at the end behind a point. */
    static String digits(double value, int digits) {
        int exponent = (int) Math.floor(Math.log10(Math.abs(value))); // of the first digit
        long quick = digits <= LONG ? quickly(Math.abs(value), digits - 1 - exponent) : 0;
        String all = Long.toString(quick);
        if (all.length() != digits) {
            BigDecimal rounded =
                    new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
            all = rounded.unscaledValue().abs().toString();
            exponent = all.length() - 1 - rounded.scale();
        }
        int used = all.length();
        while (used > 1 && all.charAt(used - 1) == '0') {
            used--;
        }
        all = all.substring(0, used);
        StringBuilder text = new StringBuilder(value < 0 ? "-" : "");
        if (exponent < -4 || exponent >= digits) {
            text.append(all.charAt(0));
            if (all.length() > 1) {
                text.append('.').append(all, 1, all.length());
            }
            int size = Math.abs(exponent);
            text.append(exponent < 0 ? "e-" : "e+").append(size < 10 ? "0" : "").append(size);
        } else if (exponent < 0) {
            text.append("0.").append("0".repeat(-exponent - 1)).append(all);
        } else if (all.length() <= exponent + 1) {
            text.append(all).append("0".repeat(exponent + 1 - all.length()));
        } else {
            text.append(all, 0, exponent + 1).append('.').append(all, exponent + 1, all.length());
        }
        return text.toString();
    }

    /**
     * A number times a power of ten, rounded to a whole one; 0 if it is not sure which one that is.
     * One operation on doubles below 10^9 is off by less than 10^-6.
     */
    private static long quickly(double value, int power) {
        if (Math.abs(power) >= TEN.length) {
            return 0; // no double holds that power of ten exactly
        }
        double scaled = power < 0 ? value / TEN[-power] : value * TEN[power];
        long whole = (long) scaled;
        double rest = scaled - whole;
        return Math.abs(rest - 0.5) < FAR_FROM_TIE ? 0 : rest > 0.5 ? whole + 1 : whole;
    }
}
