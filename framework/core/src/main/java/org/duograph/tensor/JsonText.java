package org.duograph.tensor;

import java.math.BigDecimal;
import java.util.Map;

/**
 * Maps, lists, arrays of doubles, texts and numbers as JSON, which may also stand inside a page.
 *
 * <p>A program that reads what Duograph tells, a browser that draws it, and a profiler that shows a
 * timeline all take this text.
 */
public final class JsonText {
    private final StringBuilder text = new StringBuilder();

    private JsonText() {}

    /** The JSON of a value. Numbers that JSON doesn't have (NaN and the infinite) are null. */
    public static String of(Object value) {
        JsonText json = new JsonText();
        json.add(value);
        return json.text.toString();
    }

    private void add(Object value) {
        if (value instanceof Map<?, ?> map) {
            char before = '{';
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text.append(before);
                quote(entry.getKey().toString());
                text.append(':');
                add(entry.getValue());
                before = ',';
            }
            text.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof Iterable<?> items) {
            text.append('[');
            boolean first = true;
            for (Object item : items) {
                text.append(first ? "" : ",");
                add(item);
                first = false;
            }
            text.append(']');
        } else if (value instanceof double[] numbers) {
            text.append('[');
            for (int i = 0; i < numbers.length; i++) {
                text.append(i == 0 ? "" : ",");
                number(numbers[i]);
            }
            text.append(']');
        } else if (value instanceof Double number) {
            number(number);
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else {
            quote(value.toString());
        }
    }

    /** Whole numbers without a point, others as floats where that is all they are. */
    private void number(double x) {
        if (!Double.isFinite(x)) {
            text.append("null");
        } else if (x == Math.rint(x) && Math.abs(x) < 1e15) {
            text.append((long) x);
        } else if (Math.abs(x) >= 1e6 && Math.abs(x) < 1e15) { // times, without an exponent
            text.append(BigDecimal.valueOf(x).toPlainString());
        } else if (x == (float) x) {
            text.append((float) x);
        } else {
            text.append(x);
        }
    }

    private void quote(String s) {
        text.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                default -> {
                    // "<" too, so that no text ends the script that it stands in
                    if (c < ' '
                            || c == '<'
                            || c == '\u2028'
                            || c == '\u2029'
                            || Character.isSurrogate(c)) {
                        text.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
