package org.duograph.survey.editor;

/** A text cannot be read. The message says in which line, and why. */
public final class Mistake extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final int line;

    Mistake(int line, String message) {
        super("line " + line + ": " + message);
        this.line = line;
    }

    /** The line that cannot be read, counted from 1. */
    public int line() {
        return line;
    }
}
