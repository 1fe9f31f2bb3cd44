package org.duograph.survey.results.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.duograph.survey.results.AskedField;
import org.duograph.survey.results.Reading;
import org.duograph.survey.results.Selection;
import org.duograph.survey.results.Status;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Field;

/**
 * Writes a selection of responses as files. UTF-8; CSV as in RFC 4180. A column has one meaning:
 * what versions ask otherwise stands in another one. A cell without an answer is empty; whether the
 * question was asked, each file also says. Responses that a researcher excluded are there and
 * marked with the reason; anonymised files leave them out, as results do.
 */
public final class Export {

    /** Which fields were asked and left empty. */
    static final String EMPTY = "_empty";

    private final Selection selection;
    private final Optional<Anonymiser> anonymiser;
    private final List<AskedField> fields;

    private Export(Selection selection, Optional<Anonymiser> anonymiser) {
        this.selection = selection;
        this.anonymiser = anonymiser;
        this.fields = anonymiser.map(Anonymiser::fields).orElseGet(selection::fields);
    }

    /** All that is kept. */
    public static Export of(Selection selection) {
        return new Export(selection, Optional.empty());
    }

    /** Without what could tell who answered; see the codebook. */
    public static Export anonymised(Selection selection) {
        return new Export(selection, Optional.of(new Anonymiser(selection)));
    }

    Selection selection() {
        return selection;
    }

    List<AskedField> fields() {
        return fields;
    }

    boolean isAnonymised() {
        return anonymiser.isPresent();
    }

    List<String> about() {
        if (isAnonymised()) {
            return Row.ABOUT_ANONYMOUS;
        }
        List<String> about = new ArrayList<>(Row.ABOUT);
        if (selection.hasPanel()) about.add(about.indexOf(Row.ORDER), Row.PANEL);
        selection.shuffled().forEach(what -> about.add(about.indexOf(Row.STARTED), "_" + what));
        return about;
    }

    /** Takes one response after the other. */
    interface RowWriter {
        void write(Row row, Reading.Read read) throws IOException;
    }

    private void forEach(RowWriter writer) throws IOException {
        forEach(isAnonymised() ? selection.responses() : selection.withExcluded(), writer);
    }

    /** Goes through the responses that results count. */
    void forEachCounted(RowWriter writer) throws IOException {
        forEach(selection.responses(), writer);
    }

    private void forEach(Stream<Response> source, RowWriter writer) throws IOException {
        Reading reading = selection.reading();
        try (Stream<Response> responses = source) {
            int number = 0;
            for (Iterator<Response> all = responses.iterator(); all.hasNext(); ) {
                Reading.Read read = reading.read(all.next());
                int place = ++number;
                Row row =
                        anonymiser
                                .map(cleaner -> cleaner.clean(read, place))
                                .orElseGet(() -> Row.of(read));
                writer.write(row, read);
            }
        }
    }

    /**
     * One row per response, one column per field and meaning.
     *
     * @param forSpreadsheets whether to begin with a byte order mark, by which some spreadsheets
     *     recognise UTF-8
     */
    public void wide(OutputStream out, boolean forSpreadsheets) throws IOException {
        List<String> header = new ArrayList<>(about());
        header.add(EMPTY);
        fields.forEach(field -> header.add(field.column()));
        try (CsvWriter csv = csv(out, forSpreadsheets)) {
            csv.writeRecord(header);
            forEach(
                    (row, read) -> {
                        List<String> cells = new ArrayList<>(header.size());
                        about().forEach(name -> cells.add(cell(row.about(), name)));
                        cells.add(String.join(" ", empty(read)));
                        fields.forEach(field -> cells.add(value(row, read, field)));
                        csv.writeRecord(cells);
                    });
        }
    }

    /** The columns that a participant was asked for and left empty. */
    private List<String> empty(Reading.Read read) {
        return fields.stream()
                .filter(field -> read.status(field) == Status.NO_ANSWER)
                .map(AskedField::column)
                .toList();
    }

    /** A cell; of a box that was left empty though its question was answered, 0. */
    private static String value(Row row, Reading.Read read, AskedField field) {
        boolean unticked =
                field.field().type() == Field.Type.TICK
                        && !row.answers().containsKey(field.column())
                        && read.status(field) == Status.ANSWERED;
        return unticked ? "0" : cell(row.answers(), field.column());
    }

    /**
     * One row per response and field that its version of the study has; {@code status} is one of
     * {@link Status}.
     */
    public void longRows(OutputStream out, boolean forSpreadsheets) throws IOException {
        List<String> header = new ArrayList<>(about());
        header.addAll(List.of("field", "framework", "environment", "status", "value"));
        try (CsvWriter csv = csv(out, forSpreadsheets)) {
            csv.writeRecord(header);
            forEach(
                    (row, read) -> {
                        for (AskedField field : fields) {
                            if (field.versions().contains(read.study().version())) {
                                csv.writeRecord(longRow(row, read, field));
                            }
                        }
                    });
        }
    }

    private List<String> longRow(Row row, Reading.Read read, AskedField asked) {
        List<String> cells = new ArrayList<>();
        about().forEach(name -> cells.add(cell(row.about(), name)));
        cells.add(asked.column());
        cells.add(asked.field().framework().map(item -> item.code()).orElse(""));
        cells.add(asked.field().environment().map(item -> item.code()).orElse(""));
        cells.add(read.status(asked).code());
        cells.add(value(row, read, asked));
        return cells;
    }

    static String cell(Map<String, String> values, String name) {
        return SpreadsheetGuard.guard(values.getOrDefault(name, ""));
    }

    /** One object: the study, the codebook, and the responses with the answers as given. */
    public void json(OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(writer(out))) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("study", selection.study().id());
            json.writeBooleanField("synthetic", selection.synthetic());
            json.writeBooleanField("anonymised", anonymiser.isPresent());
            json.writeStringField("filter", selection.filter().query());
            json.writeArrayFieldStart("fields");
            for (Map<String, String> line :
                    new Codebook(selection, fields, selection.study().researcherLanguage())
                            .lines()) {
                writeObject(json, line);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("responses");
            forEach(
                    (row, read) -> {
                        json.writeStartObject();
                        for (String name : about()) {
                            json.writeStringField(name, row.about().getOrDefault(name, ""));
                        }
                        json.writeFieldName("answers");
                        writeObject(json, row.answers());
                        json.writeArrayFieldStart("empty");
                        for (String column : empty(read)) {
                            json.writeString(column);
                        }
                        json.writeEndArray();
                        json.writeEndObject();
                    });
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void writeObject(JsonGenerator json, Map<String, String> values)
            throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    /** One row per column of the exports, in the researcher's language. */
    public void codebook(OutputStream out, boolean forSpreadsheets) throws IOException {
        codebook(out, selection.study().researcherLanguage(), forSpreadsheets);
    }

    void codebook(OutputStream out, String language, boolean forSpreadsheets) throws IOException {
        try (CsvWriter csv = csv(out, forSpreadsheets)) {
            csv.writeRecord(Codebook.HEADER);
            for (Map<String, String> line : new Codebook(selection, fields, language).lines()) {
                csv.writeRecord(Codebook.HEADER.stream().map(name -> cell(line, name)).toList());
            }
        }
    }

    static CsvWriter csv(OutputStream out, boolean forSpreadsheets) throws IOException {
        Writer writer = writer(out);
        if (forSpreadsheets) {
            writer.write('\uFEFF');
        }
        return CsvWriter.builder().build(writer);
    }

    static Writer writer(OutputStream out) {
        return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }
}
