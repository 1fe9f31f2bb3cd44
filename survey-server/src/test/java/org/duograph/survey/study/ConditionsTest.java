package org.duograph.survey.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is asked what: values, numbers, days, and several conditions at once. */
class ConditionsTest {
    private static final String STUDY =
            """
            study: hobbies
            version: 1
            languages: [en]
            title: Hobbies
            introduction: About hobbies.
            consent: I agree.
            groups:
              - {code: short, label: Short}
              - {code: long, label: Long, share: 2}
            sections:
              - name: you
                title: You
                questions:
                  - {name: age, kind: number, min: 0, max: 120, unit: years, text: "How old?"}
                  - {name: mood, kind: scale, min: 1, max: 5, text: "How are you?"}
                  - {name: since, kind: date, text: "Since when?"}
                  - name: what
                    kind: multiple
                    text: What?
                    options: [{code: chess, label: Chess}, {code: golf, label: Golf}]
                  - name: why
                    kind: single
                    text: Why?
                    options: [{code: fun, label: Fun}, {code: money, label: Money}]
              - name: more
                title: More
                show_if: SHOW_IF
                questions:
                  - {name: more, kind: text, text: "More?"}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {age: ">= 18"}                                  | age=18                 | shown
                    {age: ">= 18"}                                  | age=17.5               | hidden
                    {age: ">= 18"}                                  |                        | hidden
                    {age: "< 18"}                                   | age=9                  | shown
                    {age: "18"}                                     | age=18                 | shown
                    {age: ["< 18", "> 65"]}                         | age=70                 | shown
                    {age: ["< 18", "> 65"]}                         | age=40                 | hidden
                    {all: [{age: ">= 18"}, {age: "<= 65"}]}         | age=65                 | shown
                    {all: [{age: ">= 18"}, {age: "<= 65"}]}         | age=66                 | hidden
                    {mood: "> 3"}                                   | mood=4                 | shown
                    {mood: "> 3"}                                   | mood=3                 | hidden
                    {why: "!= fun"}                                 | why=money              | shown
                    {why: "!= fun"}                                 | why=fun                | hidden
                    {why: "!= fun"}                                 |                        | hidden
                    {since: ">= 2020-02-29"}                        | since=2020-03-01       | shown
                    {since: ">= 2020-02-29"}                        | since=2019-12-31       | hidden
                    {any: [{what.chess: "1"}, {why: money}]}        | why=money              | shown
                    {any: [{what.chess: "1"}, {why: money}]}        | what.golf=1            | hidden
                    {why: fun, any: [{what.chess: "1"}, {age: "> 60"}]} | why=fun age=61     | shown
                    {why: fun, any: [{what.chess: "1"}, {age: "> 60"}]} | why=money age=61   | hidden
                    {group: long}                                   | group=long             | shown
                    {group: long}                                   | group=short            | hidden
                    """)
    void showsWhatTheConditionSays(String condition, String given, String verdict) {
        Study study = Study.proofread(STUDY.replace("SHOW_IF", condition));
        String group = given == null || !given.startsWith("group=") ? "group=short" : given;
        Answers answers =
                Answers.of(
                        given == null || given.startsWith("group=")
                                ? new String[0]
                                : given.split("[= ]"));
        Set<String> shown = study.shown(List.of(group), answers);
        assertThat(shown.contains("more")).isEqualTo(verdict.equals("shown"));
    }
}
