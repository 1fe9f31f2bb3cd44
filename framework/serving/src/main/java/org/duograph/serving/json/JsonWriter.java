package org.duograph.serving.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes JSON with the line breaks of RapidJSON's {@code PrettyWriter}: each element and member on
 * a line of its own, moved in by some blanks for each level; or lists on one line.
 */
public final class JsonWriter {
    private final StringBuilder out = new StringBuilder(512);
    private final Deque<Level> levels = new ArrayDeque<>();
    private final int blanks;
    private boolean oneLine;

    /** A list or object that is open, and how much is in it. */
    private static final class Level {
        private final boolean array;
        private int count; // of values; of an object, names count too

        Level(boolean array) {
            this.array = array;
        }
    }

    /** TensorFlow Serving's answers: four blanks. */
    public JsonWriter() {
        this(4);
    }

    /**
     * A writer.
     *
     * @param blanks for each level
     */
    public JsonWriter(int blanks) {
        this.blanks = blanks;
    }

    /** Whether what follows in lists stays on the line. */
    public JsonWriter listsOnOneLine(boolean yes) {
        oneLine = yes;
        return this;
    }

    private void prefix() {
        Level level = levels.peek();
        if (level == null) {
            return;
        }
        if (level.array) {
            if (level.count > 0) {
                out.append(oneLine ? ", " : ",");
            }
            if (!oneLine) {
                newLine();
            }
        } else if (level.count % 2 == 1) {
            out.append(": ");
        } else {
            out.append(level.count > 0 ? "," : "");
            newLine();
        }
        level.count++;
    }

    private void newLine() {
        out.append('\n').append(" ".repeat(levels.size() * blanks));
    }

    /** Opens an object. */
    public JsonWriter beginObject() {
        prefix();
        levels.push(new Level(false));
        out.append('{');
        return this;
    }

    /** Closes it. */
    public JsonWriter endObject() {
        if (levels.pop().count > 0) {
            newLine();
        }
        out.append('}');
        return this;
    }

    /** Opens a list. */
    public JsonWriter beginArray() {
        prefix();
        levels.push(new Level(true));
        out.append('[');
        return this;
    }

    /** Closes it. */
    public JsonWriter endArray() {
        if (levels.pop().count > 0 && !oneLine) {
            newLine();
        }
        out.append(']');
        return this;
    }

    /** A member's name. */
    public JsonWriter name(String name) {
        return text(name);
    }

    /** A text. */
    public JsonWriter text(String text) {
        prefix();
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            append(text.charAt(i));
        }
        out.append('"');
        return this;
    }

    private void append(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < 0x20) {
                    out.append("\\u00").append(c < 0x10 ? "0" : "1").append(HEX.charAt(c & 15));
                } else {
                    out.append(c);
                }
            }
        }
    }

    private static final String HEX = "0123456789ABCDEF";

    /** A float32. */
    public JsonWriter number(float value) {
        return raw(Decimal.text(value));
    }

    /** A float64. */
    public JsonWriter number(double value) {
        return raw(Decimal.text(value));
    }

    /** A whole number. */
    public JsonWriter number(long value) {
        prefix();
        out.append(value);
        return this;
    }

    /** True or false. */
    public JsonWriter flag(boolean value) {
        return raw(value ? "true" : "false");
    }

    /** A value that is JSON already. */
    public JsonWriter raw(String json) {
        prefix();
        out.append(json);
        return this;
    }

    /** Writes the next value that a reader has. */
    public JsonWriter copy(JsonReader from) {
        switch (from.kind()) {
            case OBJECT -> {
                beginObject();
                for (boolean more = from.beginObject(); more; more = from.nextMember()) {
                    name(from.name());
                    copy(from);
                }
                endObject();
            }
            case ARRAY -> {
                beginArray();
                for (boolean more = from.beginArray(); more; more = from.nextElement()) {
                    copy(from);
                }
                endArray();
            }
            case STRING -> text(from.string());
            case NUMBER -> {
                double value = from.number();
                raw(from.wasWhole() ? whole(from) : Decimal.text(value));
            }
            case NULL -> {
                from.literal();
                raw("null");
            }
            default -> flag(from.literal());
        }
        return this;
    }

    private static String whole(JsonReader from) {
        return from.wasAboveLong()
                ? Long.toUnsignedString(from.whole())
                : Long.toString(from.whole());
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /** All of it in UTF-8. */
    public byte[] bytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
