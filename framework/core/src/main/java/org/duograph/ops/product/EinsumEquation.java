package org.duograph.ops.product;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.duograph.tensor.Shape;

/**
 * An equation of Einsum, laid upon the shapes of its inputs.
 *
 * <p>The axes for which {@code ...} stands get letters of their own, counted from the end, so that
 * they meet as in NumPy. Operand {@code k} is an input, or Y for the number of inputs.
 */
public final class EinsumEquation {
    private static final int FIRST_OF_ELLIPSIS = 0x100; // no letter that one writes

    private final List<String> terms = new ArrayList<>();
    private final List<Shape> shapes;
    private final String all;
    private final int[] extents;

    private EinsumEquation(String text, List<Shape> shapes) {
        this.shapes = shapes;
        String compact = text.replace(" ", "");
        int arrow = compact.indexOf("->");
        String[] written = (arrow < 0 ? compact : compact.substring(0, arrow)).split(",", -1);
        if (written.length != shapes.size()) {
            throw new IllegalArgumentException(
                    "equation \"%s\" is of %d arrays, found %d"
                            .formatted(text, written.length, shapes.size()));
        }
        int widest = 0;
        for (int k = 0; k < written.length; k++) {
            terms.add(spelled(text, written[k], shapes.get(k).rank()));
            for (char letter : terms.get(k).toCharArray()) {
                widest = Math.max(widest, letter - FIRST_OF_ELLIPSIS + 1);
            }
        }
        String y = arrow < 0 ? implied() : spelled(text, compact.substring(arrow + 2), -1 - widest);
        terms.add(y);
        StringBuilder letters =
                new StringBuilder(); // those of Y first: its rows are filled in turn
        for (int k = terms.size() - 1; k >= 0; k--) {
            for (char letter : terms.get(k).toCharArray()) {
                if (letters.indexOf("" + letter) < 0) {
                    letters.append(letter);
                }
            }
        }
        this.all = letters.toString();
        this.extents = measured(text);
    }

    /**
     * Reads an equation.
     *
     * @throws IllegalArgumentException if it can't be read or does not fit the shapes
     */
    public static EinsumEquation of(String text, List<Shape> shapes) {
        return new EinsumEquation(text, shapes);
    }

    /** A term with letters for its ellipsis; {@code rank} below zero: -1 - their number. */
    private static String spelled(String text, String term, int rank) {
        int dots = term.indexOf("...");
        String before = dots < 0 ? term : term.substring(0, dots);
        String behind = dots < 0 ? "" : term.substring(dots + 3);
        int hidden = rank < 0 ? -1 - rank : rank - before.length() - behind.length();
        boolean fits = dots < 0 ? rank < 0 || hidden == 0 : hidden >= 0;
        // The letters of an ellipsis are written when a gradient's equation is.
        boolean letters =
                (before + behind)
                        .chars()
                        .allMatch(
                                c -> Character.isLetter(c) && (c < 128 || c >= FIRST_OF_ELLIPSIS));
        if (!fits || !letters) {
            throw new IllegalArgumentException(
                    "the term \"%s\" of equation \"%s\" is no list of %s"
                            .formatted(
                                    term,
                                    text,
                                    rank < 0 ? "letters" : "letters for " + rank + " axes"));
        }
        StringBuilder spelled = new StringBuilder(before);
        for (int i = dots < 0 ? 0 : hidden; i > 0; i--) {
            spelled.append((char) (FIRST_OF_ELLIPSIS + i - 1));
        }
        return spelled.append(behind).toString();
    }

    /** Without an arrow Y has the ellipsis, then the letters that come once, by the alphabet. */
    private String implied() {
        String joined = String.join("", terms);
        StringBuilder y = new StringBuilder();
        TreeSet<Character> hidden = new TreeSet<>();
        TreeSet<Character> once = new TreeSet<>();
        for (char letter : joined.toCharArray()) {
            if (letter >= FIRST_OF_ELLIPSIS) {
                hidden.add(letter);
            } else if (joined.indexOf(letter) == joined.lastIndexOf(letter)) {
                once.add(letter);
            }
        }
        hidden.descendingSet().forEach(y::append);
        once.forEach(y::append);
        return y.toString();
    }

    private int[] measured(String text) {
        int[] measured = new int[all.length()];
        Arrays.fill(measured, -1);
        for (int k = 0; k < shapes.size(); k++) {
            for (int d = 0; d < terms.get(k).length(); d++) {
                int letter = all.indexOf(terms.get(k).charAt(d));
                int extent = shapes.get(k).dim(d);
                int known = measured[letter];
                boolean stretches = known == 1 || extent == 1;
                if (known >= 0 && known != extent && !stretches) {
                    throw new IllegalArgumentException(
                            "a letter of equation \"%s\" stands for extents of %d and %d in %s"
                                    .formatted(text, known, extent, shapes));
                }
                measured[letter] = known < 0 || known == 1 ? extent : known;
            }
        }
        for (int letter = 0; letter < measured.length; letter++) {
            if (measured[letter] < 0) {
                throw new IllegalArgumentException(
                        "letter %s of the result of equation \"%s\" is in no input"
                                .formatted(all.charAt(letter), text));
            }
        }
        return measured;
    }

    /** The letters of an operand's axes. */
    public String letters(int operand) {
        return terms.get(operand);
    }

    /** The shape of Y. */
    public Shape y() {
        String letters = terms.get(shapes.size());
        int[] dims = new int[letters.length()];
        for (int d = 0; d < dims.length; d++) {
            dims[d] = extents[all.indexOf(letters.charAt(d))];
        }
        return Shape.of(dims);
    }

    /** The extent of each letter. */
    int[] extents() {
        return extents.clone();
    }

    /** How many products are summed. */
    double products() {
        double products = 1;
        for (int extent : extents) {
            products *= extent;
        }
        return products;
    }

    /** For each operand, how far to go in its array for a step of each letter. */
    int[][] steps() {
        int[][] steps = new int[terms.size()][extents.length];
        for (int k = 0; k < steps.length; k++) {
            Shape shape = k < shapes.size() ? shapes.get(k) : y();
            for (int d = 0; d < shape.rank(); d++) {
                int step = shape.dim(d) == 1 ? 0 : shape.sizeOf(d + 1, shape.rank());
                steps[k][all.indexOf(terms.get(k).charAt(d))] += step;
            }
        }
        return steps;
    }
}
