package org.duograph.experiments.lab.report;

import java.util.Optional;

/**
 * What stands in one field of a table.
 *
 * @param text the words
 * @param kind how they are shown
 */
record Cell(String text, Kind kind) {
    /** What kind of words: numbers stand to the right, and the paper's do not look like ours. */
    enum Kind {
        WORDS,
        NUMBER,
        PAPER,
        QUOTE,
        MISSING,
        GOOD,
        BAD
    }

    /** What stands where a measurement is missing. */
    static final Cell NOT_MEASURED = new Cell("not measured", Kind.MISSING);

    /** Mean and deviation, or that there is none. */
    static Cell of(Optional<Spread> spread) {
        return spread.map(s -> number(Digits.of(s))).orElse(NOT_MEASURED);
    }

    static Cell words(String text) {
        return new Cell(text, Kind.WORDS);
    }

    static Cell number(String text) {
        return new Cell(text, Kind.NUMBER);
    }

    /** A number that the paper reports. */
    static Cell paper(String text) {
        return new Cell(text, Kind.PAPER);
    }

    /** Words that the paper says. */
    static Cell quote(String text) {
        return new Cell(text, Kind.QUOTE);
    }

    /** This, or other words where it is a number of ours or is judged by one. */
    Cell unlessNumber(String instead) {
        boolean number = kind == Kind.NUMBER || kind == Kind.GOOD || kind == Kind.BAD;
        return number && !text.isEmpty() ? new Cell(instead, Kind.MISSING) : this;
    }

    static Cell good(String text) {
        return new Cell(text, Kind.GOOD);
    }

    static Cell bad(String text) {
        return new Cell(text, Kind.BAD);
    }
}
