package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The form editor as a browser without scripts uses it. */
class EditorTest extends WithSite {
    private static final String SKETCH = "/admin/sketches/" + Site.STUDY;

    @Test
    void aChangedQuestionChangesItsLineAndNothingElse() {
        String at = SKETCH + "/at/0-0";
        Visitor.Answer saved =
                researcher.submit(
                        at, at, Map.of("do", "save", "hint.en", "Years: \"all\" # of them"));
        assertThat(saved.location()).isEqualTo(at + "?saved");
        String before = Site.shipped().replaceFirst("version: 1", "version: 2");
        String after = text();
        assertThat(after.lines().filter(line -> !before.lines().toList().contains(line)))
                .singleElement()
                .asString()
                .contains("hint:", "Years: \\\"all\\\" # of them");
    }

    @Test
    void aPageThatIsSavedUnchangedChangesNothing() {
        for (String place : new String[] {"study", "0", "0-0", "0-1", "1-0", "1-1", "2-0", "3-0"}) {
            String at = SKETCH + "/at/" + place;
            researcher.submit(at, at, Map.of("do", "save"));
        }
        assertThat(text()).isEqualTo(Site.shipped());
    }

    @Test
    void whatIsUndoneIsThereAgain() {
        change("delete 1");
        assertThat(text()).doesNotContain("name: install\n");
        change("undo");
        assertThat(text()).isEqualTo(Site.shipped());
        change("redo");
        assertThat(text()).doesNotContain("name: install\n");
        change("discard");
        assertThat(text()).isEqualTo(Site.shipped());
    }

    @Test
    void aSketchOutlivesARestartAndIsForItsUserOnly() throws Exception {
        change("down 0");
        change("up 1-1");
        String text = text();
        site.restart();
        researcher = site.visitor();
        researcher.submit("/admin/login", "/admin/login", Map.of("password", Site.PASSWORD));
        assertThat(text()).isEqualTo(text);
        try (var files = Files.walk(data.resolve("sketches"))) {
            assertThat(files)
                    .allSatisfy(
                            file ->
                                    assertThat(
                                                    PosixFilePermissions.toString(
                                                            Files.getPosixFilePermissions(file)))
                                            .endsWith("------"));
        }
    }

    @Test
    void aTextWithAMistakeIsKeptAndShownAtItsLine() {
        String wrong = Site.shipped().replace("languages: [en, de]", "languages: [en, de");
        researcher.submit(SKETCH + "/text", SKETCH + "/text", Map.of("yaml", wrong));
        Visitor.Answer form = researcher.get(SKETCH);
        assertThat(form.page().select("[role=status]").text()).contains("line", "not YAML");
        assertThat(form.page().select("#yaml").first().wholeText()).isEqualTo(wrong);
        assertThat(form.page().select("mark")).isNotEmpty();
    }

    @Test
    void whatTwoWindowsChangeIsNotLost() {
        String at = SKETCH + "/at/0-0";
        Map<String, String> second = new LinkedHashMap<>(researcher.get(at).form(at));
        researcher.submit(at, at, Map.of("do", "save", "hint.en", "First"));
        second.putAll(Map.of("do", "save", "hint.en", "Second"));
        Visitor.Answer answer = researcher.post(at, second);
        assertThat(answer.status()).isEqualTo(409);
        Map<String, String> again = answer.form(at);
        assertThat(again).containsEntry("hint.en", "Second");
        again.put("do", "save");
        researcher.post(at, again);
        assertThat(text()).contains("Second").doesNotContain("First");
    }

    @Test
    void aNewStudyHasANameOfItsOwn() {
        Visitor.Answer begun =
                researcher.submit(
                        "/admin/sketches",
                        "/admin/sketches",
                        Map.of("title", "How we sleep: a study", "languages", "en ar", "id", ""));
        assertThat(begun.location()).isEqualTo("/admin/sketches/how-we-sleep-a-study/at/study");
        Visitor.Answer taken =
                researcher.submit(
                        "/admin/sketches",
                        "/admin/sketches",
                        Map.of("title", "Another", "languages", "en", "id", Site.STUDY));
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.page().select("#title").val()).isEqualTo("Another");
    }

    private Visitor.Answer change(String wish) {
        return researcher.submit(SKETCH, SKETCH, Map.of("do", wish));
    }

    private String text() {
        return researcher.get(SKETCH + "/text").page().select("#yaml").first().wholeText();
    }
}
