package org.duograph.survey.study;

/** A text is no study. The message says in which line, what was found, and what to write. */
public final class StudyFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final int line;

    StudyFormatException(int line, String message) {
        super("line " + line + ": " + message);
        this.line = line;
    }

    /** The line that cannot be read, counted from 1. */
    public int line() {
        return line;
    }
}
