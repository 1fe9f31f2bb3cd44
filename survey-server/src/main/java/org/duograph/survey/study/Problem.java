package org.duograph.survey.study;

import java.util.List;

/**
 * Why something cannot be accepted as an answer.
 *
 * @param field the name of the field where the participant can mend it
 * @param key which message to show, such as {@code problem.required}
 * @param arguments what the message says of this case
 */
public record Problem(String field, String key, List<String> arguments) {

    static Problem at(String field, String key, Object... arguments) {
        return new Problem(
                field, "problem." + key, List.of(arguments).stream().map(String::valueOf).toList());
    }
}
