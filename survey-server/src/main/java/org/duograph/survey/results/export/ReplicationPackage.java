package org.duograph.survey.results.export;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.duograph.survey.results.Results;

/**
 * All that somebody else needs to compute the results again, as one zip file: values, scripts that
 * read them with their labels, the codebook, the text of each version, and the results.
 */
public final class ReplicationPackage {

    private ReplicationPackage() {}

    /**
     * Writes the file.
     *
     * @param language of the labels
     * @param texts the study's text by version
     */
    public static void write(
            Export export,
            String language,
            Map<Integer, String> texts,
            Results results,
            OutputStream out)
            throws IOException {
        Variables variables = new Variables(export, language);
        try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            write(zip, "README.txt", readme(export, results));
            entry(zip, "data.csv", variables::write);
            write(zip, "read.R", RScript.of(variables));
            write(zip, "read.sps", SpssSyntax.of(variables));
            entry(zip, "labels.csv", new Labels(export, language)::csv);
            entry(zip, "codebook.csv", csv -> export.codebook(csv, language, true));
            for (Map.Entry<Integer, String> text : texts.entrySet()) {
                write(zip, "study-version-" + text.getKey() + ".yaml", text.getValue());
            }
            entry(zip, "results.json", json -> ResultsJson.write(results, json));
        }
    }

    private static String readme(Export export, Results results) {
        String language = results.study().researcherLanguage();
        String about =
                """
                %s
                Study %s, %d responses%s%s.

                data.csv        one row per response: numbers, words, and numbers below zero that say why
                                there is no answer. UTF-8. Line ends in words became " / ".
                read.R          reads data.csv into R with labels: setwd(...), then source("read.R")
                read.sps        reads data.csv into SPSS or PSPP with labels and missing values
                labels.csv      the same for spreadsheets, with questions and labels in words; a question
                                that was asked and left empty is "%s", one that was not asked an empty cell
                codebook.csv    what each column means, with codes, range, unit and versions
                study-*.yaml    the text of each version; a column's versions stand in the codebook
                results.json    the results, computed from these responses

                A question that a later version asks otherwise has a column of its own, named by that version,
                such as fun.V2. Responses that a researcher excluded are not here.
                """;
        return about.formatted(
                results.study().title().in(language),
                results.study().id(),
                results.n(),
                results.filter().query().isEmpty() ? "" : ", chosen by " + results.filter().query(),
                export.isAnonymised() ? ", without what could tell who answered" : "",
                Labels.EMPTY);
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static void write(ZipOutputStream zip, String name, String text) throws IOException {
        entry(zip, name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What is written closes its stream, and the zip must stay open. */
    private static void entry(ZipOutputStream zip, String name, Writing writing)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        writing.to(
                new FilterOutputStream(zip) {
                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        zip.write(bytes, from, length);
                    }

                    @Override
                    public void close() throws IOException {
                        flush();
                    }
                });
        zip.closeEntry();
    }
}
