package org.duograph.docs;

/** Walks over the characters of one formula: what comes next, and what must come next. */
final class TexReader {
    private final String text;
    private int at;

    TexReader(String text) {
        this.text = text;
    }

    boolean atEnd() {
        skipSpace();
        return at >= text.length();
    }

    /** The next character that is not a space, or 0 at the end. */
    char peek() {
        return atEnd() ? 0 : text.charAt(at);
    }

    char next() {
        if (atEnd()) {
            throw new IllegalArgumentException("formula ends too early: " + text);
        }
        return text.charAt(at++);
    }

    boolean lookingAt(String word) {
        skipSpace();
        return text.startsWith(word, at);
    }

    boolean accept(String word) {
        boolean found = lookingAt(word);
        if (found) {
            at += word.length();
        }
        return found;
    }

    void expect(String word) {
        if (!accept(word)) {
            throw new IllegalArgumentException(
                    "expected " + word + " at character " + at + " of formula: " + text);
        }
    }

    /** A command's name; the backslash has been read. One sign, or all letters that follow. */
    String command() {
        int start = at++;
        if (start < text.length() && Character.isLetter(text.charAt(start))) {
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
        }
        return text.substring(start, Math.min(at, text.length()));
    }

    /** The raw characters between braces, spaces kept. */
    String braced() {
        expect("{");
        int end = text.indexOf('}', at);
        if (end < 0) {
            throw new IllegalArgumentException("missing } in formula: " + text);
        }
        String inside = text.substring(at, end);
        at = end + 1;
        return inside;
    }

    /** A number such as 12 or 0.5, if one starts here; empty otherwise. */
    String number() {
        skipSpace();
        int start = at;
        while (at < text.length() && isDigit(at, start)) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean isDigit(int i, int start) {
        char c = text.charAt(i);
        boolean point = c == '.' && i > start && i + 1 < text.length();
        return Character.isDigit(c) || (point && Character.isDigit(text.charAt(i + 1)));
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
