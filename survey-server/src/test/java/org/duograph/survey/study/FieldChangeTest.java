package org.duograph.survey.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldChangeTest {
    private static final String FIRST =
            """
            study: change
            version: 1
            languages: [en]
            title: Changes
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
                    hint: Choose one
                    text: Which letter?
                    options: [{code: a, label: A}, {code: b, label: B}]
                  - name: fun
                    kind: scale
                    min: 1
                    max: 5
                    text: How much fun?
                  - name: age
                    kind: number
                    min: 0
                    max: 120
                    unit: years
                    text: How old are you?
                  - name: why
                    kind: text
                    text: Why?
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{code: a, label: A}, {code: b, label: B}|{code: a, label: B}, {code: b, label: A}"
                        + "|letter|option a (en): was “A”, is “B”",
                "{code: b, label: B}]|{code: c, label: C}]|letter|option b (B) is gone",
                "Which letter?|Which other letter?|letter"
                        + "|question (en): was “Which letter?”, is “Which other letter?”",
                "max: 5|max: 7|fun|option 6 (6) is new",
                "kind: text|kind: minutes|why|kind: was text, is minutes",
                "max: 120|max: 99|age|range: was 0 to 120, is 0 to 99",
                "unit: years|unit: months|age|unit (en): was “years”, is “months”",
            })
    void whatAnAnswerMeansIsNamedWhereItChanges(
            String before, String after, String field, String words) {
        assertThat(FIRST).contains(before);
        List<FieldChange> changes = changes(FIRST.replace(before, after));

        assertThat(changes).extracting(FieldChange::name).containsExactly(field);
        assertThat(changes.get(0).words()).contains(words);
        assertThat(changes.get(0).since()).isEqualTo(1);
        assertThat(changes.get(0).rewordedOnly()).isEqualTo(words.startsWith("question"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hint: Choose one|hint: Choose the best",
                "{code: a, label: A}, {code: b, label: B}|{code: b, label: B}, {code: a, label: A}",
                "languages: [en]|languages: [en, de]",
                "name: why|name: why_not",
            })
    void whatParticipantsReadAlikeMeansTheSame(String before, String after) {
        String changed = FIRST.replace(before, after);
        assertThat(changes(changed)).isEmpty();
    }

    @Test
    void aFieldIsComparedWithTheLastVersionThatAskedIt() {
        String without =
                FIRST.replace("version: 1", "version: 2").replace("name: fun", "name: joy");
        String again = FIRST.replace("version: 1", "version: 3").replace("max: 5", "max: 7");

        List<FieldChange> changes =
                FieldChange.between(
                        List.of(Study.parse(FIRST), Study.parse(without)), Study.parse(again));

        assertThat(changes).extracting(FieldChange::name).containsExactly("fun");
        assertThat(changes.get(0).since()).isEqualTo(1);
    }

    @Test
    void fieldsThatDecideWhatIsShownAreKnown() {
        assertThat(Studies.frameworkUsability().deciding())
                .containsExactlyInAnyOrder(
                        "install_status.tensorflow.local",
                        "install_status.tensorflow.remote",
                        "install_status.caffe2.local",
                        "install_status.caffe2.remote");
    }

    private static List<FieldChange> changes(String yaml) {
        Study newer = Study.parse(yaml.replace("version: 1", "version: 2"));
        return FieldChange.between(List.of(Study.parse(FIRST)), newer);
    }
}
