package org.duograph.survey.results.export;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.survey.results.AskedField;
import org.duograph.survey.results.Reading;
import org.duograph.survey.results.Status;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Item;

/**
 * The responses that results count, as people read them: questions and labels instead of names and
 * codes, in one language, each by the version that was answered. A box to tick is 1 or 0. A
 * question that was asked and left empty is "{@value #EMPTY}"; a cell is empty if it was not asked.
 */
public final class Labels {

    static final String EMPTY = "–";

    private final Export export;
    private final String language;

    /**
     * @param language one of the study's
     */
    public Labels(Export export, String language) {
        this.export = export;
        this.language = language;
    }

    /** Takes one row after the other. */
    interface Rows {
        void write(List<String> cells) throws IOException;
    }

    /** As CSV with a byte order mark, by which spreadsheets recognise UTF-8. */
    public void csv(OutputStream out) throws IOException {
        try (CsvWriter csv = Export.csv(out, true)) {
            csv.writeRecord(header());
            write(cells -> csv.writeRecord(cells.stream().map(SpreadsheetGuard::guard).toList()));
        }
    }

    /** The questions, and in brackets the names that all files have. */
    List<String> header() {
        List<String> header = new ArrayList<>(export.about());
        export.fields()
                .forEach(field -> header.add(field.label(language) + " [" + field.column() + "]"));
        return header;
    }

    void write(Rows rows) throws IOException {
        export.forEachCounted(
                (row, read) -> {
                    List<String> cells = new ArrayList<>();
                    export.about().forEach(name -> cells.add(row.about().getOrDefault(name, "")));
                    export.fields().forEach(field -> cells.add(cell(row, read, field)));
                    rows.write(cells);
                });
    }

    private String cell(Row row, Reading.Read read, AskedField asked) {
        Map<String, String> answers = row.answers();
        Status status = read.status(asked);
        if (status == Status.NO_ANSWER) {
            return EMPTY;
        }
        boolean box = asked.field().type() == Field.Type.TICK && status == Status.ANSWERED;
        String value = answers.getOrDefault(asked.column(), box ? "0" : "");
        return asked.field().options().stream()
                .filter(option -> option.code().equals(value))
                .map(Item::label)
                .map(label -> label.in(language))
                .findFirst()
                .orElse(value);
    }
}
