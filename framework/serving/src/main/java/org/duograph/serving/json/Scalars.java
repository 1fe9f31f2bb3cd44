package org.duograph.serving.json;

import java.nio.charset.StandardCharsets;

/** Reads the numbers and texts of a JSON text. */
final class Scalars {
    /** Powers of ten that a double holds exactly. */
    private static final double[] TEN = new double[23];

    static {
        for (int i = 0; i < TEN.length; i++) {
            TEN[i] = Double.parseDouble("1e" + i);
        }
    }

    private static final long MOST_EXACT = 1L << 53;

    private final byte[] text;
    private double real;
    private long whole;
    private boolean isWhole;
    private boolean aboveLong;

    Scalars(byte[] text) {
        this.text = text;
    }

    double real() {
        return real;
    }

    boolean isWhole() {
        return isWhole;
    }

    boolean isAboveLong() {
        return aboveLong;
    }

    long whole() {
        return whole;
    }

    private int at(int i) {
        return i < text.length ? text[i] : 0;
    }

    private boolean isDigit(int i) {
        int c = at(i);
        return c >= '0' && c <= '9';
    }

    private int digits(int from) {
        int i = from;
        while (isDigit(i)) {
            i++;
        }
        return i;
    }

    /** Looks whether there is a number; gives where it ends. */
    int skipNumber(int from) {
        int i = at(from) == '-' ? from + 1 : from;
        if (at(i) == 'N' || at(i) == 'I') {
            return named(i);
        }
        if (!isDigit(i)) {
            throw JsonReader.error("Invalid value.", i);
        }
        i = at(i) == '0' ? i + 1 : digits(i);
        if (at(i) == '.') {
            if (!isDigit(i + 1)) {
                throw JsonReader.error("Miss fraction part in number.", i + 1);
            }
            i = digits(i + 1);
        }
        if (at(i) == 'e' || at(i) == 'E') {
            i += at(i + 1) == '+' || at(i + 1) == '-' ? 2 : 1;
            if (!isDigit(i)) {
                throw JsonReader.error("Miss exponent in number.", i);
            }
            i = digits(i);
        }
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

    /** Reads a number; gives where it ends. */
    int number(int from) {
        int end = skipNumber(from);
        boolean negative = at(from) == '-';
        int i = negative ? from + 1 : from;
        isWhole = false;
        aboveLong = false;
        if (at(i) == 'N' || at(i) == 'I') {
            double value = at(i) == 'N' ? Double.NaN : Double.POSITIVE_INFINITY;
            real = negative ? -value : value;
            return end;
        }
        long digits = 0;
        int point = -1;
        boolean exact = true;
        int exponent = 0;
        for (; i < end && text[i] != 'e' && text[i] != 'E'; i++) {
            if (text[i] == '.') {
                point = i;
            } else if (digits >= 0 && digits <= (Long.MAX_VALUE - 9) / 10) {
                digits = digits * 10 + (text[i] - '0');
                exponent -= point >= 0 ? 1 : 0;
            } else {
                exact = false;
            }
        }
        boolean scientific = i < end;
        if (!scientific && point < 0) {
            readWhole(from, end, negative, exact, digits);
            return end;
        }
        if (scientific) {
            exponent += exponent(i + 1, end);
        }
        real = exact ? value(digits, exponent, from, end) : parse(from, end);
        real = negative && exact ? -Math.abs(real) : real;
        requireFinite(from);
        return end;
    }

    /** An exponent, which may be huge. */
    private int exponent(int from, int end) {
        boolean negative = at(from) == '-';
        int i = negative || at(from) == '+' ? from + 1 : from;
        int value = 0;
        for (; i < end; i++) {
            value = Math.min(1_000_000, value * 10 + (text[i] - '0'));
        }
        return negative ? -value : value;
    }

    /** Digits times a power of ten, rounded once: where both are exact, one operation does it. */
    private double value(long digits, int exponent, int from, int end) {
        if (digits <= MOST_EXACT && Math.abs(exponent) < TEN.length) {
            return exponent < 0 ? digits / TEN[-exponent] : digits * TEN[exponent];
        }
        return Math.abs(parse(from, end));
    }

    private double parse(int from, int end) {
        return Double.parseDouble(new String(text, from, end - from, StandardCharsets.ISO_8859_1));
    }

    private void readWhole(int from, int end, boolean negative, boolean exact, long digits) {
        if (exact) {
            isWhole = true;
            whole = negative ? -digits : digits;
            real = negative ? -(double) digits : digits;
            return;
        }
        String number = new String(text, from, end - from, StandardCharsets.ISO_8859_1);
        real = Double.parseDouble(number);
        requireFinite(from);
        if (number.length() > 20) {
            return;
        }
        try {
            whole = negative ? Long.parseLong(number) : Long.parseUnsignedLong(number);
            isWhole = true;
            aboveLong = !negative && whole < 0;
        } catch (NumberFormatException e) {
            isWhole = false; // more than 64 bits: a real number
        }
    }

    private void requireFinite(int from) {
        if (Double.isInfinite(real)) {
            throw JsonReader.error("Number too big to be stored in double.", from);
        }
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
