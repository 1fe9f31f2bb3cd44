package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A study about something else than frameworks, from the first click in the editor to its answers
 * in a spreadsheet: in real browsers, on a phone's screen. Leaves pictures in {@code
 * target/screenshots}.
 */
class JourneyTest {
    private static final String START = "/s/commuting";
    private static final String SKETCH = "/admin/sketches/commuting";

    @TempDir Path data;
    private Site site;
    private Chromium researcher;
    private Chromium participant;

    @BeforeEach
    void start() {
        site = new Site(Site.settings(data, Setting.LIMITS, "off"));
        researcher = Chromium.open(site.server.port(), "journey-researcher");
        researcher.window(360, 740);
        participant = Chromium.open(site.server.port(), "journey-participant");
        participant.window(360, 740);
    }

    @AfterEach
    void stop() {
        if (researcher != null) researcher.close();
        if (participant != null) participant.close();
        site.close();
    }

    @Test
    void aStudyIsBuiltOpenedAnsweredChangedExportedAndReadOnAPhone() throws IOException {
        logIn();
        build();
        publish("1");
        for (int person = 0; person < 5; person++) {
            answer(person, 1);
        }
        begin(5);
        change();
        finish(5, 1);
        for (int person = 6; person < 10; person++) {
            answer(person, 2);
        }
        List<NamedCsvRecord> rows = export("labels-en.csv");
        assertThat(rows).hasSize(10);
        assertThat(rows).filteredOn(row -> row.getField("_version").equals("1")).hasSize(6);
        assertThat(rows)
                .extracting(row -> row.getField("How far is your way to work? [km]"))
                .containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        String first = "What do you like best on the way? Train [best.train]";
        assertThat(rows)
                .filteredOn(row -> !row.getField(first).isEmpty())
                .as("only who comes from 5 km away or more is asked to rank")
                .hasSize(6)
                .allSatisfy(
                        row ->
                                assertThat(
                                                row.getField("How far is your way to work? [km]")
                                                        .length())
                                        .isPositive());
        assertThat(rows)
                .extracting(row -> row.getField("Group Group [_group]"))
                .containsOnly("Told first", "Told last");
        assertThat(export("labels-ar.csv").get(0).getHeader())
                .contains("كم يبعد عملك؟ [km]", "كيف كان الطريق اليوم؟ [today]");
    }

    private void logIn() {
        researcher.driver.get(site.server.setUpLink());
        researcher.type("password", Site.PASSWORD);
        researcher.type("again", Site.PASSWORD);
        researcher.press("Set the password");
    }

    private void build() throws IOException {
        researcher.go("/admin/sketches");
        researcher.look("begin");
        fill("title", "How do you get to work?");
        fill("languages", "en ar");
        fill("id", "commuting");
        researcher.press("Begin");
        fill("title.ar", "كيف تصل إلى عملك؟");
        fill(
                "introduction.en",
                "We ask about your way to work.\nIt takes a minute: \"really\" #1.");
        fill("introduction.ar", "نسأل عن طريقك إلى العمل.");
        fill("consent.en", "Your answers are stored.");
        fill("consent.ar", "نحفظ إجاباتك.");
        fill("groups.0.code", "first");
        fill("groups.0.en", "Told first");
        fill("groups.0.ar", "قبل");
        fill("groups.1.code", "last");
        fill("groups.1.en", "Told last");
        fill("groups.1.ar", "بعد");
        researcher.look("study");
        researcher.press("Save and go back to the study");

        section("Your way", "طريقك", "way");
        add("number", "km", "How far is your way to work?", "كم يبعد عملك؟");
        fill("min", "0");
        fill("max", "100");
        fill("unit.en", "km");
        fill("unit.ar", "كم");
        researcher
                .driver
                .findElement(By.cssSelector("input[type=checkbox][name=required]"))
                .click();
        researcher.look("number");
        researcher.press("Save and add the next question");
        researcher.look("kinds");
        researcher.go(SKETCH);

        section("What you like", "ما تفضله", "liked");
        ask("km", ">=", "5");
        add("ranking", "best", "What do you like best on the way?", "ماذا تفضل في الطريق؟");
        item(0, "train", "Train", "القطار");
        item(1, "bus", "Bus", "الحافلة");
        item(2, "bicycle", "Bicycle", "الدراجة");
        researcher
                .driver
                .findElement(By.cssSelector("input[type=checkbox][name=required]"))
                .click();
        researcher.look("ranking");
        researcher.press("Save and go back to the study");

        section("Today", "اليوم", "day");
        add("info", "note", "Think of this morning.", "فكر في هذا الصباح.");
        ask("group", "=", "first");
        researcher.press("Save and add the next question");
        choose("scale");
        fill("name", "today");
        fill("text.en", "How was your way today?");
        fill("min", "1");
        fill("max", "5");
        fill("low.en", "bad");
        fill("low.ar", "سيئ");
        fill("high.en", "good");
        fill("high.ar", "جيد");
        researcher.press("Save and go back to the study");
        researcher.look("outline-untranslated");
        assertThat(researcher.driver.findElement(By.cssSelector(".problem")).getText())
                .contains("'ar' is missing");
        researcher.press("Translations");
        researcher.look("translations");
        fill("sections.2.questions.1.text.ar", "كيف كان الطريق اليوم؟");
        researcher.press("Save the translations");
        researcher.press("Text");
        researcher.look("text");
        researcher.press("Form");
        researcher.look("outline");
        assertThat(researcher.driver.findElements(By.cssSelector(".problem"))).isEmpty();
    }

