package org.duograph.survey.study;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A text is no study. The message says in which line, what was found, and what to write; of several
 * problems, one in each of its lines.
 */
public final class StudyFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final int line;

    StudyFormatException(int line, String message) {
        super("line " + line + ": " + message);
        this.line = line;
    }

    /** Several at once, in the order of their lines. */
    StudyFormatException(List<StudyFormatException> problems) {
        super(
                problems.stream()
                        .sorted(Comparator.comparingInt(StudyFormatException::line))
                        .map(Throwable::getMessage)
                        .distinct()
                        .collect(Collectors.joining("\n")));
        this.line = problems.stream().mapToInt(StudyFormatException::line).min().orElse(1);
    }

    /** The first line that is wrong, counted from 1. */
    public int line() {
        return line;
    }
}
