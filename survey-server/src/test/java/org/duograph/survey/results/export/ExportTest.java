package org.duograph.survey.results.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duograph.survey.results.AskedTest;
import org.duograph.survey.results.Filter;
import org.duograph.survey.results.Group;
import org.duograph.survey.results.Report;
import org.duograph.survey.results.Results;
import org.duograph.survey.results.Selection;
import org.duograph.survey.results.StudyResults;
import org.duograph.survey.results.SyntheticGroup;
import org.duograph.survey.results.VersionsTest;
import org.duograph.survey.store.Store;
import org.duograph.survey.study.Studies;
import org.duograph.survey.study.Study;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {

    private static final String WORDS = "=1+1, \"quoted\"\nsecond line äöü";

    private final Selection selection =
            new Group()
                    .add("comment", WORDS, "role", "teacher", "prefer.cnn", "caffe2")
                    .add("role", "student", "install_minutes.tensorflow.local", "12.5")
                    .add("role", "student")
                    .add("role", "student")
                    .selection(Filter.NONE);

    @Test
    void pageReportAndAllFilesCountTheSameResponses(@TempDir Path folder) throws IOException {
        try (Store store = Store.open(folder, Clock.systemUTC())) {
            String study = SyntheticGroup.load(store);
            assertThat(SyntheticGroup.load(store)).isEqualTo(study);
            for (String role : List.of("", "student", "researcher", "nobody")) {
                Filter filter = Filter.parse(Map.of("answer.role", List.of(role)));
                StudyResults all = new StudyResults(store);
                Results results = all.of(study, filter);
                Export export = Export.of(all.selection(study, filter));
                List<NamedCsvRecord> wide = csv(out -> export.wide(out, false));
                JsonNode json = json(export::json);

                assertThat(wide).hasSize(results.n());
                assertThat(json.get("responses")).hasSize(results.n());
                assertThat(json(out -> ResultsJson.write(results, out)).get("responses").asInt())
                        .isEqualTo(results.n());
                assertThat(ids(csv(out -> export.longRows(out, false)))).isEqualTo(ids(wide));
                assertThat(Jsoup.parse(Report.html(results, Clock.systemUTC().instant())).text())
                        .contains("Results of " + results.n() + " responses");
            }
        }
    }

    @Test
    void everyAnswerIsInTheWideFileUnderItsField() throws IOException {
        List<NamedCsvRecord> rows = csv(out -> Export.of(selection).wide(out, false));

        for (int i = 0; i < rows.size(); i++) {
            NamedCsvRecord row = rows.get(i);
            selection
                    .responses()
                    .filter(response -> response.id().equals(row.getField("_response")))
                    .forEach(
                            response ->
                                    response.answers()
                                            .values()
                                            .forEach(
                                                    (field, value) ->
                                                            assertThat(row.getField(field))
                                                                    .isIn(value, "'" + value)));
        }
        assertThat(rows.get(0).getField("_submitted")).isEqualTo("2026-03-01");
        assertThat(rows.get(0).getField("_study")).endsWith("-synthetic");
    }

    @Test
    void cellsThatSpreadsheetsWouldRunAreText() throws IOException {
        assertThat(csv(out -> Export.of(selection).wide(out, false)).get(0).getField("comment"))
                .isEqualTo("'" + WORDS);
        assertThat(
                        List.of(
                                        "=1", "+1", "-x", "@a", "\ta", "\ra", "\0a", "-5", "-5.25",
                                        "", "a=1")
                                .stream()
                                .map(SpreadsheetGuard::guard))
                .containsExactly(
                        "'=1", "'+1", "'-x", "'@a", "'\ta", "'\ra", "'\0a", "-5", "-5.25", "",
                        "a=1");
    }

    @Test
    void jsonHoldsAnswersAsGiven() throws IOException {
        JsonNode json = json(out -> Export.of(selection).json(out));

        assertThat(json.get("synthetic").asBoolean()).isTrue();
        assertThat(json.at("/responses/0/answers/comment").asText()).isEqualTo(WORDS);
    }

    @Test
    void theLongFileTellsWhatWasAskedAndWhatNot() throws IOException {
        Map<String, String> status =
                csv(out -> Export.of(selection).longRows(out, false)).stream()
                        .filter(row -> row.getField("_response").equals("response-1"))
                        .collect(
                                Collectors.toMap(
                                        row -> row.getField("field"),
                                        row -> row.getField("status")));

        assertThat(status)
                .containsEntry("role", "answered")
                .containsEntry("gpu", "no_answer")
                .containsEntry("install_source.tensorflow.local", "not_asked");
    }

    @Test
    void theCodebookExplainsEveryColumn() throws IOException {
        List<NamedCsvRecord> wide = csv(out -> Export.of(selection).wide(out, false));
        List<NamedCsvRecord> codebook = csv(out -> Export.of(selection).codebook(out, false));

        assertThat(codebook)
                .extracting(row -> row.getField("field"))
                .containsExactlyElementsOf(wide.get(0).getHeader());
        assertThat(codebook)
                .filteredOn(row -> row.getField("field").equals("prefer.cnn"))
                .extracting(row -> row.getField("codes"))
                .containsExactly("tensorflow = TensorFlow; caffe2 = Caffe2");
    }

    @Test
    void anonymisedFilesHaveNeitherWordsNorIdsNorTimesNorRareSelfDescriptions() throws IOException {
        Export export = Export.anonymised(selection);
        String text = text(out -> export.wide(out, false)) + text(export::json);
        List<NamedCsvRecord> rows = csv(out -> export.wide(out, false));

        assertThat(text).doesNotContain("quoted", "response-", "2026", "teacher\",\"");
        assertThat(rows)
                .extracting(row -> row.getField("role"))
                .containsExactly("rare", "student", "student", "student");
        assertThat(rows.get(0).getField("prefer.cnn")).isEqualTo("caffe2");
        assertThat(rows.get(0).getHeader()).doesNotContain("comment", "_started", "_language");
    }

    @Test
    void aByteOrderMarkIsThereOnlyWhenAskedFor() throws IOException {
        assertThat(text(out -> Export.of(selection).wide(out, true)))
                .startsWith("\uFEFF_response,");
        assertThat(text(out -> Export.of(selection).wide(out, false))).startsWith("_response,");
    }

    @Test
    void columnsOfOursNeverHaveTheNameOfAQuestion() throws IOException {
        String yaml = Studies.text("question-types");
        for (String name : Row.ABOUT) {
            yaml =
                    yaml.replaceFirst(
                            "(?m)^      - name: welcome\n        kind: info",
                            "      - {name: " + name.substring(1) + ", kind: text, text: Own}\n$0");
        }
        Selection own = new Selection(List.of(Study.parse(yaml)), Stream::of, Filter.NONE);

        String header =
                text(out -> Export.of(own).wide(out, false)).lines().findFirst().orElseThrow();

        assertThat(header.split(",")).contains("version", "_version").doesNotHaveDuplicates();
    }

    @Test
    void columnsHaveOneMeaningAndTheCodebookNamesItsVersions() throws IOException {
        Selection versions = VersionsTest.selection(Filter.NONE);
        List<NamedCsvRecord> rows = csv(out -> Export.of(versions).wide(out, false));
        List<NamedCsvRecord> codebook = csv(out -> Export.of(versions).codebook(out, false));

        assertThat(rows).extracting(row -> row.getField("letter")).startsWith("a").endsWith("");
        assertThat(rows).extracting(row -> row.getField("letter.V2")).startsWith("").endsWith("a");
        assertThat(rows).extracting(row -> row.getField("same")).containsOnly("3");
        assertThat(codebook)
                .filteredOn(row -> row.getField("field").startsWith("letter"))
                .extracting(row -> row.getField("codes") + " in " + row.getField("versions"))
                .containsExactly("a = B; b = A in 2", "a = A; b = B in 1");
    }

    @Test
    void everyFileTellsAskedFromAnswered() throws IOException {
        Export export = Export.of(AskedTest.selection());
        List<NamedCsvRecord> wide = csv(out -> export.wide(out, false));
        List<String> statuses =
                csv(out -> export.longRows(out, false)).stream()
                        .filter(row -> row.getField("field").equals("knows.java"))
                        .map(row -> row.getField("status") + row.getField("value"))
                        .toList();

        assertThat(statuses)
                .containsExactly(
                        "answered1",
                        "answered1",
                        "answered1",
                        "answered1",
                        "answered0",
                        "not_asked",
                        "not_asked",
                        "not_asked",
                        "not_asked",
                        "not_asked");
        assertThat(wide)
                .extracting(row -> row.getField("knows.java"))
                .startsWith("1", "1", "1", "1", "0", "");
        assertThat(wide.get(9).getField("_empty")).isEqualTo("programs");
        assertThat(json(export::json).at("/responses/9/empty/0").asText()).isEqualTo("programs");
    }

    @Test
    void excludedResponsesAreMarkedInFilesAndInNoResult(@TempDir Path folder) throws IOException {
        try (Store store = Store.open(folder, Clock.systemUTC())) {
            String study = SyntheticGroup.load(store);
            String first = SyntheticGroup.responses().get(0).id();
            store.curation().exclude("somebody", first, "sent twice");
            StudyResults all = new StudyResults(store);
            Export export = Export.of(all.selection(study, Filter.NONE));
            Export anonymised = Export.anonymised(all.selection(study, Filter.NONE));

            assertThat(all.of(study, Filter.NONE).n()).isEqualTo(7);
            assertThat(csv(out -> anonymised.wide(out, false))).hasSize(7);
            assertThat(csv(out -> export.wide(out, false)))
                    .hasSize(8)
                    .filteredOn(row -> row.getField("_excluded").equals("sent twice"))
                    .extracting(row -> row.getField("_response"))
                    .containsExactly(first);
        }
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static String text(Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writing.to(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<NamedCsvRecord> csv(Writing writing) throws IOException {
        return CsvReader.builder().ofNamedCsvRecord(text(writing)).stream().toList();
    }

    private static JsonNode json(Writing writing) throws IOException {
        return new ObjectMapper().readTree(text(writing));
    }

    private static Set<String> ids(List<NamedCsvRecord> rows) {
        return rows.stream().map(row -> row.getField("_response")).collect(Collectors.toSet());
    }
}
