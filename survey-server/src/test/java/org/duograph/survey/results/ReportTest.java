package org.duograph.survey.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Study;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Study STUDY = Study.parse(SyntheticGroup.yaml());

    private static final Results EIGHT =
            Results.of(selection(SyntheticGroup.responses()), SyntheticGroup.installTimes());

    @Test
    void theReportStandsAloneAndSaysThatItIsSynthetic() throws IOException {
        String html = Report.html(EIGHT, NOON);
        Files.writeString(Path.of("target", "synthetic-report.html"), html);
        Document report = Jsoup.parse(html);

        assertThat(report.select("[src], link, script")).isEmpty();
        assertThat(report.select("style").html()).contains("@media print {").doesNotContain("@@");
        assertThat(report.title()).contains("SYNTHETIC");
        assertThat(report.text()).contains("SYNTHETIC DATA.", "made 2026-03-01T12:00 UTC");
    }

    @Test
    void everyPlotHasItsTable() {
        Document report = Jsoup.parse(Report.html(EIGHT, NOON));

        assertThat(report.select("figure")).hasSizeGreaterThan(10);
        for (Element figure : report.select("figure")) {
            assertThat(figure.select("svg[role=img] > title").text()).isNotEmpty();
            assertThat(figure.select("table tbody tr")).isNotEmpty();
        }
    }

    @Test
    void everyTestTellsItsNumbers() {
        Document report = Jsoup.parse(Report.html(EIGHT, NOON));

        assertThat(report.select("#documentation").text())
                .contains("Wilcoxon signed-rank, 3 equal pairs left out, exact", "0.0625")
                .contains(
                        "mean difference 0.625, 0.192 to 1.058 (95 %, Student's t, exact for a bell"
                                + " curve, else approximate)")
                .contains("2.31 to 4.73 (95 %, Anderson, exact)");
        assertThat(report.select("#under-twenty").text())
                .contains("75 %", "6 of 8", "40.9 % to 92.9 % (95 %, Wilson, approximate)")
                .contains("34.9 % to 96.8 % (95 %, Clopper–Pearson, exact)");
    }

    @Test
    void whatParticipantsWriteIsText() {
        Response spiteful =
                respond("<script>alert(1)</script>", "comment", "<script>alert(1)</script>");
        Results results = Results.of(selection(List.of(spiteful)), List.of());
        String html = Report.html(results, NOON);

        assertThat(Jsoup.parse(html).select("script")).isEmpty();
        assertThat(html).contains("&lt;script&gt;alert(1)");
    }

    @Test
    void withoutAnswersThereIsAReportToo() {
        Document report =
                Jsoup.parse(Report.html(Results.of(selection(List.of()), List.of()), NOON));

        assertThat(report.text()).contains("0 responses", "Nobody has answered this yet.");
        assertThat(report.text()).doesNotContain("NaN", "Infinity");
    }

    @Test
    void fewAnswersAreShownAndNotJudged() {
        List<Response> four = SyntheticGroup.responses().subList(0, 4);
        Results results = Results.of(selection(four), List.of());

        assertThat(results.comparisons()).isEmpty();
        assertThat(results.findings())
                .allSatisfy(
                        finding ->
                                assertThat(finding.estimates())
                                        .allSatisfy(e -> assertThat(e.intervals()).isEmpty()));
        assertThat(Report.html(results, NOON)).contains("the data are shown and not judged");
    }

    private static Selection selection(List<Response> responses) {
        return new Selection(List.of(STUDY), () -> responses.stream(), Filter.NONE);
    }

    private static Response respond(String id, String... answers) {
        return new Response(
                id, STUDY.id(), 1, "en", STUDY.order(0), NOON, NOON, false, Answers.of(answers));
    }
}
