package org.duograph.survey.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What would silently do nothing, or break later, is not published, and said with its line. */
class ProofreadingTest {
    private static final String STUDY =
            """
            study: coffee
            version: 1
            languages: [en]
            title: Coffee
            introduction: About coffee.
            consent: I agree.
            frameworks:
              - {code: a, label: A}
              - {code: b, label: B}
            sections:
              - name: you
                title: You
                questions:
                  - {name: cups, kind: number, min: 0, max: 20, unit: cups, text: "How many?"}
                  - name: taste
                    kind: single
                    random: true
                    last: [both]
                    text: "Which taste?"
                    options:
                      - {code: sweet, label: Sweet}
                      - {code: sour, label: Sour}
                      - {code: both, label: Both}
              - name: each
                each: framework
                title: "About {framework}"
                show_if: {cups: ">= 1"}
                questions:
                  - {name: why, kind: text, text: "Why {framework}, {answer.taste|perhaps}?"}
            """;

    @Test
    void publishesWhatMakesSense() {
        assertThat(Study.proofread(STUDY).fields())
                .extracting(Field::name)
                .containsExactly("cups", "taste", "why.a", "why.b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    About coffee.   | About {nope}.       | line 5: {nope} means nothing
                    About coffee.   | About {framework}.  | line 5: {framework} means something only in what has each: framework
                    How many?       | How many {environment}? | line 14: {environment} means something only in what has each: environment
                    label: Sour     | label: "{nope}"     | line 22: {nope} means nothing
                    Which taste?    | Which {answer.cups}? | line 19: {answer.cups}: no earlier page asks 'cups'
                    answer.taste    | answer.tasty        | line 29: {answer.tasty}: no earlier page asks 'tasty'
                    max: 20         | max: 20, step: 0    | line 14: step must be above 0, found 0
                    max: 20         | max: 20, step: -2   | line 14: step must be above 0, found -2
                    max: 20         | max: 20, step: 21   | line 14: step 21 is wider than the range from 0 to 20
                    max: 20         | max: 20, step: 3    | line 14: max 20 is on no step: counted from min 0 in steps of 3, the last is 18
                    min: 0          | min: 20             | line 14: min 20 is not below max 20
                    label: Sour     | label: Sweet        | line 22: the label 'Sweet' is given twice
                    label: B        | label: A            | line 9: the label 'A' is given twice
                    label: Sour}    | label: Sour, lable: X} | line 22: unknown key 'lable'
                    title: Coffee   | title: {en: Coffee, fr: Du café} | line 4: a text in 'fr', which is not among the study's languages
                    name: why       | name: taste         | two questions are named 'taste'; rename one
                    last: [both]    | last: [all]         | line 18: last: there is no 'all' here; write some of sweet, sour, both
                    last: [both]    | last: [sweet, both] | line 17: random: true needs two or more whose order can change
                    random: true    | random: false       | line 18: last does nothing without random: true
                    cups: ">= 1"    | cups: "> 20"        | show_if: '> 20' cannot be answered in 'cups'; write a number from 0 to 20
                    cups: ">= 1"    | cups: many          | show_if: 'many' cannot be answered in 'cups'
                    {cups: ">= 1"}  | {all: [{taste: sweet}, {taste: sour}]} | line 27: nobody can ever be asked each
                    {cups: ">= 1"}  | {all: [{cups: "< 5"}, {cups: "> 10"}]} | line 27: nobody can ever be asked each
                    {cups: ">= 1"}  | {any: []}           | line 27: show_if asks for nothing here
                    {cups: ">= 1"}  | {}                  | line 27: show_if asks for nothing here
                    {cups: ">= 1"}  | {cups: []}          | line 27: show_if asks for nothing here
                    {cups: ">= 1"}  | {all: [{}, {cups: "1"}]} | line 27: show_if asks for nothing here
                    kind: text,     | kind: text, show_if: {}, | line 29: show_if asks for nothing here
                    {cups: ">= 1"}  | {any: []}           | nobody can ever be asked each
                    """)
    void saysWhatWouldDoNothing(String right, String wrong, String message) {
        assertThat(STUDY).contains(right);
        assertThatThrownBy(() -> Study.proofread(STUDY.replace(right, wrong)))
                .isInstanceOf(StudyFormatException.class)
                .hasMessageContaining(message);
    }

    @Test
    void saysAllThatIsWrongAtOnceInTheOrderOfLines() {
        String wrong =
                STUDY.replace("About coffee.", "About {nope}.")
                        .replace("max: 20", "max: 20, step: 0");
        assertThatThrownBy(() -> Study.proofread(wrong))
                .hasMessageStartingWith("line 5: {nope}")
                .hasMessageContaining("\nline 14: step");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{nope}", "{framework}"})
    void whatWasPublishedBeforeStaysReadable(String placeholder) {
        Study study = Study.parse(STUDY.replace("About coffee.", "About " + placeholder));
        assertThat(study.introduction().in("en")).contains(placeholder);
        assertThat(Study.parse(STUDY.replace("max: 20", "max: 20, step: 0")).fields()).hasSize(4);
    }

    @Test
    void aBlankBehindABraceMakesItABrace() {
        Study study = Study.proofread(STUDY.replace("About coffee.", "\"int f() { return 1; }\""));
        assertThat(study.introduction().in("en")).isEqualTo("int f() { return 1; }");
    }

    @Test
    void aQuestionThatHangsOnOneThatIsHiddenThenIsNeverAsked() {
        String wrong =
                STUDY.replace("\"How many?\"}", "\"How many?\", show_if: {x: b}}")
                        .replace(
                                "questions:\n      - {name: cups",
                                """
                                questions:
                                      - name: x
                                        kind: single
                                        text: X?
                                        options: [{code: a, label: A}, {code: b, label: B}]
                                      - {name: cups""")
                        .replace("{cups: \">= 1\"}", "{cups: \">= 1\", x: a}");
        assertThatThrownBy(() -> Study.proofread(wrong))
                .hasMessageContaining("nobody can ever be asked each");
    }

    @Test
    void allStudiesThatComeWithTheServerMakeSense() {
        for (String name : List.of("framework-usability", "java-frameworks", "question-types")) {
            assertThat(Study.proofread(Studies.text(name)).fields()).as(name).isNotEmpty();
        }
    }

    @Test
    void lostLettersAreNotPublished() {
        assertThatThrownBy(() -> Study.proofread(STUDY.replace("coffee.", "Caf\ufffd.")))
                .hasMessageContaining("line 5: a letter was lost");
        assertThatThrownBy(() -> Study.proofread(STUDY.replace("coffee.", "Caf\u00c3\u00a9.")))
                .hasMessageContaining("line 5: '\u00c3\u00a9' looks like one letter");
    }
}
