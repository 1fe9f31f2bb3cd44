package org.duograph.survey.results.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.duograph.survey.results.Filter;
import org.duograph.survey.results.Results;
import org.duograph.survey.results.Selection;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Study;
import org.jsoup.Jsoup;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with labels are read by the programs that they are for. */
class LabelledFilesTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final String FIRST =
            """
            study: labels
            version: 1
            languages: [en, de]
            title: {en: Labels, de: Namen}
            introduction: What is read
            consent: Yes
            frameworks: [{code: x, label: X}]
            environments: [{code: local, label: here}]
            sections:
              - name: all
                title: All
                questions:
                  - name: mood
                    kind: single
                    text: {en: "How's your \\"mood\\"?", de: "Wie geht’s?"}
                    options:
                      - {code: good, en: "It's \\"fine\\", really", de: Schön}
                      - {code: bad, en: "Bad: -1", de: Übel}
                    decline: {en: I will not say, de: Keine Angabe}
                  - name: degrees
                    kind: number
                    min: -100
                    max: 100
                    unit: degrees
                    show_if: {mood: good}
                    text: How warm is it?
                  - name: fun
                    kind: scale
                    min: 0
                    max: 4
                    text: How much fun?
                  - name: knows
                    kind: multiple
                    text: Which do you know?
                    options: [{code: "1", label: One}, {code: a-b, label: A or B}, {code: a_b, label: Both}]
                  - name: comment
                    kind: text
                    text: Any comment?
                  - name: since
                    kind: date
                    text: Since when?
                  - name: version
                    kind: text
                    lines: true
                    text: Anything else?
            """;

    /** Good and bad change places. */
    private static final String SECOND =
            FIRST.replace("version: 1", "version: 2")
                    .replace("code: good", "code: x")
                    .replace("code: bad", "code: good")
                    .replace("code: x, en", "code: bad, en");

    private static final String WORDS = "=1+1, \"quoted\" it's\nsecond line äöü 😀";

    private static final List<Response> RESPONSES =
            List.of(
                    response(
                            1,
                            "mood",
                            "good",
                            "degrees",
                            "-99.5",
                            "fun",
                            "4",
                            "since",
                            "2024-02-29",
                            "version",
                            WORDS),
                    response(1, "mood", "bad", "fun", "0", "knows.a-b", "1"),
                    response(1, "mood", "declined"),
                    response(2, "mood", "good", "knows.1", "1", "knows.a_b", "1"));

    private static Response response(int version, String... answers) {
        return new Response(
                "r" + version + answers.length,
                "labels",
                version,
                "en",
                List.of("x"),
                NOON,
                NOON,
                false,
                Answers.of(answers));
    }

    private final Selection selection =
            new Selection(
                    List.of(Study.parse(FIRST), Study.parse(SECOND)),
                    RESPONSES::stream,
                    Filter.NONE);

    private Map<String, String> unpack(Path folder, String language) throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        ReplicationPackage.write(
                Export.of(selection),
                language,
                new TreeMap<>(Map.of(1, FIRST, 2, SECOND)),
                Results.of(selection, List.of()),
                zip);
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()))) {
            for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
                byte[] bytes = in.readAllBytes();
                Files.write(folder.resolve(entry.getName()), bytes);
                files.put(entry.getName(), new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    @Test
    void thePackageHoldsValuesScriptsTextsAndResults(@TempDir Path folder) throws IOException {
        Map<String, String> files = unpack(folder, "en");

        assertThat(files)
                .containsOnlyKeys(
                        "README.txt",
                        "codebook.csv",
                        "data.csv",
                        "labels.csv",
                        "read.R",
                        "read.sps",
                        "results.json",
                        "study-version-1.yaml",
                        "study-version-2.yaml");
        assertThat(files).containsEntry("study-version-1.yaml", FIRST);
        assertThat(files.get("README.txt")).contains("Study labels, 4 responses.");
        assertThat(files.get("read.R")).matches("\\p{ASCII}+");
    }

    @Test
    void spreadsheetsGetQuestionsAndLabelsOfTheVersionThatWasAnswered(@TempDir Path folder)
            throws IOException {
        String csv = unpack(folder, "de").get("labels.csv");
        List<NamedCsvRecord> rows =
                CsvReader.builder().ofNamedCsvRecord(csv.substring(1)).stream().toList();

        assertThat(csv).startsWith("\uFEFF");
        assertThat(rows)
                .extracting(row -> row.getField("Wie geht’s? (version 1) [mood]"))
                .containsExactly("Schön", "Übel", "Keine Angabe", "");
        assertThat(rows)
                .extracting(row -> row.getField("Wie geht’s? (version 2) [mood.V2]"))
                .containsExactly("", "", "", "Übel");
        assertThat(rows)
                .extracting(row -> row.getField("How much fun? [fun]"))
                .containsExactly("4", "0", "–", "–");
        assertThat(rows)
                .extracting(row -> row.getField("Which do you know? A or B [knows.a-b]"))
                .containsExactly("–", "1", "–", "0");
        assertThat(rows.get(0).getField("Anything else? [version]")).isEqualTo("'" + WORDS);
    }

    @Test
    void rReadsFactorsLabelsAndWhyAnswersAreMissing(@TempDir Path folder) throws Exception {
        unpack(folder, "en");
        Files.writeString(
                folder.resolve("check.R"),
                """
                source("read.R")
                stopifnot(
                  nrow(answers) == 4,
                  identical(levels(answers$mood), c("It's \\"fine\\", really", "Bad: -1")),
                  identical(as.integer(answers$mood), c(1L, 2L, NA, NA)),
                  identical(as.character(answers$mood.V2), c(NA, NA, NA, "Bad: -1")),
                  identical(as.character(why_missing$mood), c(NA, NA, "declined", "not asked")),
                  identical(as.numeric(answers$degrees), c(-99.5, NA, NA, NA)),
                  identical(as.character(why_missing$degrees),
                            c(NA, "not asked", "not asked", "no answer")),
                  identical(as.numeric(answers$fun), c(4, 0, NA, NA)),
                  identical(as.numeric(answers$since), c(as.numeric(as.Date("2024-02-29")), NA, NA, NA)),
                  inherits(answers$since, "Date"),
                  attr(answers$fun, "label") == "How much fun?",
                  identical(as.character(answers[["knows.a-b"]]),
                            c(NA, "ticked", NA, "not ticked")),
                  identical(as.character(why_missing[["knows.a-b"]]),
                            c("no answer", NA, "no answer", NA)),
                  identical(answers[["_version"]], c("1", "1", "1", "2")),
                  grepl("second line \\u00e4\\u00f6\\u00fc \\U0001F600", answers$version[1], fixed = TRUE),
                  grepl("\\"quoted\\" it's / second", answers$version[1], fixed = TRUE)
                )
                cat("all as expected")
                """);

        assertThat(run(folder, "Rscript", "--vanilla", "check.R")).contains("all as expected");
    }

    @Test
    void psppReadsTheSyntaxForSpss(@TempDir Path folder) throws Exception {
        unpack(folder, "en");
        String read = Files.readString(folder.resolve("read.sps"));
        Files.writeString(
                folder.resolve("check.sps"),
                read
                        + """
                        FREQUENCIES mood mood.V2 degrees knows.a_b knows.a_b_2.
                        LIST degrees fun since version.
                        DISPLAY DICTIONARY.
                        """);

        String printed = run(folder, "pspp", "-O", "format=csv", "-o", "-", "check.sps");

        assertThat(printed)
                .contains("How's your \"\"mood\"\"? (version 1)")
                .contains("Valid,\"It's \"\"fine\"\", really\",1")
                .contains("Missing,not asked,1", "declined,1")
                .contains("-99.50", "2024/02/29")
                .contains("second line äöü 😀")
                .doesNotContain("error:", "warning:");
    }

    @Test
    void theWorkbookHoldsNumbersAsNumbers(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("labels.xlsx");
        try (OutputStream out = Files.newOutputStream(file)) {
            Workbook.write(Export.of(selection), "de", out);
        }
        Map<String, String> files = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] bytes = zip.getInputStream(entry).readAllBytes();
                files.put(entry.getName(), new String(bytes, StandardCharsets.UTF_8));
            }
        }

        assertThat(files.keySet()).contains("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml");
        var sheet = Jsoup.parse(files.get("xl/worksheets/sheet1.xml"), "", Parser.xmlParser());
        assertThat(sheet.select("row")).hasSize(5);
        assertThat(sheet.select("c > v").eachText()).contains("-99.5");
        assertThat(sheet.select("c t").eachText())
                .contains("Schön", "Übel", "Wie geht’s? (version 1) [mood]");
    }

    /**
     * Runs a program in a folder and returns what it printed; without the program, the test stops.
     */
    private static String run(Path folder, String... command) throws Exception {
        boolean installed =
                List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(path -> Files.isExecutable(Path.of(path, command[0])));
        assumeThat(installed).as(command[0] + " is not installed").isTrue();
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        process.getOutputStream().close();
        try (InputStream out = process.getInputStream()) {
            String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(printed).isZero();
            return printed;
        }
    }
}
