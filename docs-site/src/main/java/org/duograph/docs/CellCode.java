package org.duograph.docs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes cells of a notebook from pieces of a program.
 *
 * <p>A page may show a piece that opens a {@code try} and, after some words, the piece that closes
 * it. Cells are whole statements, so the first becomes a declaration of each resource, which lives
 * as long as the notebook's kernel, and the lone brace of the second is left out.
 */
final class CellCode {
    /** A line of a header of {@code try}: its first line, others, and what ends the last one. */
    private static final Pattern RESOURCE =
            Pattern.compile(" *(?:try \\()?(\\w[\\w.<>]* \\w+ = .*?)(?:;|\\) \\{) *(//.*)?");

    private static final Pattern LEFT_OUT =
            Pattern.compile("(package|import) .*|.*// (tag|end)::.*");

    /** What must not be looked at for braces. */
    private static final Pattern NO_CODE =
            Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])'|//.*");

    private int openBefore;

    /** The cell for the next piece; an error where no rule makes it whole. */
    String next(String piece) {
        List<String> lines = new ArrayList<>(piece.lines().toList());
        lines.removeIf(line -> LEFT_OUT.matcher(line.strip()).matches());
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < lines.size(); i++) {
            for (char c : NO_CODE.matcher(lines.get(i)).replaceAll("").toCharArray()) {
                if (c == '{') {
                    open.push(i);
                } else if (c == '}' && !open.isEmpty()) {
                    open.pop();
                } else if (c == '}') {
                    close(lines, i);
                }
            }
        }
        openBefore += open.size();
        while (!open.isEmpty()) {
            declare(lines, open.pop());
        }
        lines.removeIf(line -> line.equals(CLOSED));
        return String.join("\n", lines).strip();
    }

    private static final String CLOSED = "}closed";

    private void close(List<String> lines, int i) {
        if (openBefore == 0 || !lines.get(i).strip().equals("}")) {
            throw new IllegalArgumentException(
                    "a piece closes a block that no piece before it opens: \""
                            + lines.get(i).strip()
                            + "\"");
        }
        openBefore--;
        lines.set(i, CLOSED);
    }

    private static void declare(List<String> lines, int last) {
        int first = last;
        while (first > 0 && !isTry(lines.get(first))) {
            first--;
        }
        boolean isTry = isTry(lines.get(first));
        String indent = " ".repeat(lines.get(first).indexOf(lines.get(first).strip()));
        for (int i = first; i <= last; i++) {
            Matcher resource = RESOURCE.matcher(lines.get(i));
            if (!isTry || !resource.matches()) {
                throw new IllegalArgumentException(
                        "a piece opens a block that it does not close: \""
                                + lines.get(last).strip()
                                + "\"; only a try with one resource on each line may stay open");
            }
            String note = resource.group(2) == null ? "" : " " + resource.group(2);
            lines.set(i, indent + resource.group(1) + ";" + note);
        }
        for (int k = last + 1; k < lines.size(); k++) {
            lines.set(k, lines.get(k).replaceFirst("^ {4}", ""));
        }
    }

    private static boolean isTry(String line) {
        return line.strip().startsWith("try (");
    }
}
