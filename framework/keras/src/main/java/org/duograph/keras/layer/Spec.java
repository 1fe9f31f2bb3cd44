package org.duograph.keras.layer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.graph.Suggestion;

/**
 * A name with numbers, written {@code adam(0.001, 0.9)}: how optimizers, activations, initialisers
 * and regularizers are said in texts and files.
 *
 * @param name the name
 * @param numbers what is in parentheses; empty if there are none
 */
public record Spec(String name, List<Double> numbers) {
    private static final Pattern TEXT = Pattern.compile("\\s*(\\w+)\\s*(?:\\(([^()]*)\\))?\\s*");

    public Spec {
        numbers = List.copyOf(numbers);
    }

    /**
     * Reads a text.
     *
     * @param what the kind of thing, for messages: {@code optimizer}
     * @param known all names there are
     * @throws IllegalArgumentException if it is none of them, or is not written so
     */
    public static Spec of(String text, String what, Collection<String> known) {
        if (text == null) {
            throw new IllegalArgumentException(
                    "There is no %s null; there are %s".formatted(what, String.join(", ", known)));
        }
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no %s; write a name, or a name and numbers: name(0.1, 0.2)"
                            .formatted(text, what));
        }
        if (!known.contains(m.group(1))) {
            throw new IllegalArgumentException(
                    "Unknown %s \"%s\"%s; there are %s"
                            .formatted(
                                    what,
                                    m.group(1),
                                    Suggestion.among(m.group(1), known),
                                    String.join(", ", known)));
        }
        List<Double> numbers = new ArrayList<>();
        if (m.group(2) != null && !m.group(2).isBlank()) {
            for (String number : m.group(2).split(",", -1)) {
                numbers.add(number(number.strip(), text, what));
            }
        }
        return new Spec(m.group(1), numbers);
    }

    private static double number(String number, String text, String what) {
        try {
            return Double.parseDouble(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"%s\" in the %s \"%s\" is no number".formatted(number, what, text), e);
        }
    }

    /** Number {@code i}, or another if that many are not given. */
    public double number(int i, double otherwise) {
        return i < numbers.size() ? numbers.get(i) : otherwise;
    }

    /**
     * Fails if more numbers are given than are known.
     *
     * @param names what the numbers are
     */
    public Spec atMost(String... names) {
        if (numbers.size() > names.length) {
            throw new IllegalArgumentException(
                    "%s takes %s, but %s has %d numbers"
                            .formatted(
                                    name,
                                    names.length == 0 ? "no numbers" : String.join(", ", names),
                                    this,
                                    numbers.size()));
        }
        return this;
    }

    @Override
    public String toString() {
        if (numbers.isEmpty()) {
            return name;
        }
        return name + numbers.toString().replace('[', '(').replace(']', ')');
    }
}
