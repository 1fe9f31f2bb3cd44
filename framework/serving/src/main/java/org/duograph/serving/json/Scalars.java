package org.duograph.serving.json;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Reads the numbers and texts of a JSON text. */
final class Scalars {
    private static final double[] TEN = Decimal.TEN;
    private static final long MOST_EXACT = 1L << 53;
    private static final long MOST_BEFORE_DIGIT = (Long.MAX_VALUE - 9) / 10;
    private static final int MOST_EXPONENT = 1_000_000;

    private final byte[] text;

    // The last number: where it stands, and its digits without a point, while a long holds them.
    private int start;
    private int end;
    private long digits;
    private boolean exact;
    private int exponent;
    private boolean withoutPoint;

    Scalars(byte[] text) {
        this.text = text;
    }

    private int at(int i) {
        return i < text.length ? text[i] : 0;
    }

    private boolean isDigit(int i) {
        int c = at(i);
        return c >= '0' && c <= '9';
    }

    /**
     * Takes a number; gives where it ends. What it is worth is found out when it is asked, so that
     * one which is passed over costs little.
     */
    int number(int from) {
        start = from;
        digits = 0;
        exact = true;
        exponent = 0;
        int i = at(from) == '-' ? from + 1 : from;
        withoutPoint = at(i) != 'N' && at(i) != 'I';
        if (!withoutPoint) {
            exact = false;
            return end = named(i);
        }
        if (!isDigit(i)) {
            throw JsonReader.error("Invalid value.", i);
        }
        i = at(i) == '0' ? i + 1 : digits(i);
        if (at(i) == '.') {
            withoutPoint = false;
            int first = i + 1;
            if (!isDigit(first)) {
                throw JsonReader.error("Miss fraction part in number.", first);
            }
            i = digits(first);
            exponent = first - i;
        }
        if ((at(i) | 0x20) == 'e') {
            withoutPoint = false;
            i = exponent(i + 1);
        }
        return end = i;
    }

    /** Takes digits; gives where they end. */
    private int digits(int from) {
        int i = from;
        long sum = digits;
        for (; i < text.length; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            if (sum > MOST_BEFORE_DIGIT) {
                exact = false;
            } else {
                sum = sum * 10 + digit;
            }
        }
        digits = sum;
        return i;
    }

    /** Takes an exponent, which may be huge; gives where it ends. */
    private int exponent(int from) {
        boolean negative = at(from) == '-';
        int i = negative || at(from) == '+' ? from + 1 : from;
        if (!isDigit(i)) {
            throw JsonReader.error("Miss exponent in number.", i);
        }
        int value = 0;
        for (; isDigit(i); i++) {
            value = Math.min(MOST_EXPONENT, value * 10 + (text[i] - '0'));
        }
        exponent += negative ? -value : value;
        return i;
    }

    /** Where NaN, Inf or Infinity ends. */
    private int named(int from) {
        for (String word : new String[] {"NaN", "Infinity", "Inf"}) {
            int i = 0;
            while (i < word.length() && at(from + i) == word.charAt(i)) {
                i++;
            }
            if (i == word.length()) {
                return from + i;
            }
        }
        throw JsonReader.error("Invalid value.", from);
    }

    /** The last number. Where its digits and a power of ten are exact, one operation rounds it. */
    double real() {
        boolean negative = text[start] == '-';
        if (exact && digits <= MOST_EXACT && Math.abs(exponent) < TEN.length) {
            double size = exponent < 0 ? digits / TEN[-exponent] : digits * TEN[exponent];
            return negative ? -size : size;
        }
        String number = number();
        double value = Double.parseDouble(number.endsWith("Inf") ? number + "inity" : number);
        if (Double.isInfinite(value) && isDigit(end - 1)) {
            throw JsonReader.error("Number too big to be stored in double.", start);
        }
        return value;
    }

    private String number() {
        return new String(text, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** Whether the last number had no point, no exponent, and fits 64 bits, with a sign or not. */
    boolean isWhole() {
        if (exact || !withoutPoint) {
            return withoutPoint;
        }
        if (end - start > 20) {
            return false; // and may be a thousand digits
        }
        BigInteger value = new BigInteger(number());
        return value.bitLength() <= (value.signum() < 0 ? Long.SIZE - 1 : Long.SIZE);
    }

    /** The last number, if it was whole; one above 2^63 - 1 as the bits of an uint64. */
    long whole() {
        boolean negative = text[start] == '-';
        return exact ? negative ? -digits : digits : new BigInteger(number()).longValue();
    }

    /** Whether the last number was a whole one above 2^63 - 1. */
    boolean isAboveLong() {
        return !exact && isWhole() && text[start] != '-' && whole() < 0;
    }

    /** Where a text ends, behind its quotation mark; from its first character. */
    int endOfString(int from) {
        int i = from;
        while (true) {
            int c = at(i);
            if (i >= text.length) {
                throw JsonReader.error("Missing a closing quotation mark in string.", from - 1);
            }
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\') {
                i = escape(i);
            } else if (c >= 0 && c < 0x20) {
                throw JsonReader.error("Invalid encoding in string.", i);
            } else {
                i++;
            }
        }
    }

    /** Where an escape ends. */
    private int escape(int from) {
        switch (at(from + 1)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
                return from + 2;
            case 'u':
                int unit = hex(from);
                if (unit >= 0xdc00 && unit <= 0xdfff) {
                    throw JsonReader.error("The surrogate pair in string is invalid.", from);
                }
                if (unit < 0xd800 || unit > 0xdbff) {
                    return from + 6;
                }
                boolean second = at(from + 6) == '\\' && at(from + 7) == 'u';
                int low = second ? hex(from + 6) : 0;
                if (low < 0xdc00 || low > 0xdfff) {
                    throw JsonReader.error("The surrogate pair in string is invalid.", from);
                }
                return from + 12;
            default:
                throw JsonReader.error("Invalid escape character in string.", from);
        }
    }

    private int hex(int escape) {
        int unit = 0;
        for (int i = escape + 2; i < escape + 6; i++) {
            int digit = Character.digit(at(i), 16);
            if (digit < 0) {
                throw JsonReader.error("Incorrect hex digit after \\u escape in string.", escape);
            }
            unit = unit * 16 + digit;
        }
        return unit;
    }

    /** A text that was looked at, without its quotation marks. */
    String string(int from, int end) {
        int i = from;
        while (i < end && text[i] != '\\') {
            i++;
        }
        if (i == end) {
            return new String(text, from, end - from, StandardCharsets.UTF_8);
        }
        StringBuilder all = new StringBuilder();
        int plain = from;
        for (i = from; i < end; ) {
            if (text[i] != '\\') {
                i++;
                continue;
            }
            all.append(new String(text, plain, i - plain, StandardCharsets.UTF_8));
            int c = text[i + 1];
            switch (c) {
                case 'b' -> all.append('\b');
                case 'f' -> all.append('\f');
                case 'n' -> all.append('\n');
                case 'r' -> all.append('\r');
                case 't' -> all.append('\t');
                case 'u' -> all.append((char) hex(i));
                default -> all.append((char) c);
            }
            i += c == 'u' ? 6 : 2;
            plain = i;
        }
        return all.append(new String(text, plain, end - plain, StandardCharsets.UTF_8)).toString();
    }
}
