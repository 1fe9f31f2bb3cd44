package org.duograph.survey.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a study's file is said with its line. */
class StudyFileTest {
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
            environments:
              - {code: home, label: at home}
            sections:
              - name: taste
                title: Taste
                questions:
                  - name: like
                    kind: single
                    text: "Do you like it?"
                    options:
                      - {code: good, label: I do}
                      - {code: bad, label: I do not}
                  - name: why
                    kind: text
                    text: Why?
                    show_if: {like: bad}
            """;

    @Test
    void anInstrumentIsAskedOnlyInTheLanguagesThatItHas() {
        String study =
                STUDY.replace("languages: [en]", "languages: [en, fr]")
                        .replace("sections:\n", "sections:\n  - instrument: sus\n")
                        .replaceAll("label: (\\w[\\w ]*)", "label: {en: $1, fr: $1}");
        assertThatThrownBy(() -> Study.parse(study))
                .hasMessageContaining("line 13: the instrument 'sus' is there in en, de")
                .hasMessageContaining("not in fr");
    }

    @Test
    void readsTheSmallestStudy() {
        Study study = Study.parse(STUDY);
        assertThat(study.fields()).extracting(Field::name).containsExactly("like", "why");
        assertThat(study.privacy()).isEqualTo(Privacy.ANONYMOUS);
        assertThat(study.invitedOnly()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    study: coffee      | study: Coffee!      | line 1: 'Coffee!' is no code
                    version: 1         | version: one        | line 2: expected a number, found 'one'
                    version: 1         | version: 0          | line 2: expected a whole number from 1
                    languages: [en]    | languages: [en, en] | line 3: name each language of the study once
                    title: Coffee      | title: {de: Kaffee} | line 4: 'en' is missing
                    title: Coffee      | titel: Coffee       | unknown key 'titel'; known here: completion, consent,
                    code: b, label: B  | code: a, label: B   | line 9: code 'a' is given twice
                    kind: single       | kind: choose        | line 17: 'choose' is not known; write one of date, info, matrix
                    name: why          | name: like          | line 22: two fields are named 'like'
                    name: like         | name: 2like         | name '2like' begins with no letter
                    code: bad,         | code: other,        | write 'other' as a key of the question instead
                    like: bad          | like: awful         | line 22: show_if: 'awful' cannot be chosen in 'like'
                    like: bad          | why: bad            | line 22: show_if looks at 'why', but no earlier question
                    kind: text         | kind: number        | line 22: 'max' is missing
                    - {code: good, label: I do} | - 5 | line 20: expected keys with values, found '5'
                    """)
    void saysInWhichLineSomethingIsWrong(String right, String wrong, String message) {
        assertThat(STUDY).contains(right);
        assertThatThrownBy(() -> Study.parse(STUDY.replace(right, wrong)))
                .isInstanceOf(StudyFormatException.class)
                .hasMessageContaining(message);
    }

    @Test
    void readsNoAliasesWhichCouldExplode() {
        String bomb =
                STUDY.replace("label: B", "label: &a [x]").replace("title: Taste", "title: *a");
        assertThatThrownBy(() -> Study.parse(bomb)).isInstanceOf(StudyFormatException.class);
    }

    @Test
    void constructsNoObjects() {
        String evil = STUDY.replace("title: Coffee", "title: !!java.net.URL [\"http://x\"]");
        assertThatThrownBy(() -> Study.parse(evil)).isInstanceOf(StudyFormatException.class);
    }

    @Test
    void rejectsTextThatIsNoYamlOrNothing() {
        for (String text : new String[] {"", "a: [", "- x", "\t", "\u0000", "x"}) {
            assertThatThrownBy(() -> Study.parse(text))
                    .as("study '%s'", text)
                    .isInstanceOf(StudyFormatException.class)
                    .hasMessageStartingWith("line ");
        }
    }
}
