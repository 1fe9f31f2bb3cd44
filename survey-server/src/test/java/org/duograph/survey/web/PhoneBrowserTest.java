package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.survey.study.Studies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.yaml.snakeyaml.Yaml;

/** The smallest phone, the longest words, both directions of writing, and a lost connection. */
class PhoneBrowserTest {
    private static final String LONG = "Donaudampfschifffahrtsgesellschaftskapitaenswitwenrente";
    private static final String ARABIC =
            "\u0627\u0644\u0627\u0633\u062A\u062E\u062F\u0627\u0645".repeat(8);

    @TempDir Path data;
    private Site site;
    private Chromium browser;
    private int words;

    @BeforeEach
    void start() {
        site = new Site(data);
        browser = Chromium.open(site.server.port(), "phone");
        browser.window(320, 720);
    }

    @AfterEach
    void stop() {
        if (browser != null) browser.close();
        site.close();
    }

    @Test
    void longWordsOfEveryKindOfQuestionFitInArabic() throws IOException {
        everyKindFits("ar", ARABIC);
    }

    @Test
    void longWordsOfEveryKindOfQuestionFitInGerman() throws IOException {
        everyKindFits("de", LONG);
    }

    private void everyKindFits(String language, String word) throws IOException {
        publish(language, word);
        browser.go("/s/words");
        browser.look(language + "-start");
        browser.tick("agree");
        browser.press(Messages.in(language).text("start.begin"));
        browser.look(language + "-every-kind");
        browser.press(Messages.in(language).text("page.next"));
        browser.look(language + "-problems");
    }

    /** A study of one page with every kind of question, every text of which is one long word. */
    @SuppressWarnings("unchecked")
    private void publish(String language, String word) throws IOException {
        Map<String, Object> study = new Yaml().load(Studies.text("question-types"));
        List<Object> questions = new ArrayList<>();
        for (Map<String, Object> section : (List<Map<String, Object>>) study.get("sections")) {
            for (Object question : (List<Object>) section.getOrDefault("questions", List.of())) {
                Map<String, Object> copy = new LinkedHashMap<>((Map<String, Object>) question);
                copy.keySet().removeAll(List.of("show_if", "each"));
                questions.add(copy);
            }
        }
        study.put("study", "words");
        study.put("languages", List.of(language));
        study.put(
                "sections", List.of(Map.of("name", "all", "title", word, "questions", questions)));
        String yaml = new ObjectMapper().writeValueAsString(inOneWord(study, language, word));
        site.store.publish(yaml);
    }

    /**
     * Every text of a study as one word, and a number that tells them apart: of each language, or a
     * label for all.
     */
    private Object inOneWord(Object part, String language, String word) {
        if (part instanceof List<?> list) {
            return list.stream().map(one -> inOneWord(one, language, word)).toList();
        }
        if (!(part instanceof Map<?, ?> map)) {
            return part;
        }
        Map<String, Object> changed = new LinkedHashMap<>();
        map.forEach(
                (key, value) -> {
                    switch (key.toString()) {
                        case "en", "de" -> changed.put(language, word + ++words);
                        case "label" -> changed.put("label", word + ++words);
                        default -> changed.put(key.toString(), inOneWord(value, language, word));
                    }
                });
        return changed;
    }

    @Test
    void whatIsTypedIsSavedWhileItIsTypedAndItsLettersAreCounted() throws IOException {
        site.store.publish(
                "{study: notes, version: 1, languages: [en], title: T, introduction: I, consent: C,"
                        + " frameworks: [{code: a, label: A}], environments: [{code: b, label: B}],"
                        + " sections: [{name: s, title: S, questions: [{name: notes, kind: text,"
                        + " lines: true, text: Notes}, {name: cold, kind: number, min: -20,"
                        + " max: 20, unit: degrees, text: Cold}]}]}");
        browser.go("/s/notes");
        browser.tick("agree");
        browser.press("Begin");
        assertThat(browser.driver.findElement(By.name("answer.cold")).getDomAttribute("inputmode"))
                .as("a keyboard with a minus")
                .isEqualTo("text");
        WebElement notes = browser.driver.findElement(By.name("answer.notes"));
        browser.await("textarea + p", "5000 letters left");
        notes.sendKeys("rain");
        browser.await("textarea + p", "4996 letters left");
        browser.await("#autosave", Messages.in("en").text("page.autosaved"));
        browser.driver.navigate().refresh();
        assertThat(browser.driver.findElement(By.name("answer.notes")).getDomProperty("value"))
                .isEqualTo("rain");

        site.server.close(); // and what is typed now stays on the page
        browser.driver.findElement(By.name("answer.notes")).sendKeys(" and snow");
        browser.await("#autosave", Messages.in("en").text("page.not_autosaved"));
        browser.look("not-saved");
        assertThat(browser.driver.findElement(By.name("answer.notes")).getDomProperty("value"))
                .isEqualTo("rain and snow");
        assertThat(site.store.counts("notes").drafts()).isEqualTo(1);
    }
}
