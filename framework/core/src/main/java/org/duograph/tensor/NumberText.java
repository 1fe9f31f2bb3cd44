package org.duograph.tensor;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Numbers as text and back, as ONNX's Cast and NumPy have them.
 *
 * <p>A real number is written with the fewest digits that are read back as that number: {@code
 * 0.1}, {@code 1.0}, {@code 1e-05}, {@code inf}, {@code nan}. Java's own texts aren't always the
 * shortest before JDK 19, and a net must give the same everywhere.
 */
public final class NumberText {
    private static final Pattern REAL =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final int MOST_DIGITS = 17;

    private NumberText() {}

    /** The text of a number of a floating-point type. */
    public static String of(DType dtype, double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        String sign = Double.doubleToRawLongBits(number) < 0 ? "-" : "";
        double magnitude = Math.abs(number);
        if (Double.isInfinite(magnitude)) {
            return sign + "inf";
        }
        return sign + (magnitude == 0 ? "0.0" : layOut(shortest(dtype, magnitude)));
    }

    private static BigDecimal shortest(DType dtype, double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            BigDecimal fewer = exact.round(new MathContext(digits));
            double read = dtype == DType.FLOAT32 ? fewer.floatValue() : fewer.doubleValue();
            if (dtype.rounded(read) == number) {
                return fewer;
            }
        }
        return exact.round(new MathContext(MOST_DIGITS));
    }

    /** Plain from 0.0001 to below 1e16, else with an exponent of two digits or more. */
    private static String layOut(BigDecimal number) {
        BigDecimal bare = number.stripTrailingZeros();
        String digits = bare.unscaledValue().toString();
        int exponent = digits.length() - 1 - bare.scale();
        if (exponent >= -4 && exponent < 16) {
            String plain = bare.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String rest = digits.length() == 1 ? "" : "." + digits.substring(1);
        String size = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return digits.charAt(0) + rest + (exponent < 0 ? "e-" : "e+") + size;
    }

    /** The float that is nearest to what a text says. */
    static float toFloat(String text) {
        Double special = special(text.strip());
        return special != null ? special.floatValue() : Float.parseFloat(real(text));
    }

    /**
     * The double that is nearest to what a text says.
     *
     * @throws IllegalArgumentException if it says no number
     */
    public static double toDouble(String text) {
        Double special = special(text.strip());
        return special != null ? special : Double.parseDouble(real(text));
    }

    private static String real(String text) {
        if (!REAL.matcher(text.strip()).matches()) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" is not a number such as 3.14, -2e-5, inf or nan, and can't be"
                            + " converted to one");
        }
        return text.strip();
    }

    private static Double special(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case "nan", "+nan", "-nan" -> Double.NaN;
            default -> null;
        };
    }

    /** The whole number that a text says, if the type has it. */
    static long toWhole(DType dtype, String text) {
        if (WHOLE.matcher(text.strip()).matches()) {
            BigInteger number = new BigInteger(text.strip());
            if (number.bitLength() < Long.SIZE
                    && dtype.wrapped(number.longValue()) == number.longValue()) {
                return number.longValue();
            }
        }
        throw new IllegalArgumentException(
                "\""
                        + text
                        + "\" is not a whole number that "
                        + dtype.lowerName()
                        + " can hold, and can't be converted to one");
    }
}
