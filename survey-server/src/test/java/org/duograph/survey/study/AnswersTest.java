package org.duograph.survey.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.survey.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What participants type, and what of it counts as an answer. */
class AnswersTest {
    private final Study study = Study.parse(Studies.text("question-types"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    languages.java=1 java_years=2.5             | java_years: fine
                    languages.java=1 java_years=2,5             | java_years: fine
                    languages.java=1 java_years=two             | java_years: no_number
                    languages.java=1 java_years=-1              | java_years: out_of_range
                    languages.java=1 java_years=31              | java_years: out_of_range
                    languages.java=1 java_years=2.3             | java_years: off_step
                    languages.java=1 java_years=1,200           | java_years: two_readings
                    languages.java=1 java_years=1e1             | java_years: no_number
                    languages.java=1                            | java_years: required
                    languages.java=2                            | languages.java: no_option
                    languages.cobol=1                           | languages.java: required
                    editor=vi                                   | editor: no_option
                    editor=other                                | editor.other: other_without_words
                    editor=ide editor.other=cat                 | editor.other: words_without_other
                    editor=other editor.other=cat               | editor: fine
                    editor=declined                             | editor: fine
                    fun=0                                       | fun: no_option
                    fun=8                                       | fun: no_option
                    matters.speed=little                        | matters.clarity: required
                    matters.speed=declined matters.clarity=much | matters.speed: fine
                    rank.tensorflow=1 rank.caffe2=1             | rank.caffe2: rank_twice
                    rank.tensorflow=1 rank.caffe2=2             | rank.duograph: rank_missing
                    rank.tensorflow=4                           | rank.tensorflow: no_option
                    waited.caffe2.local=2881                    | waited.caffe2.local: out_of_range
                    """)
    void knowsRightFromWrong(String typed, String verdict) {
        Map<String, String> input = new HashMap<>();
        for (String pair : typed.split(" ")) {
            input.put(pair.split("=")[0], pair.split("=")[1]);
        }
        String field = verdict.split(": ")[0];
        String key = verdict.split(": ")[1];
        List<String> problems =
                problems(input).stream()
                        .filter(problem -> problem.field().equals(field))
                        .map(Problem::key)
                        .toList();
        if (key.equals("fine")) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).containsExactly("problem." + key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u8AD6", "\uD83D\uDE00"})
    void lengthIsCountedInLettersOfAnyScript(String letter) {
        Map<String, String> input = new HashMap<>();
        input.put("heard.caffe2", letter.repeat(Question.LONGEST_LINE));
        input.put("opinion.caffe2", letter.repeat(Question.LONGEST_TEXT));
        input.put("opinion.tensorflow", letter.repeat(Question.LONGEST_TEXT + 1));
        assertThat(problems(input))
                .filteredOn(problem -> problem.key().equals("problem.too_long"))
                .singleElement()
                .isEqualTo(
                        Problem.at(
                                "opinion.tensorflow",
                                "too_long",
                                Question.LONGEST_TEXT,
                                Question.LONGEST_TEXT + 1));
    }

    @Test
    void controlCharactersBecomeBlanksAndLinesStay() {
        Field words = field("opinion.tensorflow");
        assertThat(words.tidy("a\u000Bb\u0007c\u0000")).isEqualTo("a b c");
        assertThat(words.tidy("half \uD83D of one")).isEqualTo("half   of one");
        assertThat(words.tidy("two\r\nlines\tand \uD83D\uDE00"))
                .isEqualTo("two\nlines\tand \uD83D\uDE00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"12.5", "12,5", "\u0661\u0662\u066B\u0665", "\u06F1\u06F2.\u06F5\u200F"})
    void numbersMayBeWrittenInTheDigitsOfOnesOwnScript(String typed) {
        assertThat(field("waited.caffe2.local").tidy(typed)).isEqualTo("12.5");
        assertThat(field("waited.caffe2.local").tidy("\u22125")).isEqualTo("-5");
    }

    private Field field(String name) {
        return study.fields().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void whatAChangedMindLeftBehindIsDropped() {
        Answers answers = Answers.of("languages.python", "1", "java_years", "3", "editor", "ide");
        assertThat(study.prune(study.order(0), answers).values())
                .containsOnlyKeys("languages.python", "editor");
    }

    @Test
    void tidyingTwiceChangesNothingMore() {
        Draw.times(
                1000,
                draw -> {
                    String input = draw.text(250);
                    for (Field field : study.fields()) {
                        String once = field.tidy(input);
                        assertThat(field.tidy(once)).isEqualTo(once);
                    }
                });
    }

    @Test
    void wholeNumbersStayAsTheyAre() {
        Field waited = field("waited.caffe2.local");
        for (int minutes = 0; minutes <= 2880; minutes++) {
            String typed = String.valueOf(minutes);
            assertThat(waited.tidy(typed)).isEqualTo(typed);
            assertThat(waited.tidy(typed + ",0")).isEqualTo(typed);
            assertThat(waited.check(typed)).isEmpty();
        }
    }

    private List<Problem> problems(Map<String, String> input) {
        List<String> order = study.order(0);
        Answers given = new Answers(input);
        Map<String, String> tidy = new HashMap<>();
        study.pages(order, given).forEach(page -> tidy.putAll(page.read(input).values()));
        return study.check(order, new Answers(tidy));
    }
}
