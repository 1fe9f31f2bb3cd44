package org.duograph.survey.study;

import java.util.List;

/**
 * One question of a study, before it is repeated per framework and environment.
 *
 * @param name the first part of the names of its fields
 * @param text the question itself; may hold {@code {framework}} and {@code {environment}}
 * @param hint a second line that explains; may be empty
 * @param required whether a participant who sees it must answer it
 * @param eachEnvironment whether it is asked once per environment
 * @param options what may be chosen: of a scale its numbers; empty for numbers and words
 * @param rows of a matrix, its rows; else empty
 * @param range of a number, what is allowed; else null
 * @param unit of a number, its unit; else empty
 * @param other the label of "other", whose words are a field of their own; empty if there is none
 * @param lines of a text, whether it may have several lines
 * @param showIf when it is asked
 */
public record Question(
        String name,
        Kind kind,
        Texts text,
        Texts hint,
        boolean required,
        boolean eachEnvironment,
        List<Item> options,
        List<Item> rows,
        Range range,
        Texts unit,
        Texts other,
        boolean lines,
        Condition showIf) {

    /** The code of the option "other", whose words stand in a field of their own. */
    public static final String OTHER = "other";

    /** The code of the option not to answer. Neither a skipped question nor a hidden one. */
    public static final String DECLINED = "declined";

    /** The most letters that an answer of one line may have. */
    public static final int LONGEST_LINE = 300;

    /** The most letters that an answer of several lines may have. */
    public static final int LONGEST_TEXT = 5000;

    public Question {
        options = List.copyOf(options);
        rows = List.copyOf(rows);
    }
}
