package org.duograph.survey.editor;

import java.util.ArrayList;
import java.util.List;

/**
 * One entry of a map or list that has a line, or several, for each.
 *
 * @param free the lines between the entry before and this one that belong to neither: blank ones,
 *     and comments that a blank line sets apart
 * @param comment the comments right above, without the blanks before them
 * @param body from the key or dash on, to the end of the last line
 */
record YamlEntry(List<String> free, List<String> comment, String body) {

    static YamlEntry fresh(String body) {
        return new YamlEntry(List.of(), List.of(), body);
    }

    /** An entry with the lines that stand between the one before and its own first line. */
    static YamlEntry after(String between, String body) {
        List<String> lines = new ArrayList<>(between.lines().toList());
        // Before the first line end: the rest of the line above. After the last: our own margin.
        if (!lines.isEmpty()) lines.remove(0);
        if (!lines.isEmpty() && !between.endsWith("\n")) lines.remove(lines.size() - 1);
        int first = lines.size();
        while (first > 0 && lines.get(first - 1).strip().startsWith("#")) first--;
        return new YamlEntry(
                List.copyOf(lines.subList(0, first)),
                lines.subList(first, lines.size()).stream().map(String::strip).toList(),
                body);
    }

    YamlEntry withFree(List<String> lines) {
        return new YamlEntry(lines, comment, body);
    }

    YamlEntry withBody(String changed) {
        return new YamlEntry(free, comment, changed);
    }

    /**
     * The text of all entries.
     *
     * @param inline whether the first stands behind a dash already, instead of on a line of its own
     * @param rest lines that stand behind the last one
     */
    static String join(List<YamlEntry> entries, int indent, boolean inline, List<String> rest) {
        StringBuilder text = new StringBuilder();
        String margin = "\n" + " ".repeat(indent);
        for (YamlEntry entry : entries) {
            boolean behindDash = inline && text.length() == 0;
            if (behindDash) text.append(entry.body);
            entry.free.forEach(line -> text.append('\n').append(line));
            entry.comment.forEach(line -> text.append(margin).append(line));
            if (!behindDash) text.append(margin).append(entry.body);
        }
        if (rest.stream().anyMatch(line -> !line.isBlank())) {
            rest.forEach(line -> text.append('\n').append(line));
        }
        return text.toString();
    }
}
