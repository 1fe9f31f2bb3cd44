package org.duograph.survey.study;

import java.util.List;
import java.util.Optional;

/**
 * For which framework and in which environment a question is asked; both may be open.
 *
 * @param framework the framework, in a section that is repeated per framework
 * @param environment the environment, for a question that is repeated per environment
 */
record Scope(Optional<Item> framework, Optional<Item> environment) {

    static final Scope WHOLE_STUDY = new Scope(Optional.empty(), Optional.empty());

    /** What is appended to names of fields, such as {@code .tensorflow.local}. */
    String suffix() {
        return suffix(framework) + suffix(environment);
    }

    private static String suffix(Optional<Item> item) {
        return item.map(i -> "." + i.code()).orElse("");
    }

    /** The fields that {@code name} can mean here, the nearest first. */
    List<String> candidates(String name) {
        return List.of(name + suffix(), name + suffix(framework), name + suffix(environment), name);
    }

    Texts fill(Texts texts) {
        Texts filled = texts;
        if (framework.isPresent()) {
            filled = filled.with("framework", framework.get().label());
        }
        if (environment.isPresent()) {
            filled = filled.with("environment", environment.get().label());
        }
        return filled;
    }
}
