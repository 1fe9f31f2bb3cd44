package org.duograph.survey.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What one participant answered: values by name of {@link Field}, in the order of names. A field
 * without an answer is not there, so values are never blank.
 */
public record Answers(@JsonValue Map<String, String> values) {

    public static final Answers NONE = new Answers(Map.of());

    @JsonCreator
    public Answers {
        TreeMap<String, String> sorted = new TreeMap<>(values);
        sorted.values().removeIf(String::isBlank);
        values = Collections.unmodifiableMap(sorted);
    }

    /** Answers to some fields, as {@code name, value, name, value}. */
    public static Answers of(String... namesAndValues) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Answers(values);
    }

    /** The answer to {@code field}, if there is one. */
    public Optional<String> get(String field) {
        return Optional.ofNullable(values.get(field));
    }

    /** The answer to {@code field} as a number; empty if there is none, or it is no number. */
    public OptionalDouble number(String field) {
        String value = values.getOrDefault(field, "");
        return value.matches("-?\\d+(\\.\\d+)?")
                ? OptionalDouble.of(Double.parseDouble(value))
                : OptionalDouble.empty();
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }
}
