package org.duograph.serving.json;

import org.duograph.serving.Refusal;

/**
 * Reads JSON from bytes, value by value. Who uses it says what comes next ({@link #kind}) and takes
 * or skips it; nothing is kept.
 *
 * <p>What is no JSON is refused in RapidJSON's words, with the offset in bytes.
 */
public final class JsonReader {
    /** How deep lists and objects may lie in each other; what is deeper is refused. */
    public static final int DEEPEST = 64;

    /** What a value is, by RapidJSON's names. */
    public enum Kind {
        NULL("Null"),
        FALSE("False"),
        TRUE("True"),
        OBJECT("Object"),
        ARRAY("Array"),
        STRING("String"),
        NUMBER("Number");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The word in messages. */
        public String word() {
            return word;
        }
    }

    private final byte[] text;
    private final Scalars scalars;
    private int at;
    private int depth;

    /** A reader from the beginning of a text in UTF-8. */
    public JsonReader(byte[] text) {
        this(text, 0);
    }

    /** A reader from an offset on. */
    public JsonReader(byte[] text, int offset) {
        this.text = text;
        this.at = offset;
        this.scalars = new Scalars(text);
    }

    /** Where it stands, in bytes from the beginning. */
    public int offset() {
        return at;
    }

    /** The bytes that it reads. */
    public byte[] text() {
        return text;
    }

    /** An error at a place. */
    static Refusal error(String what, int offset) {
        return Refusal.invalid("JSON Parse error: " + what + " at offset: " + offset);
    }

    /** The next byte after white space, which is not taken; 0 at the end. */
    private int peek() {
        while (at < text.length) {
            byte c = text[at];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c;
            }
            at++;
        }
        return 0;
    }

    /**
     * What the next value is; it is not taken.
     *
     * @throws Refusal if there is none
     */
    public Kind kind() {
        int c = peek();
        return switch (c) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't' -> Kind.TRUE;
            case 'f' -> Kind.FALSE;
            case 'n' -> Kind.NULL;
            case '-', 'N', 'I' -> Kind.NUMBER;
            default -> {
                if (c >= '0' && c <= '9') {
                    yield Kind.NUMBER;
                }
                throw at >= text.length && at == 0
                        ? Refusal.invalid("JSON Parse error: The document is empty")
                        : error("Invalid value.", at);
            }
        };
    }

    /** Takes the beginning of a list; true if it has an element, which comes next. */
    public boolean beginArray() {
        enter('[');
        if (peek() == ']') {
            at++;
            depth--;
            return false;
        }
        return true;
    }

    /** After an element of a list: true if there is another. */
    public boolean nextElement() {
        int c = peek();
        if (c == ',') {
            at++;
            peek();
            return true;
        }
        if (c == ']') {
            at++;
            depth--;
            return false;
        }
        throw error("Missing a comma or ] after an array element.", at);
    }

    /** Takes the beginning of an object; true if it has a member, whose {@link #name} is next. */
    public boolean beginObject() {
        enter('{');
        if (peek() == '}') {
            at++;
            depth--;
            return false;
        }
        return true;
    }

    private void enter(char bracket) {
        if (peek() != bracket) {
            throw error("Invalid value.", at);
        }
        at++;
        if (++depth > DEEPEST) {
            throw Refusal.invalid(
                    "JSON Parse error: lists and objects lie more than %d deep in each other at offset: %d"
                            .formatted(DEEPEST, at));
        }
    }

    /** Takes the name of a member; its value is next. */
    public String name() {
        if (peek() != '"') {
            throw error("Missing a name for object member.", at);
        }
        String name = string();
        if (peek() != ':') {
            throw error("Missing a colon after a name of object member.", at);
        }
        at++;
        peek();
        return name;
    }

    /** After the value of a member: true if there is another. */
    public boolean nextMember() {
        int c = peek();
        if (c == ',') {
            at++;
            return true;
        }
        if (c == '}') {
            at++;
            depth--;
            return false;
        }
        throw error("Missing a comma or } after an object member.", at);
    }

    /** Takes a text; what is no UTF-8 in it becomes a replacement character. */
    public String string() {
        int from = beginString();
        at = scalars.endOfString(from);
        return scalars.string(from, at - 1);
    }

    private int beginString() {
        if (peek() != '"') {
            throw error("Invalid value.", at);
        }
        return at + 1;
    }

    /** Takes {@code true}, {@code false} or {@code null}; gives whether it is {@code true}. */
    public boolean literal() {
        Kind kind = kind();
        String word = kind.name().toLowerCase(java.util.Locale.ROOT);
        for (int i = 0; i < word.length(); i++) {
            if (at + i >= text.length || text[at + i] != word.charAt(i)) {
                throw error("Invalid value.", at + i);
            }
        }
        at += word.length();
        return kind == Kind.TRUE;
    }

    /** Takes a number; {@link #wasWhole} and {@link #whole} tell more of it. */
    public double number() {
        peek();
        at = scalars.number(at);
        return scalars.real();
    }

    /** Whether the last number had no decimal point, no exponent, and fits 64 bits. */
    public boolean wasWhole() {
        return scalars.isWhole();
    }

    /** The last number, if it was a whole one; one above 2^63 - 1 as the bits of an uint64. */
    public long whole() {
        return scalars.whole();
    }

    /** Whether the last number was a whole one above 2^63 - 1. */
    public boolean wasAboveLong() {
        return scalars.isAboveLong();
    }

    /** Takes the next value, whatever it is, and looks whether it is JSON. */
    public void skip() {
        switch (kind()) {
            case OBJECT -> {
                boolean more = beginObject();
                while (more) {
                    name();
                    skip();
                    more = nextMember();
                }
            }
            case ARRAY -> {
                boolean more = beginArray();
                while (more) {
                    skip();
                    more = nextElement();
                }
            }
            case STRING -> at = scalars.endOfString(beginString());
            case NUMBER -> at = scalars.number(at);
            default -> literal();
        }
    }
}
