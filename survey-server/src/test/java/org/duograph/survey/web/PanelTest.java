package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.duograph.survey.store.Response;
import org.duograph.survey.store.Store;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Participants whom a panel sends, with their identifiers there, and who go back to it. */
class PanelTest {
    private static final String COFFEE =
            """
            study: coffee
            version: 1
            languages: [en, ar]
            privacy: pseudonymous
            panel: PROLIFIC_PID
            completion: https://panel.example/done?id={panel}&code={code}
            title: {en: Coffee, ar: القهوة}
            introduction: Two questions.
            consent: I agree.
            sections:
              - name: cups
                title: Cups
                questions: [{name: cups, kind: number, min: 0, max: 20, unit: cups, text: "How many?"}]
              - name: tea
                title: Tea
                questions: [{name: tea, kind: text, text: "And tea?"}]
            """;

    private static final String START = "/s/coffee";
    private static final String SEND = START + "/send";
    private static final String HOME = "/admin/studies/coffee";

    /** Opens attributes, elements, formulas and parameters, if it is let. */
    private static final String HOSTILE = "=1+1\"><b>&code=x#{code}/../'%zz  \u0661";

    @TempDir Path data;
    private Site site;
    private Visitor visitor;

    @BeforeEach
    void start() {
        site = new Site(Site.settings(data, Setting.LIMITS, "off"));
        site.store.publish(COFFEE);
        visitor = site.visitor();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static String link(String identifier) {
        String encoded = URLEncoder.encode(identifier, StandardCharsets.UTF_8);
        return START + "?STUDY_ID=7&PROLIFIC_PID=" + encoded;
    }

    private String agree(String link) {
        return visitor.submit(link, START, Map.of("agree", "1")).location();
    }

    private String answer(String page, String field, String value) {
        return visitor.submit(page, page, Map.of(Form.nameOf(field), value)).location();
    }

    /** Takes part from the panel's link to the receipt. */
    private Visitor.Answer takePart(String link) {
        String first = agree(link);
        answer(answer(first, "cups", "3"), "tea", "never");
        return visitor.get(visitor.submit(SEND, SEND, Map.of()).location());
    }

    private List<Response> responses() {
        return site.store.responses("coffee").toList();
    }

    private static String back(Visitor.Answer receipt) {
        return receipt.page().select("a#back").attr("href");
    }

    /** What an address says by name, each once. */
    private static Map<String, String> query(String address) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : URI.create(address).getRawQuery().split("&")) {
            String[] pair = part.split("=", -1);
            assertThat(pair).hasSize(2);
            String value = java.net.URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
            assertThat(parameters.put(pair[0], value)).isNull();
        }
        return parameters;
    }

    @Test
    void theIdentifierGoesWithTheAnswersAndBackToThePanelThatSentIt() {
        Visitor.Answer start = visitor.get(link("5f1c"));
        assertThat(start.page().text()).contains("Your identifier \u20685f1c\u2069");
        assertThat(site.store.counts("coffee").drafts()).as("nothing before consent").isZero();
        String first = agree(link("5f1c"));
        assertThat(visitor.get(START).page().text()).contains("Go on where you stopped", "5f1c");
        answer(answer(first, "cups", "3"), "tea", "never");
        Visitor.Answer review = visitor.get(SEND);
        assertThat(review.page().text()).contains("Your identifier \u20685f1c\u2069");
        Visitor.Answer receipt = visitor.get(visitor.post(SEND, review.form(SEND)).location());

        Response kept = responses().get(0);
        assertThat(kept.panel()).contains("5f1c");
        assertThat(kept.answers().values()).isEqualTo(Map.of("cups", "3", "tea", "never"));
        Element back = receipt.page().selectFirst("a#back");
        assertThat(back.attr("href"))
                .isEqualTo("https://panel.example/done?id=5f1c&code=" + kept.name());
        assertThat(back.attr("rel")).contains("noreferrer");
        assertThat(back.text()).startsWith("Back to the panel");
        String code = receipt.page().select("#receipt").text();
        assertThat(back.attr("href")).doesNotContain(code).doesNotContain(kept.id());
        assertThat(receipt.header("Content-Security-Policy"))
                .isEqualTo(Headers.of(false).get("Content-Security-Policy"));
    }

    @Test
    void theLanguageIsChosenWithoutLosingTheIdentifier() {
        Element other = visitor.get(link("00 7&x")).page().selectFirst("nav a[lang=ar], .crumbs a");
        Visitor.Answer arabic = visitor.get(other.attr("href"));
        assertThat(arabic.page().text()).contains("\u206800 7&x\u2069").contains("القهوة");
        assertThat(back(takePart(other.attr("href"))))
                .contains("id=00%207%26x")
                .startsWith("https://panel.example/done?");
        assertThat(responses().get(0).language()).isEqualTo("ar");
    }

    @Test
    void anIdentifierIsTextEverywhereAndStaysInItsPlaceInTheLink() {
        Visitor.Answer start = visitor.get(link(HOSTILE));
        assertThat(start.page().select("b")).isEmpty();
        assertThat(start.page().text()).contains(HOSTILE.replace("  ", " "));
        Visitor.Answer receipt = takePart(link(HOSTILE));
        Response kept = responses().get(0);
        assertThat(kept.panel()).contains(HOSTILE);
        assertThat(back(receipt)).startsWith("https://panel.example/done?id=").doesNotContain("#");
        assertThat(query(back(receipt)))
                .containsExactly(Map.entry("id", HOSTILE), Map.entry("code", kept.name()));
        Visitor researcher = site.researcher();
        for (String page : List.of("/responses", "/responses/" + kept.id())) {
            Visitor.Answer shown = researcher.get(HOME + page);
            assertThat(shown.page().select("b")).isEmpty();
            assertThat(shown.page().text()).contains(HOSTILE.replace("  ", " "));
        }
        assertThat(column(researcher.get(HOME + "/export/wide.csv").body()))
                .as("no formula")
                .containsExactly("'" + HOSTILE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u0000b", "a\u202Eb", "a\u2028b", "TOO LONG"})
    void whatIsNoIdentifierIsRefusedBeforeAnythingIsStored(String text) {
        String wrong = text.equals("TOO LONG") ? "x".repeat(101) : text;
        Visitor.Answer refused = visitor.get(link(wrong));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.page().text()).contains("This link is not whole");
        Map<String, String> form = visitor.get(link("right")).form(START);
        form.putAll(Map.of("agree", "1", "panel", wrong));
        assertThat(visitor.post(START, form).status()).isEqualTo(422);
        assertThat(visitor.get(link("a") + "&PROLIFIC_PID=b").status()).isEqualTo(422);
        assertThat(site.store.counts("coffee").drafts()).isZero();
    }

    @Test
    void anIdentifierAnswersOnce() {
        String identifier = "x".repeat(100);
        Visitor.Answer receipt = takePart(link(identifier));
        assertThat(visitor.get(link(identifier)).location())
                .as("in the same browser")
                .isEqualTo(START + "/receipt?language=en");
        visitor = site.visitor();
        Visitor.Answer again = visitor.get(link(identifier));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.page().text()).contains("each identifier takes one answer");

        Visitor late = site.visitor();
        Map<String, String> form = late.get(link("other")).form(START);
        form.putAll(Map.of("agree", "1", "panel", identifier));
        visitor = late;
        String first = late.post(START, form).location();
        answer(answer(first, "cups", "9"), "tea", "lots of it");
        Visitor.Answer refused = late.submit(SEND, SEND, Map.of());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.page().text()).contains("each identifier takes one answer", "lots of");
        assertThat(responses()).hasSize(1);

        site.store.withdraw(receipt.page().select("#receipt").text());
        visitor = site.visitor();
        takePart(link(identifier));
        assertThat(responses()).extracting(Response::panel).containsOnly(Optional.of(identifier));
    }

    @Test
    void theFormThatSendsCanBeSentTwiceAndGetsTheSameReceipt() {
        answer(answer(agree(link("5f1c")), "cups", "3"), "tea", "never");
        Map<String, String> form = visitor.get(SEND).form(SEND);
        String once = visitor.get(visitor.post(SEND, form).location()).body();
        String twice = visitor.get(visitor.post(SEND, form).location()).body();
        assertThat(twice).contains(once.replaceAll("(?s).*id=\"receipt\">([^<]*)<.*", "$1"));
        assertThat(responses()).hasSize(1);
    }

    @Test
    void aDraftIsGoneOnWithInItsBrowserAndShownToNobodyElseWhoKnowsTheIdentifier() {
        String first = agree(link("5f1c"));
        answer(first, "cups", "3");
        assertThat(visitor.get(link("5f1c")).page().text()).contains("Go on where you stopped");
        assertThat(visitor.get(link("6a")).page().text())
                .as("somebody else at the same machine")
                .doesNotContain("Go on where you stopped");
        Visitor stranger = site.visitor();
        assertThat(stranger.get(link("5f1c")).page().text())
                .doesNotContain("Go on where you stopped");
        site.restart();
        visitor.moveTo(site.server);
        answer(START + "/page/tea", "tea", "never");
        visitor.submit(SEND, SEND, Map.of());
        assertThat(responses()).extracting(Response::panel).containsExactly(Optional.of("5f1c"));
    }

    @Test
    void aTrialWithAnIdentifierShowsTheWayBackAndUsesNothingUp() {
        assertThat(back(takePart(link("5f1c") + "&trial=1"))).contains("id=5f1c");
        assertThat(responses()).isEmpty();
        visitor = site.visitor();
        takePart(link("5f1c"));
        assertThat(responses()).hasSize(1);
    }

    @Test
    void whoComesWithoutAnIdentifierAnswersAllTheSameAndIsNotSentToThePanel() {
        for (String link : List.of(START, START + "?PROLIFIC_PID=")) {
            visitor = site.visitor();
            assertThat(back(takePart(link))).isEmpty();
        }
        assertThat(responses()).extracting(Response::panel).containsOnly(Optional.empty());
        String open =
                COFFEE.replace("study: coffee", "study: open").replaceFirst("panel: .*\n", "");
        site.store.publish(open.replaceAll("(done)\\?.*", "$1"));
        visitor.get("/s/open?PROLIFIC_PID=5f1c");
        Map<String, String> form = visitor.get("/s/open?PROLIFIC_PID=5f1c").form("/s/open");
        form.putAll(Map.of("agree", "1", "panel", "5f1c"));
        visitor.post("/s/open", form);
        visitor.submit("/s/open/page/cups", "/s/open/page/cups", Map.of());
        visitor.submit("/s/open/page/tea", "/s/open/page/tea", Map.of());
        String receipt = visitor.submit("/s/open/send", "/s/open/send", Map.of()).location();
        assertThat(back(visitor.get(receipt))).isEqualTo("https://panel.example/done");
        assertThat(site.store.responses("open").toList())
                .as("a study without the key keeps none")
                .extracting(Response::panel)
                .containsExactly(Optional.empty());
    }

    private static List<String> column(String csv) {
        return CsvReader.builder().ofNamedCsvRecord(csv).stream()
                .map(row -> row.getField("_panel"))
                .toList();
    }

    @Test
    void everyExportThatTellsWhoAnsweredHasTheColumn() throws IOException {
        takePart(link("007"));
        Visitor researcher = site.researcher();
        assertThat(researcher.get(HOME).page().text()).contains("?PROLIFIC_PID=IDENTIFIER");
        assertThat(researcher.get(HOME + "/responses").page().text()).contains("007");
        String export = HOME + "/export/";
        assertThat(column(researcher.get(export + "wide.csv").body())).containsExactly("007");
        assertThat(column(researcher.get(export + "long.csv").body())).containsOnly("007");
        assertThat(column(researcher.get(export + "labels-en.csv").body().replace("\uFEFF", "")))
                .containsExactly("007");
        assertThat(researcher.get(export + "responses.json").body())
                .containsPattern("\"_panel\" *: *\"007\"");
        assertThat(researcher.get(export + "codebook.csv").body())
                .contains("_panel,identifier in a panel");
        assertThat(zipped(researcher, "labels-en.xlsx", "xl/worksheets/sheet1.xml"))
                .contains("_panel", "<t>007</t>");
        assertThat(column(zipped(researcher, "package-en.zip", "data.csv"))).containsExactly("007");
        assertThat(zipped(researcher, "package-en.zip", "read.sps")).contains("@panel A3");
        assertThat(zipped(researcher, "package-en.zip", "labels.csv")).contains("_panel");
        for (String file : List.of("anonymised.csv", "labels-anonymised-en.csv")) {
            Visitor.Answer anonymised = researcher.get(export + file);
            assertThat(anonymised.status()).as(file).isEqualTo(200);
            assertThat(anonymised.body()).as(file).doesNotContain("007", "_panel");
        }
        assertThat(researcher.get(HOME + "/report.html").body()).doesNotContain("007");
        assertThat(researcher.get(HOME + "/results").body()).doesNotContain("007");
    }

    private String zipped(Visitor researcher, String file, String entry) throws IOException {
        Path path = data.resolve("download-" + file);
        researcher.save(HttpRequest.newBuilder(researcher.uri(HOME + "/export/" + file)), path);
        try (ZipFile zip = new ZipFile(path.toFile())) {
            byte[] bytes = zip.getInputStream(zip.getEntry(entry)).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).replace("\uFEFF", "");
        }
    }

    @Test
    void erasingAResponseErasesTheIdentifierFromEveryFile() {
        takePart(link("identifier-of-ann"));
        visitor = site.visitor();
        takePart(link("identifier-of-bob"));
        Response ann =
                responses().stream()
                        .filter(r -> r.panel().equals(Optional.of("identifier-of-ann")))
                        .findFirst()
                        .orElseThrow();
        String page = HOME + "/responses/" + ann.id() + "/erase";
        Visitor researcher = site.researcher();
        assertThat(researcher.submit(page, page, Map.of()).status()).isEqualTo(303);
        site.close();
        site.store = Store.open(data, site.clock); // erasing is complete when it was opened again
        assertThat(files("identifier-of-ann")).isEmpty();
        assertThat(files("identifier-of-bob")).isNotEmpty();
    }

    /** The files of the data folder that hold this text. */
    private Set<Path> files(String text) {
        Set<Path> found = new HashSet<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String all = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                if (all.contains(text)) found.add(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    @Test
    void theReferenceShowsTheKeysAsThisTestHasThem() throws IOException {
        String reference =
                Files.readString(Path.of("../docs-site/src/docs/survey/study-file.adoc"));
        COFFEE.lines()
                .filter(line -> line.matches("(privacy|panel|completion): .*"))
                .forEach(line -> assertThat(reference).contains(line));
    }
}
