package org.duograph.graph;

import java.util.ArrayList;
import java.util.List;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NumberText;
import org.duograph.tensor.Shape;

/**
 * The words of a graph's text, and where they stand: names, numbers, quoted texts and signs. Errors
 * name line and column.
 */
final class GraphScanner {
    private static final String SIGNS = ",=(){}[]:\"#";

    private final String text;
    private int at;
    private int mark;

    /**
     * The elements of an array, as they stand in the text.
     *
     * @param texts each element's text
     * @param quoted whether the elements stand in quotes: they are texts, not numbers
     * @param number the number of an array that stands elsewhere, or -1
     */
    record Elements(List<String> texts, boolean quoted, int number) {}

    GraphScanner(String text) {
        this.text = text;
    }

    /** Remembers this place: the next error is told to be here. */
    void mark() {
        skipBlanks();
        mark = at;
    }

    /** An error at the place that was marked. */
    IllegalArgumentException error(String message) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(mark, text.length()); i++) {
            boolean ends = text.charAt(i) == '\n';
            line += ends ? 1 : 0;
            column = ends ? 1 : column + 1;
        }
        return new IllegalArgumentException("line " + line + ", column " + column + ": " + message);
    }

    private IllegalArgumentException expected(String what) {
        mark();
        String rest = text.substring(at, Math.min(text.length(), at + 20));
        String found =
                rest.isEmpty() ? "the end" : "\"" + rest.lines().findFirst().orElse("") + "\"";
        return error("expected " + what + ", found " + found);
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    void requireEnd() {
        skipBlanks();
        if (at < text.length()) {
            throw expected("the end");
        }
    }

    /** Whether a sign, a word or a quoted name comes next. */
    boolean sees(String what) {
        skipBlanks();
        if (!text.startsWith(what, at)) {
            return false;
        }
        boolean isWord = SIGNS.indexOf(what.charAt(0)) < 0;
        return !isWord || wordLength(at) == what.length();
    }

    boolean take(String what) {
        boolean sees = sees(what);
        at += sees ? what.length() : 0;
        return sees;
    }

    void expect(String what) {
        if (!take(what)) {
            throw expected("\"" + what + "\"");
        }
    }

    private int wordLength(int from) {
        int end = from;
        while (end < text.length()
                && !Character.isWhitespace(text.charAt(end))
                && SIGNS.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end - from;
    }

    private String word(String what) {
        skipBlanks();
        int length = wordLength(at);
        if (length == 0) {
            throw expected(what);
        }
        at += length;
        return text.substring(at - length, at);
    }

    /** A name: a word, or anything in quotes. */
    String name() {
        skipBlanks();
        return at < text.length() && text.charAt(at) == '"' ? quoted() : word("a name");
    }

    private String quoted() {
        mark = at;
        StringBuilder name = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                c = escaped();
            }
            name.append(c);
        }
        if (at == text.length()) {
            throw error("a quoted text has no end");
        }
        at++;
        return name.toString();
    }

    private char escaped() {
        at++;
        char c = at < text.length() ? text.charAt(at) : ' ';
        if (c == '"' || c == '\\') {
            return c;
        }
        String code = text.substring(Math.min(text.length(), at), Math.min(text.length(), at + 5));
        if (!code.matches("u[0-9a-fA-F]{4}")) {
            throw error("after \\ comes \", \\ or u and four hexadecimal digits");
        }
        at += 4;
        return (char) Integer.parseInt(code.substring(1), 16);
    }

    /** The number after a colon that follows at once, or 0. */
    int index() {
        boolean has =
                at + 1 < text.length()
                        && text.charAt(at) == ':'
                        && Character.isDigit(text.charAt(at + 1));
        if (!has) {
            return 0;
        }
        at++;
        long index = whole();
        if (index > Integer.MAX_VALUE) {
            throw error("no node has an output number " + index);
        }
        return (int) index;
    }

    /** A whole number. */
    long whole() {
        mark();
        if (!(literal() instanceof Long whole)) {
            throw error("expected a whole number");
        }
        return whole;
    }

    /** A number or a quoted text: Long, Double or String. */
    Object literal() {
        mark();
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        String word = word("a number or a text");
        try {
            boolean whole = word.matches("-?[0-9]+");
            return whole ? (Object) Long.valueOf(word) : (Object) NumberText.toDouble(word);
        } catch (IllegalArgumentException e) {
            throw error("expected a number or a text, found \"" + word + "\"");
        }
    }

    /** Whether what was read ends here: a comma or a bracket comes. */
    boolean endsValue() {
        return sees(",") || sees("}") || sees("]");
    }

    /** An element type, or null if none comes next. */
    DType dtype() {
        skipBlanks();
        DType dtype = DType.named(text.substring(at, at + wordLength(at))).orElse(null);
        at += dtype == null ? 0 : dtype.lowerName().length();
        return dtype;
    }

    /** The shape after an element type. */
    ArrayType type(DType dtype) {
        mark();
        String word = word("a shape, such as 2x3");
        try {
            Shape shape = Shape.parse(word);
            shape.intSize(); // refuses what no array holds
            return new ArrayType(dtype, shape);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw error(e.getMessage());
        }
    }

    /** The elements of an array: a list, or {@code #} and a number. */
    Elements elements() {
        mark();
        if (take("#")) {
            long number = whole();
            if (number < 0 || number > Integer.MAX_VALUE) {
                throw error("there is no array #" + number);
            }
            return new Elements(List.of(), false, (int) number);
        }
        expect("[");
        List<String> texts = new ArrayList<>();
        boolean quoted = sees("\"");
        if (!take("]")) {
            do {
                if (sees("\"") != quoted) {
                    throw expected(quoted ? "a text in quotes" : "a number");
                }
                texts.add(quoted ? quoted() : word("a number"));
            } while (take(","));
            expect("]");
        }
        return new Elements(texts, quoted, -1);
    }
}
