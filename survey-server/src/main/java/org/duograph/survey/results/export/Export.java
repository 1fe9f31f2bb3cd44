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
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.duograph.survey.results.Selection;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Study;

/**
 * Writes a selection of responses as files. UTF-8; CSV as in RFC 4180. A field without an answer is
 * an empty cell; the long form also says why.
 */
public final class Export {

    /**
     * Columns about a response. No field of a study begins with a line, so none has such a name.
     */
    private static final List<String> ABOUT =
            List.of(
                    "_response",
                    "_study",
                    "_version",
                    "_language",
                    "_order",
                    "_started",
                    "_submitted",
                    "_test");

    private static final List<String> ABOUT_ANONYMOUS = List.of("_response", "_study", "_version");

    private final Selection selection;
    private final Optional<Anonymiser> anonymiser;
    private final List<Field> fields;
    private final Map<Integer, Study> versions = new HashMap<>();

    private Export(Selection selection, Optional<Anonymiser> anonymiser) {
        this.selection = selection;
        this.anonymiser = anonymiser;
        this.fields = anonymiser.map(Anonymiser::fields).orElseGet(selection::fields);
        selection.versions().forEach(study -> versions.put(study.version(), study));
    }

    /** All that is kept. */
    public static Export of(Selection selection) {
        return new Export(selection, Optional.empty());
    }

    /** Without what could tell who answered; see the codebook. */
    public static Export anonymised(Selection selection) {
        return new Export(selection, Optional.of(new Anonymiser(selection)));
    }

    private List<String> about() {
        return anonymiser.isPresent() ? ABOUT_ANONYMOUS : ABOUT;
    }

    private Study version(Response response) {
        return versions.getOrDefault(response.version(), selection.study());
    }

    private interface RowWriter {
        void write(Row row, Response response) throws IOException;
    }

    private void forEach(RowWriter writer) throws IOException {
        try (Stream<Response> responses = selection.responses()) {
            int number = 0;
            for (Iterator<Response> all = responses.iterator(); all.hasNext(); ) {
                Response response = all.next();
                int place = ++number;
                Row row =
                        anonymiser
                                .map(cleaner -> cleaner.clean(response, place))
                                .orElseGet(() -> Row.of(response, version(response)));
                writer.write(row, response);
            }
        }
    }

    /**
     * One row per response, one column per field.
     *
     * @param forSpreadsheets whether to begin with a byte order mark, by which some spreadsheets
     *     recognise UTF-8
     */
    public void wide(OutputStream out, boolean forSpreadsheets) throws IOException {
        List<String> header = new ArrayList<>(about());
        fields.forEach(field -> header.add(field.name()));
        try (CsvWriter csv = csv(out, forSpreadsheets)) {
            csv.writeRecord(header);
            forEach(
                    (row, response) -> {
                        List<String> cells = new ArrayList<>(header.size());
                        about().forEach(name -> cells.add(cell(row.about(), name)));
                        fields.forEach(field -> cells.add(cell(row.answers(), field.name())));
                        csv.writeRecord(cells);
                    });
        }
    }

    /**
     * One row per response and field that its version of the study has: {@code status} is {@code
     * answered}, {@code skipped} or {@code not_shown}.
     */
    public void longRows(OutputStream out, boolean forSpreadsheets) throws IOException {
        List<String> header = new ArrayList<>(about());
        header.addAll(List.of("field", "framework", "environment", "status", "value"));
        Map<Integer, Set<String>> known = new HashMap<>();
        versions.forEach((number, study) -> known.put(number, names(study)));
        try (CsvWriter csv = csv(out, forSpreadsheets)) {
            csv.writeRecord(header);
            forEach(
                    (row, response) -> {
                        Study version = version(response);
                        Set<String> shown = version.shown(response.answers());
                        for (Field field : fields) {
                            if (known.get(version.version()).contains(field.name())) {
                                csv.writeRecord(longRow(row, field, shown));
                            }
                        }
                    });
        }
    }

    private static Set<String> names(Study study) {
        return Set.copyOf(study.fields().stream().map(Field::name).toList());
    }

    private List<String> longRow(Row row, Field field, Set<String> shown) {
        List<String> cells = new ArrayList<>();
        about().forEach(name -> cells.add(cell(row.about(), name)));
        String value = cell(row.answers(), field.name());
        cells.add(field.name());
        cells.add(field.framework().map(item -> item.code()).orElse(""));
        cells.add(field.environment().map(item -> item.code()).orElse(""));
        cells.add(
                row.answers().containsKey(field.name())
                        ? "answered"
                        : shown.contains(field.name()) ? "skipped" : "not_shown");
        cells.add(value);
        return cells;
    }

    private static String cell(Map<String, String> values, String name) {
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
            for (Map<String, String> line : new Codebook(selection, fields).lines()) {
                writeObject(json, line);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("responses");
            forEach(
                    (row, response) -> {
                        json.writeStartObject();
                        for (String name : about()) {
                            json.writeStringField(name, row.about().getOrDefault(name, ""));
                        }
                        json.writeFieldName("answers");
                        writeObject(json, row.answers());
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

    /** One row per column of the exports. */
    public void codebook(OutputStream out, boolean forSpreadsheets) throws IOException {
        try (CsvWriter csv = csv(out, forSpreadsheets)) {
            csv.writeRecord(Codebook.HEADER);
            for (Map<String, String> line : new Codebook(selection, fields).lines()) {
                csv.writeRecord(Codebook.HEADER.stream().map(name -> cell(line, name)).toList());
            }
        }
    }

    private static CsvWriter csv(OutputStream out, boolean forSpreadsheets) throws IOException {
        Writer writer = writer(out);
        if (forSpreadsheets) {
            writer.write('\uFEFF');
        }
        return CsvWriter.builder().build(writer);
    }

    private static Writer writer(OutputStream out) {
        return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }
}
