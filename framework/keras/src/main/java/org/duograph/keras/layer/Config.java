package org.duograph.keras.layer;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Suggestion;

/**
 * The arguments of a layer by Keras' names: whole numbers, numbers, truth values, texts, and lists
 * of whole numbers. Those that a layer knows are there from the beginning.
 */
public final class Config {
    private final String owner; // for messages
    private final Map<String, Object> values = new LinkedHashMap<>();

    Config(String owner) {
        this.owner = owner;
    }

    /** An argument that there is, and what it is if nobody says; returns this. */
    public Config define(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /**
     * Sets an argument; it stays of the kind it was.
     *
     * @throws IllegalArgumentException if there is no such argument, or it is of another kind
     */
    void set(String name, Object value) {
        Object before = values.get(name);
        if (before == null) {
            throw new IllegalArgumentException(
                    "%s has no argument \"%s\"%s; it has %s"
                            .formatted(
                                    owner,
                                    name,
                                    Suggestion.among(name, values.keySet()),
                                    values.keySet()));
        }
        values.put(name, likeBefore(name, before, value));
    }

    private Object likeBefore(String name, Object before, Object value) {
        if (before instanceof Double && value instanceof Number number) {
            return number.doubleValue();
        } else if (before instanceof Integer && value instanceof Number number) {
            if (number.doubleValue() == number.intValue()) {
                return number.intValue();
            }
        } else if (before instanceof String && value instanceof String
                || before instanceof Boolean && value instanceof Boolean) {
            return value;
        } else if (before instanceof List<?> list) {
            List<?> numbers = list(value, list.size());
            boolean fits =
                    numbers != null
                            && numbers.stream().allMatch(Integer.class::isInstance)
                            && (list.isEmpty() || numbers.size() == list.size());
            if (fits) {
                return numbers;
            }
        }
        throw new IllegalArgumentException(
                "%s takes for \"%s\" something like %s, found %s"
                        .formatted(owner, name, before, value));
    }

    private static List<?> list(Object value, int wanted) {
        if (value instanceof Integer number) { // the same in all directions
            return Collections.nCopies(Math.max(1, wanted), number);
        }
        if (value instanceof int[] numbers) {
            return Arrays.stream(numbers).boxed().toList();
        }
        return value instanceof List<?> list ? list : null;
    }

    /** A whole number. */
    public int integer(String name) {
        return (Integer) values.get(name);
    }

    /** A number. */
    public double real(String name) {
        return (Double) values.get(name);
    }

    /** A truth value. */
    public boolean truth(String name) {
        return (Boolean) values.get(name);
    }

    /** A text. */
    public String text(String name) {
        return (String) values.get(name);
    }

    /** Whole numbers. */
    public int[] ints(String name) {
        List<?> list = (List<?>) values.get(name);
        return list.stream().mapToInt(i -> (Integer) i).toArray();
    }

    /** Whether there is an argument of that name. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** All of them, in the order in which the layer says them. */
    public Map<String, Object> all() {
        return Collections.unmodifiableMap(values);
    }
}
