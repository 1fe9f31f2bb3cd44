package org.duograph.survey.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Study;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

/** Answers are read by the version of the study that they were given to. */
public class VersionsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final String FIRST =
            """
            study: versions
            version: 1
            languages: [en]
            title: Versions
            introduction: What changes
            consent: Yes
            frameworks: [{code: x, label: X}]
            environments: [{code: local, label: here}]
            sections:
              - name: all
                title: All
                questions:
                  - name: letter
                    kind: single
                    text: Which letter?
                    options: [{code: a, label: A}, {code: b, label: B}]
                  - name: fun
                    kind: scale
                    min: 1
                    max: 5
                    text: How much fun?
                  - name: age
                    kind: text
                    text: How old are you?
                  - name: same
                    kind: number
                    min: 0
                    max: 10
                    unit: apples
                    text: How many apples?
            """;

    /**
     * Labels swapped, a longer scale, a number instead of words, and the question of apples as it
     * was.
     */
    private static final String SECOND =
            FIRST.replace("version: 1", "version: 2")
                    .replace(
                            "{code: a, label: A}, {code: b, label: B}",
                            "{code: a, label: B}, {code: b, label: A}")
                    .replace("max: 5", "max: 7")
                    .replace(
                            "kind: text\n        text: How old",
                            "kind: number\n        min: 0\n        max: 120\n        unit: years\n        text: How old");

    /** Six answers to each of two versions, of which only one question means the same in both. */
    public static Selection selection(Filter filter) {
        return selection(filter, FIRST, SECOND);
    }

    private static Selection selection(Filter filter, String... yaml) {
        List<Response> responses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Answers answers =
                    Answers.of("letter", "a", "fun", "5", "age", "4" + i % 6, "same", "3");
            responses.add(
                    new Response(
                            "r" + i,
                            "versions",
                            1 + i / 6,
                            "en",
                            List.of("x"),
                            NOON,
                            NOON,
                            false,
                            answers));
        }
        return new Selection(Stream.of(yaml).map(Study::parse).toList(), responses::stream, filter);
    }

    private static QuestionSummary question(Results results, String column) {
        return results.questions().stream()
                .filter(question -> question.field().equals(column))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void swappedLabelsAreNotCountedTogether() {
        Results results = Results.of(selection(Filter.NONE), List.of());

        assertThat(results.n()).isEqualTo(12);
        assertThat(question(results, "letter").label()).isEqualTo("Which letter? (version 1)");
        assertThat(question(results, "letter").numbers().rows().get(0))
                .startsWith("A", "6", "100 %");
        assertThat(question(results, "letter.V2").label()).isEqualTo("Which letter? (version 2)");
        assertThat(question(results, "letter.V2").numbers().rows().get(0))
                .startsWith("B", "6", "100 %");
    }

    @Test
    void aLongerScaleIsAnotherTable() {
        Results results = Results.of(selection(Filter.NONE), List.of());

        assertThat(question(results, "fun").numbers().rows()).hasSize(5);
        assertThat(question(results, "fun.V2").numbers().rows()).hasSize(7);
        assertThat(question(results, "fun.V2").n()).isEqualTo(6);
    }

    @Test
    void wordsAndNumbersHaveNoQuartileInCommon() {
        Results results = Results.of(selection(Filter.NONE), List.of());

        assertThat(question(results, "age").numbers().rows()).isEmpty();
        assertThat(question(results, "age").words()).hasSize(6);
        assertThat(question(results, "age.V2").numbers().rows().get(0)).contains("42.5");
    }

    @Test
    void whatMeansTheSameStaysTogether() {
        Results results = Results.of(selection(Filter.NONE), List.of());

        assertThat(question(results, "same").n()).isEqualTo(12);
        assertThat(question(results, "same").label()).isEqualTo("How many apples?");
        assertThat(question(results, "same").base()).isEqualTo(new Base(12, 0));
        assertThat(question(results, "letter").base()).isEqualTo(new Base(6, 0));
    }

    @Test
    void theReportNamesWhatChanged() {
        String report =
                Jsoup.parse(Report.html(Results.of(selection(Filter.NONE), List.of()), NOON))
                        .getElementById("changes")
                        .text();

        assertThat(report)
                .contains("letter, after version 1: option a (en): was “A”, is “B”")
                .contains("fun, after version 1: option 6 (6) is new")
                .contains("age, after version 1: kind: was text, is number")
                .doesNotContain("same,");
    }

    @Test
    void aFilterByAnAnswerMeansTheAnswerOfItsVersion() {
        Filter filter = Filter.parse(Map.of("answer.letter.V2", List.of("a")));

        assertThat(Results.of(selection(filter), List.of()).n()).isEqualTo(6);
    }

    @Test
    void answersToARewordedQuestionCountTogetherOnlyWhenAskedFor() {
        String reworded =
                FIRST.replace("version: 1", "version: 2")
                        .replace("How much fun?", "How much fun was it?");
        Filter together = Filter.parse(Map.of("rewordings", List.of("1")));

        Results apart = Results.of(selection(Filter.NONE, FIRST, reworded), List.of());
        Results joined = Results.of(selection(together, FIRST, reworded), List.of());

        assertThat(question(apart, "fun").n()).isEqualTo(6);
        assertThat(question(joined, "fun").n()).isEqualTo(12);
        assertThat(question(joined, "fun").label()).isEqualTo("How much fun was it?");
        assertThat(question(Results.of(selection(together), List.of()), "letter").n()).isEqualTo(6);
    }

    @Test
    void aMeaningThatComesBackIsCountedWithTheFirst() {
        String third = FIRST.replace("version: 1", "version: 3");

        List<AskedField> fields = selection(Filter.NONE, FIRST, SECOND, third).fields();

        assertThat(fields)
                .filteredOn(field -> field.field().name().equals("letter"))
                .extracting(AskedField::column, AskedField::versions)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("letter", List.of(1, 3)),
                        org.assertj.core.groups.Tuple.tuple("letter.V2", List.of(2)));
    }

    @Test
    void theStatementsCountAnswersToTheNewestWordingOnly() {
        String shipped = SyntheticGroup.yaml();
        String changed =
                shipped.replace("version: 1", "version: 2")
                        .replace(
                                "{code: gave_up, en: I tried and gave up",
                                "{code: gave_up, en: I am still trying");
        assertThat(changed).contains("still trying");
        List<Response> responses = SyntheticGroup.responses();
        Selection selection =
                new Selection(
                        List.of(Study.parse(shipped), Study.parse(changed)),
                        responses::stream,
                        Filter.NONE);

        Results results = Results.of(selection, List.of());

        Estimate share =
                results.findings().stream()
                        .filter(finding -> finding.id().equals("under-twenty"))
                        .findFirst()
                        .orElseThrow()
                        .estimates()
                        .get(0);
        assertThat(share.n()).isZero();
        assertThat(question(results, "install_status.tensorflow.local").n()).isEqualTo(8);
        assertThat(question(results, "install_status.tensorflow.local.V2").n()).isZero();
    }
}
