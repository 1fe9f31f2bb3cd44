package org.duograph.survey.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Earlier answers in later texts. */
class ToldTest {
    private static final String STUDY =
            """
            study: told
            version: 1
            languages: [en, de]
            title: Told
            introduction: Told.
            consent: I agree.
            sections:
              - name: first
                title: First
                questions:
                  - {name: name, kind: text, text: "Name?"}
                  - {name: cups, kind: number, min: 0, max: 9, unit: cups, text: "Cups?"}
                  - {name: day, kind: date, text: "Day?"}
                  - name: taste
                    kind: single
                    text: Taste
                    options: [{code: sweet, en: Sweet, de: Suess}, {code: sour, en: Sour, de: Sauer}]
                    other: {en: Other, de: Anderes}
                  - name: what
                    kind: multiple
                    text: What
                    options: [{code: tea, en: Tea, de: Tee}, {code: milk, en: Milk, de: Milch}]
                  - name: rank
                    kind: ranking
                    text: Rank
                    options: [{code: a, label: A}, {code: b, label: B}]
              - name: second
                title: Second
                questions:
                  - {name: told, kind: text, text: "<TEXT>"}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    {answer.name}        ; name=Ann          ; en ; <Ann>
                    {answer.name}        ;                   ; en ; <…>
                    {answer.name|you}    ;                   ; en ; <you>
                    {answer.name|you}    ; name={answer.day} ; en ; <{answer.day}>
                    {answer.cups}        ; cups=2.5          ; de ; <2,5>
                    {answer.day}         ; day=2026-11-29    ; de ; <29. November 2026>
                    {answer.day}         ; day=2026-11-29    ; en ; <November 29, 2026>
                    {answer.taste}       ; taste=sour        ; de ; <Sauer>
                    {answer.taste}       ; taste=other taste.other=bitter ; en ; <bitter>
                    {answer.what}        ; what.milk=1 what.tea=1 ; de ; <Tee, Milch>
                    {answer.what.milk|-} ; what.tea=1        ; en ; <->
                    {answer.rank}        ; rank.a=2 rank.b=1 ; en ; <B, A>
                    """)
    void areToldInTheLanguageOfTheReader(
            String text, String given, String language, String expected) {
        Study study = Study.proofread(STUDY.replace("TEXT", text));
        Answers answers = Answers.of(given == null ? new String[0] : given.split("[= ]"));
        List<Page> pages = study.pages(List.of(), answers);
        assertThat(pages.get(1).prompts().get(0).text().in(language)).isEqualTo(expected);
    }
}
