package org.duograph.experiments.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Paper;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.ScalingRow;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String NASTY = "<script>alert(\"&\")</script>";

    @TempDir static Path folder;
    private static Document page;

    @BeforeAll
    static void writeTheReport() throws IOException {
        Report.write(
                List.of(new Run(Map.of("processor", NASTY), Synthetic.everything())),
                Map.of("tensorflow plain", "download it with ..."),
                (request, rounds) -> request.kind() == Request.Kind.TRAIN ? "2 of 9 steps" : "",
                folder);
        page = Jsoup.parse(folder.resolve("index.html"));
    }

    @Test
    void thePageLoadsNothing() {
        assertThat(page.select("script, link, img, iframe, object, [src], [srcset], [data]"))
                .isEmpty();
        assertThat(page.outerHtml()).doesNotContain("@import", "url(");
    }

    @Test
    void everyLinkLeadsIntoThePageOrToAFileBesideIt() {
        for (String href : page.select("a").eachAttr("href")) {
            if (href.startsWith("#")) {
                assertThat(page.select(href)).as(href).hasSize(1);
            } else {
                assertThat(folder.resolve(href)).isRegularFile();
            }
        }
        assertThat(page.select("a").eachAttr("href")).contains("results.json", "tables/goals.csv");
    }

    @Test
    void itSaysWhatHoldsForWhomAndHowToCiteThePaper() {
        assertThat(page.select(".headlines").text())
                .contains("neither Caffe2 nor TensorFlow 1 was run");
        assertThat(page.select("#making .cite").text()).startsWith("Baige Liu and Xiaoxue Zang");
        assertThat(page.select("#efficiency p").text()).contains("Winograd");
    }

    @Test
    void eachSectionSaysOfWhatAndWhereItsNumbersAre() {
        assertThat(page.select("#table2 .origin").text())
                .isEqualTo("Measured on 2026-01-01; commit abc1234; a processor.");
    }

    @Test
    void numbersOfAnEarlierRunAreShownWhereThisOneHasNoneAndSaidToBe(@TempDir Path out)
            throws IOException {
        Run earlier = Run.read(folder.resolve("results.json")).get(0);
        List<Measurement> few =
                Synthetic.everything().stream()
                        .filter(m -> m.request().kind() == Request.Kind.TABLE2)
                        .toList();
        Report.write(
                List.of(new Run(Map.of(), few), earlier), Map.of(), (request, rounds) -> "", out);
        Document mixed = Jsoup.parse(out.resolve("index.html"));

        assertThat(mixed.select("#table2 .origin").text()).startsWith("Measured on");
        assertThat(mixed.select("#figure2 .origin").text()).startsWith("Not measured in this run");
        assertThat(mixed.select("#figure2 td.number")).isNotEmpty();
        assertThat(Run.read(out.resolve("results.json"))).hasSize(2);
    }

    @Test
    void whatOtherProgramsHaveLeftInTheFolderIsShown(@TempDir Path out) throws IOException {
        Files.writeString(out.resolve("packages.csv"), "lite,123456\n");
        ScalingRow.write(
                out.resolve("scaling.csv"),
                List.of(
                        new ScalingRow(1, 0, 16, 8_000_000, 0.1, 0.1, 1e9, 0),
                        new ScalingRow(2, 0, 16, 8_000_000, 0.1, 0.2, 1e8, 0.01)));
        Report.write(List.of(new Run(Map.of(), List.of())), Map.of(), (request, n) -> "", out);
        Document report = Jsoup.parse(out.resolve("index.html"));
        assertThat(report.select("#packages td.number").eachText()).containsExactly("0.123");
        assertThat(report.select("#packages td.missing")).hasSize(5);
        // 0.1 s and two turns of 10 ms and 40 ms, where 0.2 s were measured
        assertThat(Files.readString(out.resolve("tables/scaling.csv")))
                .contains("no limit,2,100,100,10.0,200,200,0.0%,160");
        assertThat(page.select("#scaling").text()).contains("Not measured in this run");
        assertThat(out.resolve("plots/scaling.svg")).isRegularFile();
    }

    @Test
    void theModelReachesThePapersNumberWithTheLinkThatItSays() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("tables/scaling-far.csv"));
        assertThat(lines.get(1)).contains("57");
        double slow = Double.parseDouble(lines.get(2).split(",")[1]);
        double fast = Double.parseDouble(lines.get(5).split(",")[1]);
        assertThat(slow).isBetween(1.0, 57.0);
        assertThat(fast).isBetween(57.0, 64.0);
        double needed = Double.parseDouble(lines.get(6).split(",")[1]);
        assertThat(needed).isBetween(10.0, 100.0);
    }

    @Test
    void everyLinkOfTheContentsLeadsToASection() {
        for (String href : page.select("nav a").eachAttr("href")) {
            assertThat(page.select(href)).as(href).hasSize(1);
        }
    }

    @Test
    void noIdIsUsedTwice() {
        assertThat(page.select("[id]").eachAttr("id")).doesNotHaveDuplicates();
    }

    @Test
    void wordsFromOutsideAreShownAndNotRun() {
        assertThat(page.select("#setting td").eachText()).contains(NASTY);
    }

    @Test
    void everyPlotIsAFileToo() throws Exception {
        List<Path> plots = list(folder.resolve("plots"));

        assertThat(plots).hasSize(page.select("svg").size());
        for (Path plot : plots) {
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(plot.toFile());
        }
    }

    @Test
    void everyTableIsAFileToo() throws IOException {
        assertThat(list(folder.resolve("tables"))).hasSize(page.select("table").size() + 1);
        assertThat(Files.readString(folder.resolve("tables/goals.csv")))
                .startsWith("goal,compared with,ratio (interval),wanted,n,outcome\n");
    }

    @Test
    void resultsHoldEveryMeasurement() throws IOException {
        Map<String, Object> results =
                JSON.std.mapFrom(Files.readString(folder.resolve("results.json")));

        assertThat((List<?>) results.get("measurements")).hasSameSizeAs(Synthetic.everything());
        assertThat((List<?>) results.get("goals")).hasSize(Goals.ALL.size());
        assertThat((List<?>) results.get("claims")).hasSize(Claims.ALL.size());
    }

    @Test
    void aMissingSystemIsNamedWithTheReason() {
        assertThat(settingRow("tensorflow plain")).contains("missing: download it with ...");
    }

    @Test
    void ofEachMeasurementIsToldHowItWasScaledDown() {
        assertThat(settingRow("train six")).endsWith("2 of 9 steps");
        assertThat(settingRow("infer six")).doesNotContain(" of ");
    }

    @Test
    void thePapersNumbersLookDifferentFromOurs() {
        assertThat(page.select("#table2 td.paper").eachText())
                .containsExactly("4.71", "89.43", "3.96", "10", "1.89", "55.71", "0.40", "10");
        assertThat(page.select("#table2 th.paper").eachText())
                .containsExactly(Paper.TENSORFLOW.system(), Paper.CAFFE2.system());
    }

    @Test
    void nothingMeasuredIsShownAsNothingMeasured(@TempDir Path empty) throws IOException {
        Report.write(
                List.of(new Run(Map.of(), List.of())), Map.of(), (request, rounds) -> "", empty);
        Document bare = Jsoup.parse(empty.resolve("index.html"));

        assertThat(bare.select(".headlines").text())
                .contains("0 of " + Goals.ALL.size() + " goals reached", "not measured");
        assertThat(bare.select("#goals td.missing")).hasSize(3 * Goals.ALL.size());
        assertThat(bare.select("#claims td.good, #claims td.bad")).isEmpty();
    }

    @Test
    void failuresAreTold(@TempDir Path out) throws IOException {
        Measurement one = Synthetic.everything().get(0);
        Measurement failed = Measurement.failed(one.request(), one.startedAt(), 3, "no " + NASTY);
        Report.write(
                List.of(new Run(Map.of(), List.of(failed))),
                Map.of(),
                (request, rounds) -> "",
                out);
        Element troubles = Jsoup.parse(out.resolve("index.html"));

        assertThat(troubles.select("#setting td.bad").text()).isEqualTo("no " + NASTY);
    }

    /** In a small size, on a GPU or on what stands in for one, as its description says. */
    private static Document onGpu(String description, Path out) throws IOException {
        List<Measurement> small =
                Synthetic.of(Synthetic.OURS, 1).stream()
                        .filter(m -> m.request().batch() == 16 || m.request().batch() == 1)
                        .map(m -> Synthetic.onGpu(m, description))
                        .toList();
        Report.write(List.of(new Run(Map.of(), small)), Map.of(), (request, n) -> "", out);
        return Jsoup.parse(out.resolve("index.html"));
    }

    @Test
    void onAGpuStepsAreToldAlsoOfBatchesThatAreScaledDown(@TempDir Path out) throws IOException {
        Document report = onGpu("Duograph on a GPU", out);
        assertThat(report.select("#steps tbody tr")).hasSize(1);
        assertThat(report.select("#steps td.number").eachText())
                .containsExactly("26.00 ± 0.41", "6.000 ± 0.095", "0.5000 ± 0.0079", "5");
        assertThat(report.select(".headlines").text())
                .contains("of " + Goals.ON_GPU.size() + " goals reached");
    }

    @Test
    void whatStandsInForAGpuIsSaidToBeNoneAndShowsNoNumbers(@TempDir Path out) throws IOException {
        Document report = onGpu("Duograph on CPU stand-in, compute capability 9.0", out);
        assertThat(report.select(".headlines").text()).startsWith("No GPU");
        assertThat(report.select("section:not(#setting) .number")).isNotEmpty();
        assertThat(report.select("section:not(#setting) td.number:not(:empty), section svg"))
                .isEmpty();
        assertThat(report.select("#steps td.missing").eachText()).contains("stand-in, no speed");
        assertThat(Files.readString(out.resolve("tables/steps.csv"))).doesNotContain("26");
    }

    private static String settingRow(String name) {
        return page.select("#setting tr").stream()
                .map(Element::text)
                .filter(text -> text.startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Path> list(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.toList();
        }
    }
}
