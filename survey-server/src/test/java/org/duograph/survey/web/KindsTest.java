package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Drawn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A study that compares no frameworks, with days, sliders, groups and orders, from end to end. */
class KindsTest {
    private static final String YAML =
            """
            study: sleep
            version: 1
            languages: [en, de]
            title: {en: Sleep, de: Schlaf}
            introduction: {en: About sleep., de: Über Schlaf.}
            consent: {en: I agree., de: Ich stimme zu.}
            groups:
              - {code: a, label: A}
              - {code: b, label: B}
            sections:
              - name: night
                title: {en: Night, de: Nacht}
                questions:
                  - {name: day, kind: date, min: "2020-01-01", text: "Which day?"}
                  - {name: deep, kind: slider, min: 0, max: 10, text: "How deep?"}
                  - name: was
                    kind: semantic-differential
                    points: 3
                    random: true
                    text: It was
                    rows:
                      - {code: short, low: short, high: long}
                      - {code: loud, low: loud, high: quiet}
              - name: more
                title: {en: "After {answer.day}", de: "Nach dem {answer.day}"}
                show_if: {any: [{deep: "> 5"}, {was.short: "3"}]}
                questions:
                  - {name: dream, kind: text, show_if: {group: a}, text: "What did you dream?"}
                  - {name: food, kind: text, show_if: {group: b}, text: "What did you eat?"}
            """;
    private static final String START = "/s/sleep";
    private static final String NIGHT = START + "/page/night";

    @TempDir Path data;
    private Site site;

    @BeforeEach
    void start() {
        site = new Site(data);
        site.store.publish(YAML);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource({
        // what the slider showed, where it is sent from, the tick, and what that means
        "'', 5, start, ''", // not touched
        "'', 8, start, 8", // moved, by a browser without scripts
        "'', 8, '', 8",
        "'', 5, '', 5", // the middle is meant
        "8, 8, '', 8", // left alone
        "8, 8, clear, ''", // taken back
    })
    void aSliderThatWasNotTouchedIsNoAnswer(String before, String place, String tick, String now) {
        Visitor visitor = begin();
        if (!before.isEmpty()) {
            visitor.submit(NIGHT, NIGHT, Map.of("answer.deep", before, "go", "save"));
        }
        Map<String, String> form = visitor.get(NIGHT).form(NIGHT);
        assertThat(form.get("answer.deep")).isEqualTo(before.isEmpty() ? "5" : before);
        assertThat(form.containsKey("answer.~deep")).isEqualTo(before.isEmpty());
        form.put("answer.deep", place);
        form.put("answer.~deep", tick);
        form.put("go", "save");
        visitor.post(NIGHT, form);
        Map<String, String> again = visitor.get(NIGHT).form(NIGHT);
        assertThat(again.containsKey("answer.~deep")).isEqualTo(now.isEmpty());
        assertThat(again.get("answer.deep")).isEqualTo(now.isEmpty() ? "5" : now);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-30, en, Write a day",
        "12/31/2026, en, Write a day",
        "2019-12-31, en, 'Choose a day from January 1, 2020'",
        "2019-12-31, de, 'Wählen Sie einen Tag vom 1. Januar 2020'",
    })
    void aWrongDayIsExplainedInTheLanguageOfTheReader(String day, String language, String words) {
        Visitor visitor = begin();
        Map<String, String> form = visitor.get(NIGHT).form(NIGHT);
        form.putAll(Map.of("answer.day", day, "language", language));
        Visitor.Answer answer = visitor.post(NIGHT, form);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.page().select("[role=alert]").text()).contains(words);
    }

    @Test
    void answersAreToldOnTheNextPageShownOnTheLastKeptCountedAndExported() {
        for (int i = 0; i < 8; i++) {
            Visitor visitor = begin();
            Map<String, String> typed =
                    Map.of("answer.day", "29.11.2026", "answer.deep", "7", "answer.was.short", "1");
            Map<String, String> form = visitor.get(NIGHT).form(NIGHT);
            form.putAll(typed);
            String next = visitor.post(NIGHT, form).location();
            assertThat(visitor.get(next).page().select("h1").text())
                    .isEqualTo("After November 29, 2026");
            String last = visitor.submit(next, next, Map.of()).location();
            assertThat(visitor.get(last).page().select("dd").eachText())
                    .contains("November 29, 2026", "7", "short – long: 1 – short");
            visitor.submit(last, last, Map.of());
        }
        List<Response> responses = site.store.responses("sleep").toList();
        assertThat(responses).hasSize(8);
        assertThat(responses)
                .allSatisfy(r -> assertThat(r.answers().get("day")).contains("2026-11-29"));
        assertThat(responses.stream().map(r -> Drawn.read(r.order()).group().orElseThrow()))
                .containsOnly("a", "b")
                .filteredOn("a"::equals)
                .hasSize(4);
        Visitor researcher = site.researcher();
        String csv = researcher.get("/admin/studies/sleep/export/wide.csv").body();
        assertThat(csv.lines().findFirst().orElseThrow())
                .contains("_options.was")
                .contains("_group,day,deep,was.short,was.loud");
        assertThat(csv).contains(",2026-11-29,7,1,");
        assertThat(researcher.get("/admin/studies/sleep/export/codebook.csv").body())
                .contains("2020-01-01", "a = A; b = B");
        for (String file :
                List.of(
                        "labels-en.csv",
                        "labels-de.xlsx",
                        "package-en.zip",
                        "responses.json",
                        "long.csv",
                        "anonymised.csv")) {
            assertThat(researcher.get("/admin/studies/sleep/export/" + file).status())
                    .as(file)
                    .isEqualTo(200);
        }
        String results = researcher.get("/admin/studies/sleep/results").page().text();
        assertThat(results).contains("Groups compared", "4 in “A”, 4 in “B”");
        assertThat(researcher.get("/admin/studies/sleep/results?answer._group=a").page().text())
                .contains("4 responses");
    }

    private Visitor begin() {
        Visitor visitor = site.visitor();
        visitor.submit(START, START, Map.of("agree", "1"));
        return visitor;
    }
}
