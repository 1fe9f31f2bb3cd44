package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A language is spoken wholly or not at all, and written the way it is written. */
class LanguagesTest {
    @TempDir Path data;

    /** A study of one question, in these languages. */
    private static String study(String languages) {
        return "{study: spoken, version: 1, languages: ["
                + languages
                + "], title: T, introduction: I, consent: C,"
                + " frameworks: [{code: a, label: A}], environments: [{code: b, label: B}],"
                + " sections: [{name: s, title: S, questions:"
                + " [{name: minutes, kind: minutes, required: true, text: Q}]}]}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    en | ltr | -12.5 | November 29, 2026
                    de | ltr | -12,5 | 29. November 2026
                    es | ltr | -12,5 | 29 de noviembre de 2026
                    ar | rtl | \u061C-\u0661\u0662\u066B\u0665 | \u0662\u0669 \u0646\u0648\u0641\u0645\u0628\u0631 \u0662\u0660\u0662\u0666
                    he | rtl | -12.5 | November 29, 2026
                    """)
    void directionNumbersAndDaysAreThoseOfTheLanguage(
            String language, String direction, String number, String day) {
        assertThat(Messages.direction(language)).isEqualTo(direction);
        assertThat(Messages.in(language).number("-12.5")).isEqualTo(number);
        assertThat(Messages.in(language).day(LocalDate.of(2026, 11, 29))).isEqualTo(day);
        assertThat(Messages.in(language).number("1234567")).doesNotContainPattern("\\d[.,]\\d");
    }

    @Test
    void aStudyInArabicIsArabicFromTheFirstPageToTheReceiptAndInItsFaults() {
        try (Site site = new Site(data)) {
            site.store.publish(study("ar"));
            Visitor visitor = site.visitor();
            Visitor.Answer start = visitor.get("/s/spoken");
            isArabic(start.page());
            Map<String, String> form = start.form("/s/spoken");
            form.put("agree", "1");
            String address = visitor.post("/s/spoken", form).location();
            Map<String, String> page = visitor.get(address).form(address);
            page.put("answer.minutes", "\u0661\u0662\u0660\u0660\u0660");
            Document wrong = visitor.post(address, page).page();
            isArabic(wrong);
            assertThat(wrong.getElementById("problem.minutes").text())
                    .contains("\u0662\u0668\u0668\u0660");
            page.put("answer.minutes", "\u0661\u0662\u066B\u0665");
            visitor.post(address, page);
            isArabic(visitor.get("/s/spoken/send").page());
            isArabic(
                    visitor.get(
                                    visitor.submit("/s/spoken/send", "/s/spoken/send", Map.of())
                                            .location())
                            .page());
            assertThat(site.store.responses("spoken"))
                    .singleElement()
                    .extracting(response -> response.answers().get("minutes").orElseThrow())
                    .isEqualTo("12.5");
            page.put("csrf", "none");
            isArabic(visitor.post(address, page).page());
        }
    }

    private static void isArabic(Document page) {
        assertThat(page.select("html").attr("dir")).isEqualTo("rtl");
        assertThat(page.select("html").attr("lang")).isEqualTo("ar");
        assertThat(page.select("h1").text()).as(page.text()).matches("T|S|[\\P{IsLatin}]+");
        assertThat(page.select("button").eachText())
                .allMatch(text -> text.matches("[\\P{IsLatin}]+"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "es", "ar"})
    void aFaultIsToldInTheLanguageOfTheBrowser(String language) {
        try (Site site = new Site(data)) {
            Visitor visitor = site.visitor();
            Visitor.Answer answer =
                    visitor.send(
                            java.net.http.HttpRequest.newBuilder(visitor.uri("/nowhere"))
                                    .header("Accept-Language", language + "-XX,en;q=0.5"));
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.page().select("html").attr("lang")).isEqualTo(language);
            assertThat(answer.page().select("h1").text())
                    .isEqualTo(Messages.in(language).text("fault.404.title"));
        }
    }

    @Test
    void aLanguageFileThatIsNotCompleteIsRefusedWithWhatIsMissing() throws IOException {
        String english;
        try (InputStream in = Messages.class.getResourceAsStream("messages_en.properties")) {
            english = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path file = data.resolve("messages_eo.properties");
        Files.writeString(file, english.replace("page.next = Next\n", "page.nekst = N\n"));
        assertThatThrownBy(() -> Site.settings(data, Setting.MESSAGES, data.toString()))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessageContaining("missing: page.next = Next")
                .hasMessageContaining("unknown: page.nekst");
        Files.writeString(file, english.replace("Page {0} of {1}", "Page {0}"));
        assertThatThrownBy(() -> Site.settings(data, Setting.MESSAGES, data.toString()))
                .hasMessageContaining("page.progress has [{0}], and needs [{0}, {1}]");
        assertThat(Messages.speaks("eo")).isFalse();
        Files.writeString(file, english.replace("page.next = Next", "page.next = Sekva"));
        Site.settings(data, Setting.MESSAGES, data.toString());
        assertThat(Messages.in("eo").text("page.next")).isEqualTo("Sekva");
    }

    @Test
    void aStudyInALanguageThatIsNotSpokenIsNotPublished() {
        try (Site site = new Site(data)) {
            Visitor researcher = site.researcher();
            Visitor.Answer refused =
                    researcher.submit(
                            "/admin/new",
                            "/admin/studies",
                            Map.of("do", "publish", "yaml", study("en, fr")));
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.page().select("[role=alert]").text())
                    .contains("does not speak fr", "messages_fr.properties", "--messages");
            assertThat(site.store.studies()).doesNotContain("spoken");
        }
    }
}
