package org.duograph.survey.study;

/** The kinds of questions. */
public enum Kind {
    /** One of several options. */
    SINGLE,
    /** Any number of options; each is a field of its own, whose value is {@code 1} when ticked. */
    MULTIPLE,
    /** One of the whole numbers from {@code min} to {@code max}, such as 1 to 5. */
    SCALE,
    /** A number with a unit and a range. */
    NUMBER,
    /** A number of minutes; 12.5 and 12,5 are both understood. */
    MINUTES,
    /** A place on a line from {@code min} to {@code max}; a line not touched is no answer. */
    SLIDER,
    /** A day. */
    DATE,
    /** Words: one line, or several. */
    TEXT,
    /** All options, from first to last; each is a field of its own, whose value is its rank. */
    RANKING,
    /** The same options for several rows; each row is a field of its own. */
    MATRIX,
    /** Rows between two poles, such as dull and lively; each row is a field, a number from 1. */
    SEMANTIC_DIFFERENTIAL,
    /** Nothing to answer, only to read. */
    INFO;

    /** Whether a question of this kind offers a list of options that the study names. */
    boolean hasOptions() {
        return this == SINGLE || this == MULTIPLE || this == RANKING || this == MATRIX;
    }

    /** Whether it has rows, each of them a field. */
    public boolean hasRows() {
        return this == MATRIX || this == SEMANTIC_DIFFERENTIAL;
    }

    boolean isNumeric() {
        return this == NUMBER || this == MINUTES || this == SLIDER;
    }
}
