package org.duograph.survey.study;

import java.time.LocalDate;
import java.util.List;

/**
 * Why something cannot be accepted as an answer.
 *
 * @param field the name of the field where the participant can mend it
 * @param key which message to show, such as {@code problem.required}
 * @param arguments what the message says of this case
 */
public record Problem(String field, String key, List<String> arguments) {
    private static final String DATE_OUT_OF_RANGE = "problem.date_out_of_range";

    /** The arguments as they are read in a language: days are written as people write them. */
    public List<String> arguments(String language) {
        return key.equals(DATE_OUT_OF_RANGE)
                ? arguments.stream().map(day -> Field.day(LocalDate.parse(day), language)).toList()
                : arguments;
    }

    static Problem at(String field, String key, Object... arguments) {
        return new Problem(
                field, "problem." + key, List.of(arguments).stream().map(String::valueOf).toList());
    }
}
