package org.duograph.survey.results.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.duograph.survey.results.Selection;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Range;

/** What each column means: those about the response first, then one per field. */
final class Codebook {

    static final List<String> HEADER =
            List.of(
                    "field",
                    "asks",
                    "type",
                    "required",
                    "least",
                    "most",
                    "unit",
                    "codes",
                    "versions");

    private final Selection selection;
    private final List<Field> fields;
    private final String language;

    Codebook(Selection selection, List<Field> fields) {
        this.selection = selection;
        this.fields = fields;
        this.language = selection.study().researcherLanguage();
    }

    List<Map<String, String>> lines() {
        List<Map<String, String>> lines = new ArrayList<>();
        about(lines, "_response", "which response; random, or a number in anonymised files");
        about(lines, "_study", study());
        about(lines, "_version", "version of the study that was answered");
        about(lines, "_language", "language it was answered in; not in anonymised files");
        about(lines, "_order", "frameworks as they were asked; not in anonymised files");
        about(
                lines,
                "_started",
                "UTC, the day only where answers are anonymous; not in anonymised files");
        about(
                lines,
                "_submitted",
                "UTC, the day only where answers are anonymous; not in anonymised files");
        about(lines, "_test", "1 if a researcher only tried the study; not in anonymised files");
        fields.forEach(field -> lines.add(line(field)));
        return lines;
    }

    private String study() {
        String title = selection.study().title().in(language);
        return selection.synthetic() ? title + " (all answers are made up)" : title;
    }

    private static void about(List<Map<String, String>> lines, String name, String meaning) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("field", name);
        line.put("asks", meaning);
        lines.add(line);
    }

    private Map<String, String> line(Field field) {
        Range range = field.question().range();
        Map<String, String> line = new LinkedHashMap<>();
        line.put("field", field.name());
        line.put("asks", field.asks().in(language));
        line.put("type", field.type().name().toLowerCase(Locale.ROOT));
        line.put("required", field.question().required() ? "yes" : "no");
        line.put("least", range == null ? "" : range.min().toPlainString());
        line.put("most", range == null ? "" : range.max().toPlainString());
        line.put("unit", field.question().unit().in(language));
        line.put("codes", codes(field));
        line.put(
                "versions",
                selection.versions().stream()
                        .filter(study -> study.fields().stream().anyMatch(f -> isSame(f, field)))
                        .map(study -> Integer.toString(study.version()))
                        .collect(Collectors.joining(" ")));
        return line;
    }

    private static boolean isSame(Field one, Field other) {
        return one.name().equals(other.name());
    }

    private String codes(Field field) {
        return switch (field.type()) {
            case TICK -> "1 = ticked";
            case CHOICE ->
                    field.options().stream()
                            .map(option -> option.code() + " = " + option.label().in(language))
                            .collect(Collectors.joining("; "));
            case NUMBER, WORDS -> "";
        };
    }
}
