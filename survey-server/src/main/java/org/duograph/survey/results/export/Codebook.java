package org.duograph.survey.results.export;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duograph.survey.results.AskedField;
import org.duograph.survey.results.Selection;
import org.duograph.survey.study.Days;
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
    private final List<AskedField> fields;
    private final String language;

    Codebook(Selection selection, List<AskedField> fields, String language) {
        this.selection = selection;
        this.fields = fields;
        this.language = language;
    }

    List<Map<String, String>> lines() {
        List<Map<String, String>> lines = new ArrayList<>();
        about(lines, Row.RESPONSE, "which response; random, or a number in anonymised files");
        about(lines, Row.STUDY, study());
        about(lines, Row.VERSION, "version of the study that was answered");
        about(lines, Row.LANGUAGE, "language it was answered in; not in anonymised files");
        if (selection.hasPanel()) {
            about(lines, Row.PANEL, "identifier in a panel; not in anonymised files");
        }
        about(lines, Row.ORDER, "frameworks as they were asked; not in anonymised files");
        for (String what : selection.shuffled()) {
            about(
                    lines,
                    "_" + what,
                    "the "
                            + what.replaceFirst("\\.", " of ")
                            + " as chance ordered them; not in"
                            + " anonymised files");
        }
        about(
                lines,
                Row.STARTED,
                "UTC, the day only where answers are anonymous; not in anonymised files");
        about(
                lines,
                Row.SUBMITTED,
                "UTC, the day only where answers are anonymous; not in anonymised files");
        about(lines, Row.TEST, "1 if a researcher only tried the study; not in anonymised files");
        about(lines, Row.EXCLUDED, "why results leave it out; not in anonymised files");
        about(lines, Row.NOTE, "what a researcher noted of it; not in anonymised files");
        about(
                lines,
                Export.EMPTY,
                "the fields that were asked and left empty; others were not asked");
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

    private Map<String, String> line(AskedField asked) {
        Field field = asked.field();
        Range range = field.question().range();
        Map<String, String> line = new LinkedHashMap<>();
        line.put("field", asked.column());
        line.put("asks", field.asks().in(language));
        line.put("type", field.type().name().toLowerCase(Locale.ROOT));
        line.put("required", field.question().required() ? "yes" : "no");
        Days days = field.question().days();
        line.put("least", range != null ? range.min().toPlainString() : text(days, Days::min));
        line.put("most", range != null ? range.max().toPlainString() : text(days, Days::max));
        line.put("unit", field.question().unit().in(language));
        line.put("codes", codes(field));
        line.put(
                "versions",
                asked.versions().stream().map(String::valueOf).collect(Collectors.joining(" ")));
        return line;
    }

    private static String text(Days days, Function<Days, LocalDate> end) {
        return days == null ? "" : end.apply(days).toString();
    }

    private String codes(Field field) {
        return switch (field.type()) {
            case TICK -> "1 = ticked; 0 = not ticked";
            case CHOICE ->
                    field.options().stream()
                            .map(option -> option.code() + " = " + option.label().in(language))
                            .collect(Collectors.joining("; "));
            case NUMBER, DATE, WORDS -> "";
        };
    }
}
