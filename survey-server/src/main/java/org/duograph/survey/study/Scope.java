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

    /** What {@code {framework}} and {@code {environment}} mean here. */
    Optional<String> meaning(String placeholder, String language) {
        return switch (placeholder) {
            case "framework" -> framework.map(item -> item.label().in(language));
            case "environment" -> environment.map(item -> item.label().in(language));
            default -> Optional.empty();
        };
    }
}
