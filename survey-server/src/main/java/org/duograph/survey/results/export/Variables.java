package org.duograph.survey.results.export;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.duograph.survey.results.AskedField;

/** The columns of an export as statistics programs take them, and the file of their values. */
final class Variables {

    /**
     * Words that SPSS takes for its own; a line that begins with comment, or its first letters, is
     * one.
     */
    private static final Set<String> RESERVED =
            Set.of(
                    "all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to",
                    "with", "com", "comm", "comme", "commen", "comment");

    private static final int LONGEST_NAME = 64;

    private final Export export;
    private final List<Variable> about = new ArrayList<>();
    private final List<Variable> answers = new ArrayList<>();
    private final Map<String, Integer> widths = new HashMap<>();

    Variables(Export export, String language) {
        this.export = export;
        export.about().forEach(column -> about.add(Variable.about(column)));
        Set<String> taken = new HashSet<>(RESERVED);
        for (AskedField field : export.fields()) {
            answers.add(Variable.of(name(field.column(), taken), field, language));
        }
    }

    /** A name of letters, digits, lines and points that no other has, whatever its capitals. */
    private static String name(String column, Set<String> taken) {
        String plain = column.replaceAll("[^A-Za-z0-9_.]", "_").replaceAll("^[^A-Za-z]", "v$0");
        String name = shortened(plain, "");
        for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
            name = shortened(plain, "_" + i);
        }
        return name;
    }

    private static String shortened(String name, String end) {
        return name.substring(0, Math.min(name.length(), LONGEST_NAME - end.length())) + end;
    }

    /** Those about the response, which are words. */
    List<Variable> about() {
        return about;
    }

    /** Those of the study. */
    List<Variable> answers() {
        return answers;
    }

    /** All, in the order of the file. */
    List<Variable> all() {
        List<Variable> all = new ArrayList<>(about);
        all.addAll(answers);
        return all;
    }

    /** How many bytes the longest words of a column take, known once the values are written. */
    int width(Variable variable) {
        return widths.getOrDefault(variable.column(), 1);
    }

    /** Writes all values of the responses that results count. */
    void write(OutputStream out) throws IOException {
        try (CsvWriter csv = Export.csv(out, false)) {
            csv.writeRecord(all().stream().map(Variable::column).toList());
            export.forEachCounted(
                    (row, read) -> {
                        List<String> cells = new ArrayList<>();
                        for (Variable variable : about) {
                            cells.add(wide(variable, Export.cell(row.about(), variable.column())));
                        }
                        for (int i = 0; i < answers.size(); i++) {
                            Variable variable = answers.get(i);
                            String value = variable.value(row, read, export.fields().get(i));
                            cells.add(wide(variable, value));
                        }
                        csv.writeRecord(cells);
                    });
        }
    }

    private String wide(Variable variable, String value) {
        if (variable.measure() == Variable.Measure.WORDS) {
            int bytes = value.getBytes(StandardCharsets.UTF_8).length;
            widths.merge(variable.column(), bytes, Math::max);
        }
        return value;
    }
}
