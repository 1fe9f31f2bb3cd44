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
 * @param rows of a matrix or a semantic differential, its rows; else empty
 * @param poles of a semantic differential, what may be chosen in each row; else empty
 * @param range of a number, what is allowed; else null
 * @param days of a date, what is allowed; else null
 * @param unit of a number, its unit; else empty
 * @param low of a slider, what its lower end means; may be empty
 * @param high of a slider, what its upper end means; may be empty
 * @param other the label of "other", whose words are a field of their own; empty if there is none
 * @param lines of a text, whether it may have several lines
 * @param shuffle whether chance decides the order of options or, where there are some, rows
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
        List<List<Item>> poles,
        Range range,
        Days days,
        Texts unit,
        Texts low,
        Texts high,
        Texts other,
        boolean lines,
        Shuffle shuffle,
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
        poles = poles.stream().map(List::copyOf).toList();
    }

    /** The codes whose order chance can decide; other and declined always come last. */
    List<String> shuffled() {
        List<Item> items = kind.hasRows() ? rows : options;
        return items.stream()
                .map(Item::code)
                .filter(code -> !code.equals(OTHER) && !code.equals(DECLINED))
                .toList();
    }

    /** What may be chosen in the row of this code. */
    List<Item> optionsOf(Item row) {
        return poles.isEmpty() ? options : poles.get(rows.indexOf(row));
    }
}
