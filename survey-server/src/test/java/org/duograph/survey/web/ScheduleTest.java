package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The clock of these tests begins at noon UTC of New Year's Day 2027. */
class ScheduleTest extends WithSite {
    private static final String HOME = "/admin/studies/" + Site.STUDY;
    private static final String STUDY = "/s/" + Site.STUDY;

    private Visitor.Answer dates(String opens, String closes, String zone) {
        Map<String, String> typed = Map.of("opens", opens, "closes", closes, "zone", zone);
        return researcher.submit(HOME + "/dates", HOME + "/dates", typed);
    }

    private String shown(String language) {
        return site.visitor().get(STUDY + "?language=" + language).page().select("main").text();
    }

    @Test
    void aStudyOpensAndClosesByItselfAndPeopleAreToldWhen() {
        // 14:00 in Berlin is 13:00 UTC, 15:00 is 14:00 UTC.
        assertThat(dates("2027-01-01T14:00", "2027-01-01T15:00", "Europe/Berlin").location())
                .isEqualTo(HOME);
        assertThat(researcher.get(HOME).page().select("h1 .tag").text()).isEqualTo("opens later");
        assertThat(shown("en"))
                .contains("not begun yet")
                .contains("January 1, 2027")
                .contains("Central European Time, Europe/Berlin");
        assertThat(shown("de")).contains("1. Januar 2027").contains("Mitteleuropäische Zeit");
        site.clock.pass(Duration.ofMinutes(59));
        assertThat(shown("en")).contains("not begun yet");

        site.clock.pass(Duration.ofMinutes(1));
        assertThat(site.researcher().get("/admin").page().select("td .tag").text())
                .isEqualTo("open");
        assertThat(shown("en")).contains("Before you begin").contains("take part until January 1");
        site.clock.pass(Duration.ofMinutes(59));
        assertThat(shown("en")).contains("Before you begin");

        site.clock.pass(Duration.ofMinutes(1));
        assertThat(shown("en")).contains("The study is over").contains("until January 1, 2027");
        assertThat(site.researcher().get(HOME).page().select("h1 .tag").text()).isEqualTo("ended");
        site.restart();
        assertThat(shown("en")).contains("The study is over");
    }

    @Test
    void whoeverIsAnsweringWhenItEndsGetsTheWordsBackAndGoesOnWhenTheEndIsMoved() {
        Visitor visitor = site.visitor();
        String page = visitor.submit(STUDY, STUDY, Map.of("agree", "1")).location();
        Map<String, String> form = new HashMap<>(visitor.get(page).form(page));
        String field = Form.nameOf("role");
        form.put(field, "student");
        form.put("go", "save");
        visitor.post(page, form);
        dates("", "2027-01-01T12:00", "UTC");
        form.put(field, "other");
        Visitor.Answer late = visitor.post(page, form);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.page().text()).contains("The study is over").contains("other");

        dates("", "2027-01-02T12:00", "UTC");
        Visitor.Answer again = visitor.get(page);
        assertThat(again.page().select("[name=" + field + "][checked]").val()).isEqualTo("student");
    }

    @Test
    void nobodyIsRefusedOrBegunBeforeItOpens() {
        Map<String, String> agreeing = new HashMap<>(site.visitor().get(STUDY).form(STUDY));
        Visitor early = site.visitor();
        agreeing.put(Csrf.FIELD, early.get(STUDY).form(STUDY).get(Csrf.FIELD));
        agreeing.put("agree", "1");
        dates("2027-01-01T12:01", "", "UTC");
        Visitor.Answer answer = early.post(STUDY, agreeing);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.page().text()).contains("not begun yet");
        assertThat(site.store.counts(Site.STUDY).drafts()).isZero();
        assertThat(early.get("/api/install-times/" + Site.STUDY).body()).contains("\"open\":false");
    }

    @Test
    void aStudyThatWasClosedByHandStaysSoWhateverTheDates() {
        dates("2026-01-01T00:00", "2028-01-01T00:00", "UTC");
        researcher.submit(HOME, HOME + "/state", Map.of("state", "closed"));
        assertThat(shown("en")).contains("closed by the people who run it");
    }

    @Test
    void wrongDatesComeBackAsTheyWereTyped() {
        for (String[] wrong :
                new String[][] {
                    {"2027-01-02T00:00", "2027-01-01T00:00", "UTC"},
                    {"2027-01-02T00:00", "2027-01-02T00:00", "UTC"},
                    {"tomorrow", "", "UTC"},
                    {"", "2027-02-30T10:00", "UTC"},
                    {"", "0027-01-01T10:00", "UTC"},
                    {"", "", "Berlin"},
                }) {
            Visitor.Answer answer = dates(wrong[0], wrong[1], wrong[2]);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.page().select("[role=alert]").text()).isNotEmpty();
            assertThat(answer.page().select("#opens, #closes, #zone").eachAttr("value"))
                    .containsExactly(wrong);
        }
        assertThat(shown("en")).contains("Before you begin");
    }

    @Test
    void clocksThatAreSetForwardOrBackDoNotMoveTheDates() {
        dates("2027-07-01T14:00", "", "Europe/Berlin"); // 12:00 UTC in summer
        site.clock.pass(Duration.ofDays(181).minusMinutes(1));
        assertThat(shown("en")).contains("not begun yet").contains("Central European Time");
        site.clock.pass(Duration.ofMinutes(1));
        assertThat(shown("en")).contains("Before you begin");
    }
}