    private void section(String en, String ar, String name) {
        researcher.press("Add a section");
        fill("name", name);
        fill("title.en", en);
        fill("title.ar", ar);
        researcher.press("Save");
    }

    private void add(String kind, String name, String en, String ar) {
        researcher.press("Save and add a question");
        choose(kind);
        fill("name", name);
        fill("text.en", en);
        fill("text.ar", ar);
    }

    private void choose(String kind) {
        By button = By.cssSelector("button[value$=' " + kind + "']");
        researcher.driver.findElement(button).click();
        new WebDriverWait(researcher.driver, Duration.ofSeconds(20))
                .until(ExpectedConditions.presenceOfElementLocated(By.name("text.en")));
    }

    /** A condition: an earlier question, an operator, a value or an option. */
    private void ask(String field, String operator, String value) throws IOException {
        set(By.id("ask"), field);
        researcher.press("Save, and ask about this question");
        set(By.name("show_if.0.operator"), operator);
        List<WebElement> ticks =
                researcher.driver.findElements(
                        By.cssSelector(
                                "input[type=checkbox][name='show_if.0.value'][value='"
                                        + value
                                        + "']"));
        if (ticks.isEmpty()) fill("show_if.0.value", value);
        else ticks.get(0).click();
        researcher.look("condition");
        researcher.press("Save");
    }

    private void item(int row, String code, String en, String ar) {
        fill("options." + row + ".code", code);
        fill("options." + row + ".en", en);
        fill("options." + row + ".ar", ar);
    }

    private void publish(String version) throws IOException {
        researcher.press("Look through it and publish");
        researcher.look("preview");
        researcher.press("Publish");
        assertThat(site.store.latest("commuting").orElseThrow().version())
                .isEqualTo(Integer.parseInt(version));
        researcher.look("published");
    }

    /** A further question, while somebody is answering. */
    private void change() throws IOException {
        researcher.go(SKETCH + "/at/2");
        add("text", "why", "Why was it so?", "لماذا؟");
        researcher.press("Save and go back to the study");
        publish("2");
    }

    private void answer(int person, int version) throws IOException {
        begin(person);
        finish(person, version);
    }

    /** Agrees and answers the first page; every second participant reads Arabic. */
    private void begin(int person) throws IOException {
        String language = language(person);
        Messages words = Messages.in(language);
        participant.driver.manage().deleteAllCookies();
        participant.go(START + "?language=" + language);
        assertThat(participant.driver.findElement(By.tagName("html")).getDomAttribute("dir"))
                .isEqualTo(language.equals("ar") ? "rtl" : "ltr");
        if (person < 2) participant.look("start-" + language);
        participant.tick("agree");
        participant.press(words.text("start.begin"));
        participant.type("answer.km", String.valueOf(person + 1));
        if (person < 2) participant.look("number-" + language);
        participant.press(words.text("page.next"));
    }

    private void finish(int person, int version) throws IOException {
        Messages words = Messages.in(language(person));
        boolean far = person + 1 >= 5;
        assertThat(participant.driver.findElements(By.name("answer.best.train")))
                .hasSize(far ? 1 : 0);
        if (far) {
            participant.type("answer.best.train", "1");
            participant.type("answer.best.bus", "2");
            participant.type("answer.best.bicycle", "3");
            if (person < 7) participant.look("ranking-" + language(person));
            participant.press(words.text("page.next"));
        }
        participant
                .driver
                .findElement(By.cssSelector("input[name='answer.today'][value='4']"))
                .click();
        assertThat(participant.driver.findElements(By.name("answer.why")))
                .hasSize(version == 1 ? 0 : 1);
        if (version == 2) participant.type("answer.why", "=1+1, \"rain\"");
        if (person < 2 || person == 6) participant.look("scale-" + language(person));
        participant.press(words.text("page.next"));
        if (person < 2) participant.look("review-" + language(person));
        participant.press(words.text("send.button"));
        if (person < 2) participant.look("receipt-" + language(person));
        assertThat(participant.driver.findElements(By.id("receipt"))).hasSize(1);
    }

    private static String language(int person) {
        return person % 2 == 0 ? "en" : "ar";
    }

    private List<NamedCsvRecord> export(String file) {
        String csv = researcher.fetch("/admin/studies/commuting/export/" + file);
        return CsvReader.builder().ofNamedCsvRecord(csv.replace("\uFEFF", "")).stream().toList();
    }

    /** Puts a text into a field of the editor, in place of what is there. */
    private void fill(String name, String text) {
        set(By.name(name), text);
    }

    private void set(By field, String text) {
        WebElement input = researcher.driver.findElement(field);
        researcher.driver.executeScript("arguments[0].value = arguments[1]", input, text);
        assertThat(input.getDomProperty("value").replace("\r", ""))
                .as(field.toString())
                .isEqualTo(text);
    }
}
