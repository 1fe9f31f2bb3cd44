package org.duograph.survey.editor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duograph.survey.Draw;
import org.duograph.survey.study.Studies;
import org.duograph.survey.study.Study;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {
    private static final String SMALL =
            """
            # A study.
            study: small # its id
            version: 1
            languages: [en]

            title: Sleep   # short
            introduction: >-
              Two lines
              folded.
            consent: "Yes: I agree # fully"
            frameworks: [{code: none, label: None}]
            environments: [{code: none, label: None}]

            sections:
              # The first page.
              - name: one
                title: One
                questions:
                  # About age.
                  - name: age # in years
                    kind: number
                    min: 0 # newborn
                    max: 120
                    unit: years
                    text: How old are you?

                  # A remark that belongs to nobody.

                  # About sleep.
                  - {name: sleep, kind: text, text: "How do you sleep?"} # one line

              - name: two
                title: Two
                questions:
                  - name: more
                    kind: text
                    text: |
                      Anything
                      else?
            # The end.
            """;

    @ParameterizedTest
    @ValueSource(strings = {"framework-usability", "java-frameworks", "question-types"})
    void aTreeThatDidNotChangeIsWrittenAsItWas(String study) {
        String text = Studies.text(study);
        assertThat(YamlText.read(text).text()).isEqualTo(text);
    }

    @Test
    void onlyTheChangedLineChanges() {
        YamlText yaml = YamlText.read(SMALL);
        yaml.tree().put("title", "How people sleep");
        assertThat(yaml.text())
                .isEqualTo(
                        SMALL.replace(
                                "title: Sleep   # short", "title: How people sleep   # short"));
    }

    @Test
    void aKeyIsAddedAndLeftOutWithoutTouchingItsNeighbours() {
        YamlText yaml = YamlText.read(SMALL);
        Map<String, Object> age = question(yaml, 0, 0);
        age.remove("max");
        age.put("required", true);
        assertThat(yaml.text())
                .isEqualTo(
                        SMALL.replace("        max: 120\n", "")
                                .replace(
                                        "text: How old are you?\n",
                                        "text: How old are you?\n        required: true\n"));
    }

    @Test
    void aQuestionTakesItsCommentsAlongToAnotherSection() {
        YamlText yaml = YamlText.read(SMALL);
        questions(yaml, 1).add(0, questions(yaml, 0).remove(0));
        assertThat(yaml.text())
                .isEqualTo(
                        SMALL.replace(
                                        """
                                              # About age.
                                              - name: age # in years
                                                kind: number
                                                min: 0 # newborn
                                                max: 120
                                                unit: years
                                                text: How old are you?

                                        """
                                                .indent(0),
                                        "\n")
                                .replace(
                                        "      - name: more\n",
                                        """
                                              # About age.
                                              - name: age # in years
                                                kind: number
                                                min: 0 # newborn
                                                max: 120
                                                unit: years
                                                text: How old are you?
                                              - name: more
                                        """));
    }

    @Test
    void questionsChangePlacesAndWhatStandsBetweenThemStays() {
        YamlText yaml = YamlText.read(SMALL);
        questions(yaml, 0).add(questions(yaml, 0).remove(0));
        assertThat(yaml.text().lines().skip(16).limit(15))
                .containsExactly(
                        "    title: One",
                        "    questions:",
                        "      # About sleep.",
                        "      - {name: sleep, kind: text, text: \"How do you sleep?\"} # one line",
                        "",
                        "      # A remark that belongs to nobody.",
                        "",
                        "      # About age.",
                        "      - name: age # in years",
                        "        kind: number",
                        "        min: 0 # newborn",
                        "        max: 120",
                        "        unit: years",
                        "        text: How old are you?",
                        "");
    }

    @Test
    void whatIsNoYamlIsRefusedWithItsLine() {
        assertThatThrownBy(() -> YamlText.read("study: a\ntitle: [b\n"))
                .isInstanceOf(Mistake.class)
                .hasMessageStartingWith("line 3: not YAML");
        assertThatThrownBy(() -> YamlText.read("study: a\nstudy: b\n"))
                .hasMessage("line 2: 'study' is given twice; keep one");
        assertThatThrownBy(() -> YamlText.read("")).isInstanceOf(Mistake.class);
    }

    /** Whatever people write must be quoted so that it is read as they wrote it. */
    @Test
    void anyTextComesBackFromTheStudy() {
        Draw.times(300, draw -> comesBack(text(draw), text(draw), text(draw)));
    }

    private static void comesBack(String one, String two, String three) {
        YamlText yaml = YamlText.read(SMALL);
        yaml.tree().put("title", one);
        yaml.tree().put("introduction", new LinkedHashMap<>(Map.of("en", two)));
        question(yaml, 0, 1).put("text", three);
        question(yaml, 0, 0).put("hint", new LinkedHashMap<>(Map.of("en", one, "de", two)));
        question(yaml, 1, 0).put("text", three);
        Study study = Study.parse(yaml.text());
        assertThat(study.title().in("en")).isEqualTo(one);
        assertThat(study.introduction().in("en")).isEqualTo(two);
        assertThat(study.sections().get(0).questions().get(1).text().in("en")).isEqualTo(three);
        assertThat(study.sections().get(0).questions().get(0).hint().in("en")).isEqualTo(one);
        assertThat(study.sections().get(1).questions().get(0).text().in("en")).isEqualTo(three);
        assertThat(YamlText.read(yaml.text()).tree()).isEqualTo(yaml.tree());
    }

    /** What anybody could write: anything, the marks of YAML, what YAML takes for no text. */
    private static String text(Draw draw) {
        String text =
                switch (draw.between(0, 2)) {
                    case 0 -> draw.text(250).replace("\r", "").replaceAll("\\p{Cs}", "");
                    case 1 -> String.join("", draw.list(1, 12, () -> draw.of(MARKS)));
                    default -> draw.of(NO_TEXTS);
                };
        return text.isBlank() ? "~" : text.strip();
    }

    private static final String[] MARKS =
            (" :#-?,[]{}&*!|>'\"%@`\n\t\\~=<äß€\u2028\u0085\u00a0" + "שלוםنوم").split("");

    private static final String[] NO_TEXTS = {
        "yes",
        "no",
        "null",
        "~",
        "1",
        "1.0",
        "0x1F",
        "1e3",
        "2020-01-01",
        "12:30",
        "a: b",
        "a #b",
        "- a",
        "'",
        "\"",
        "---",
        "...",
        "😀 smile",
        "{framework}",
        "line\n\n  indented\nline",
        "\ttab",
        "?",
        ": ",
        "# no comment",
        "&a",
        "*a",
        "!!str x",
        "@",
        "`",
        "%",
        "a\n# b",
        "مرحبا: \"كيف\" حالك؟",
        "=",
        "<<"
    };

    /** Whatever is moved, copied, changed, left out: the text says it, and keeps its comments. */
    @Test
    void theTextSaysWhatTheTreeBecame() {
        Draw.times(100, YamlTextTest::saysWhatTheTreeBecame);
    }

    private static void saysWhatTheTreeBecame(Draw draw) {
        String before = Studies.text("question-types");
        YamlText yaml = YamlText.read(before);
        int moves = draw.between(1, 6);
        boolean removed = false;
        for (int i = 0; i < moves; i++) {
            List<Object> from = anyList(yaml, draw);
            if (from.size() < 2) continue;
            int place = draw.between(0, from.size() - 1);
            Object part = from.get(place);
            switch (draw.between(0, 4)) {
                case 0 -> {
                    from.remove(place);
                    removed = true;
                }
                case 1 -> from.add(copy(part));
                case 2 -> map(part).put("text", "new: \"text\"");
                default -> {
                    from.remove(place);
                    List<Object> to = anyList(yaml, draw);
                    boolean same =
                            to == from
                                    || isQuestion(part) && !to.isEmpty() && isQuestion(to.get(0));
                    List<Object> target = same ? to : from;
                    target.add(draw.between(0, target.size()), part);
                }
            }
        }
        String after = yaml.text();
        assertThat(YamlText.read(after).tree()).as(after).isEqualTo(yaml.tree());
        assertThat(YamlText.read(after).text()).isEqualTo(after);
        if (!removed) {
            assertThat(comments(after)).as(after).containsAll(comments(before));
        }
    }

    private static boolean isQuestion(Object part) {
        return part instanceof Map && ((Map<?, ?>) part).containsKey("kind");
    }

    private static List<String> comments(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("#"))
                .collect(Collectors.toList());
    }

    /** The sections, or the questions of one of them. */
    private static List<Object> anyList(YamlText yaml, Draw draw) {
        List<Object> sections = list(yaml.tree().get("sections"));
        List<Object> lists = new ArrayList<>(List.of(sections));
        for (Object section : sections) {
            if (map(section).containsKey("questions")) {
                lists.add(list(map(section).get("questions")));
            }
        }
        return list(lists.get(draw.between(0, lists.size() - 1)));
    }

    private static Object copy(Object part) {
        Map<String, Object> copy = new LinkedHashMap<>(map(part));
        copy.replace("questions", List.of());
        return copy;
    }

    private static List<Object> questions(YamlText yaml, int section) {
        return list(map(list(yaml.tree().get("sections")).get(section)).get("questions"));
    }

    private static Map<String, Object> question(YamlText yaml, int section, int question) {
        return map(questions(yaml, section).get(question));
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object part) {
        return (List<Object>) part;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object part) {
        return (Map<String, Object>) part;
    }
}
