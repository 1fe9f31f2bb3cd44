package org.duograph.survey.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When something is asked. A field of a question that is repeated means the one of the same
 * framework and environment. What was not answered fulfils no condition.
 */
public sealed interface Condition {

    /** Asked of everybody. */
    Condition ALWAYS = new All(List.of());

    /** All of these hold. */
    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /** At least one of these holds. */
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /** The answer to a field is one of those wanted. */
    record Answered(String field, List<Wanted> wanted) implements Condition {
        public Answered {
            wanted = List.copyOf(wanted);
        }
    }

    /**
     * Whether it holds.
     *
     * @param shown the answers to questions that are shown: what is hidden does not count
     */
    default boolean holds(Scope scope, Map<String, String> shown) {
        if (this instanceof All all) {
            return all.parts().stream().allMatch(part -> part.holds(scope, shown));
        }
        if (this instanceof Any any) {
            return any.parts().stream().anyMatch(part -> part.holds(scope, shown));
        }
        Answered answered = (Answered) this;
        Optional<String> value =
                scope.candidates(answered.field()).stream()
                        .filter(shown::containsKey)
                        .map(shown::get)
                        .findFirst();
        return value.isPresent()
                && answered.wanted().stream().anyMatch(wanted -> wanted.is(value.get()));
    }

    /** The names of the fields that it looks at, as the study's text names them. */
    default Set<String> names() {
        return tests().stream().map(Answered::field).collect(Collectors.toUnmodifiableSet());
    }

    /** What it asks of single fields, one after the other. */
    default List<Answered> tests() {
        if (this instanceof Answered answered) {
            return List.of(answered);
        }
        List<Condition> parts = this instanceof All all ? all.parts() : ((Any) this).parts();
        List<Answered> tests = new ArrayList<>();
        parts.forEach(part -> tests.addAll(part.tests()));
        return tests;
    }
}
