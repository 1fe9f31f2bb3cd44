package org.duograph.survey.study;

import java.time.LocalDate;

/**
 * The days that count as answers.
 *
 * @param min the first, itself allowed
 * @param max the last, itself allowed
 */
public record Days(LocalDate min, LocalDate max) {

    /** All days that have four digits in their year, which is what inputs of browsers write. */
    public static final Days ALL =
            new Days(LocalDate.parse("0001-01-01"), LocalDate.parse("9999-12-31"));

    boolean contains(LocalDate day) {
        return !day.isBefore(min) && !day.isAfter(max);
    }
}
