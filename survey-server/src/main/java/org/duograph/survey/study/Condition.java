package org.duograph.survey.study;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When something is asked: each named field must have one of the listed values. A field of a
 * question that is repeated means the one of the same framework and environment.
 *
 * @param wanted the values by field; empty means always
 */
public record Condition(Map<String, List<String>> wanted) {

    /** Asked of everybody. */
    public static final Condition ALWAYS = new Condition(Map.of());

    public Condition {
        wanted = Map.copyOf(wanted);
    }

    /** The names of the fields that it looks at, as the study's text names them. */
    Set<String> names() {
        return wanted.keySet();
    }

    /**
     * Whether it holds.
     *
     * @param shown the answers to questions that are shown: what is hidden does not count
     */
    boolean holds(Scope scope, Map<String, String> shown) {
        return wanted.entrySet().stream()
                .allMatch(
                        entry ->
                                value(scope, entry.getKey(), shown)
                                        .filter(entry.getValue()::contains)
                                        .isPresent());
    }

    private static Optional<String> value(Scope scope, String name, Map<String, String> shown) {
        return scope.candidates(name).stream()
                .filter(shown::containsKey)
                .map(shown::get)
                .findFirst();
    }
}
