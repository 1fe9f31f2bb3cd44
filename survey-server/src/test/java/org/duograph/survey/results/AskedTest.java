package org.duograph.survey.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.duograph.survey.store.Response;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Study;
import org.junit.jupiter.api.Test;

/** Who was asked, who answered and who declined are told apart in every number. */
public class AskedTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final Study STUDY =
            Study.parse(
                    """
                    study: asked
                    version: 1
                    languages: [en]
                    title: Asked
                    introduction: Who is asked
                    consent: Yes
                    frameworks: [{code: x, label: X}]
                    environments: [{code: local, label: here}]
                    sections:
                      - name: all
                        title: All
                        questions:
                          - name: programs
                            kind: single
                            text: Do you program?
                            options: [{code: "yes", label: Yes}, {code: "no", label: No}]
                            other: Otherwise
                            decline: I would rather not say
                          - name: knows
                            kind: multiple
                            show_if: {programs: "yes"}
                            text: Which languages do you know?
                            options: [{code: java, label: Java}, {code: python, label: Python}]
                            other: Another one
                    """);

    /** Ten: five program, of whom four know Java and one Python; two do not; one declines. */
    private static final List<Answers> ANSWERS =
            List.of(
                    Answers.of("programs", "yes", "knows.java", "1"),
                    Answers.of("programs", "yes", "knows.java", "1"),
                    Answers.of("programs", "yes", "knows.java", "1"),
                    Answers.of("programs", "yes", "knows.java", "1", "knows.python", "1"),
                    Answers.of("programs", "yes", "knows.other", "Ada"),
                    Answers.of("programs", "no"),
                    Answers.of("programs", "no"),
                    Answers.of("programs", "declined"),
                    Answers.of("programs", "other", "programs.other", "at times"),
                    Answers.NONE);

    public static Selection selection() {
        List<Response> responses = new ArrayList<>();
        for (Answers answers : ANSWERS) {
            responses.add(
                    new Response(
                            "r" + responses.size(),
                            STUDY.id(),
                            1,
                            "en",
                            List.of("x"),
                            NOON,
                            NOON,
                            false,
                            answers));
        }
        return new Selection(List.of(STUDY), responses::stream, Filter.NONE);
    }

    private static QuestionSummary question(String column) {
        return Results.of(selection(), List.of()).questions().stream()
                .filter(question -> question.field().equals(column))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ticksAreSharesOfThoseWhoWereAskedAndAnswered() {
        QuestionSummary java = question("knows.java");

        assertThat(java.numbers().rows().get(0)).startsWith("ticked", "4", "80 %");
        assertThat(java.base()).isEqualTo(new Base(5, 0));
        assertThat(java.n()).isEqualTo(5);
        assertThat(java.counts()).isEqualTo("asked 5, answered 5");
        assertThat(question("knows.python").numbers().rows().get(0))
                .startsWith("ticked", "1", "20 %");
    }

    @Test
    void decliningIsNoAnswerAndIsCounted() {
        QuestionSummary programs = question("programs");

        assertThat(programs.counts()).isEqualTo("asked 10, answered 8, declined 1, left empty 1");
        assertThat(programs.numbers().rows())
                .extracting(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
                .containsExactly("Yes 5 62.5 %", "No 2 25 %", "Otherwise 1 12.5 %");
    }

    @Test
    void theWordsOfOtherAreAskedOfThoseWhoChoseOther() {
        assertThat(question("programs.other").counts()).isEqualTo("asked 1, answered 1");
    }
}
