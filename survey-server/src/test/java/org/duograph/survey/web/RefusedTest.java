package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.survey.web.Participation.STUDY;
import static org.duograph.survey.web.Participation.inForm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Question;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is refused comes back with what was typed, and what need not be refused is taken. */
class RefusedTest {
    private static final String WORDS = "a juggler, \u96DC\u8EBD";

    @TempDir Path data;
    private Participation taking;
    private Visitor visitor;

    @BeforeEach
    void start() {
        taking = new Participation(data);
        visitor = taking.visitor;
    }

    @AfterEach
    void stop() {
        taking.close();
    }

    /** A page on which somebody has chosen, and written words. */
    private Map<String, String> typed(String address) {
        Map<String, String> form = taking.form(address);
        taking.answers(address).forEach((name, value) -> form.put(inForm(name), value));
        form.put(inForm("role"), "other");
        form.put(inForm("role.other"), WORDS);
        return form;
    }

    /** The words are there to be read, and the form that comes with them can be sent as it is. */
    private static Map<String, String> comesBack(
            Visitor.Answer refused, int status, String address, Map<String, String> typed) {
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.page().select("dd").eachText()).contains(WORDS);
        Map<String, String> form = refused.form(address);
        Map<String, String> same = new HashMap<>(typed);
        same.put("csrf", form.get("csrf"));
        assertThat(form).containsExactlyInAnyOrderEntriesOf(same);
        return form;
    }

    @Test
    void whoIsTooQuickWaitsAndSendsTheSameAgain() {
        String address = taking.agree();
        Map<String, String> typed = typed(address);
        Map<String, String> save = new HashMap<>(typed);
        save.put("go", "save");
        Visitor.Answer refused = visitor.post(address, save);
        while (refused.status() == 303) {
            refused = visitor.post(address, save);
        }
        Map<String, String> form = comesBack(refused, 429, address, save);
        taking.clock.pass(Duration.ofSeconds(Integer.parseInt(refused.header("Retry-After"))));
        assertThat(visitor.post(address, form).location()).isEqualTo(STUDY + "/saved");
    }

    @Test
    void whoIsTooQuickHoldsUpNobodyElseAtTheSameAddress() {
        String address = taking.agree();
        Map<String, String> typed = typed(address);
        while (visitor.post(address, typed).status() != 429) {}
        visitor = taking.visitor = new Visitor(taking.server);
        assertThat(taking.agree()).isEqualTo(address);
    }

    @Test
    void aBrowserThatLostItsCookieForFormsSendsTheSameAgain() {
        String address = taking.agree();
        Map<String, String> typed = typed(address);
        visitor.cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("visit"))
                .toList()
                .forEach(cookie -> visitor.cookies.getCookieStore().remove(null, cookie));
        Map<String, String> form = comesBack(visitor.post(address, typed), 403, address, typed);
        assertThat(visitor.post(address, form).location()).contains("/page/install.");
    }

    @Test
    void aFormOfAnotherSiteGetsNothingBackThatCouldBeSent() {
        String address = taking.agree();
        Visitor.Answer refused =
                visitor.post(
                        address,
                        Visitor.encode(typed(address)),
                        Map.of("Sec-Fetch-Site", "cross-site"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.page().select("form")).isEmpty();
    }

    @Test
    void afterAFaultOfOursTheSameCanBeSentAgain() {
        String address = taking.agree();
        Map<String, String> typed = typed(address);
        taking.diskFull.set(true); // and what was asked there is no longer part of the study
        String gone = address.replace("experience", "preference");
        Map<String, String> old = new HashMap<>(typed);
        Visitor.Answer refused = visitor.post(gone, old);
        assertThat(refused.status()).isEqualTo(503);
        taking.diskFull.set(false);
        assertThat(visitor.post(address, typed).location()).contains("/page/install.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT1H", "PT72H", "-PT72H", "PT1000H"})
    void aFormIsTakenWhateverTheClockDoesAndOverARestart(String passed) {
        String address = taking.agree();
        Map<String, String> typed = typed(address);
        taking.restart();
        taking.clock.pass(Duration.parse(passed));
        assertThat(visitor.post(address, typed).location()).contains("/page/install.");
        Map<String, String> send = taking.readyToSend();
        taking.restart();
        taking.clock.pass(Duration.parse(passed));
        assertThat(visitor.post(STUDY + "/send", send).location()).contains("/receipt");
    }

    @Test
    void aFormThatWasOpenedBeforeAnUpdateIsTaken() {
        String address = taking.agree();
        Map<String, String> old = new HashMap<>();
        typed(address).forEach((name, value) -> old.put(name.replace("answer.", ""), value));
        String visit =
                visitor.cookies.getCookieStore().getCookies().stream()
                        .filter(cookie -> cookie.getName().equals("visit"))
                        .map(cookie -> cookie.getValue().replaceFirst("\\.[^.]*$", ""))
                        .findFirst()
                        .orElseThrow();
        old.put("csrf", "9." + new Secret(taking.store.key()).sign("form", visit + "  9"));
        assertThat(visitor.post(address, old).location()).contains("/page/install.");
    }

    @Test
    void whatIsTooLargeForAStudySaysSoInTheLanguageOfTheBrowser() {
        String address = taking.agree();
        Map<String, String> form = typed(address);
        form.put(inForm("role.other"), "x".repeat(3_000_000));
        Visitor.Answer refused =
                visitor.post(address, Visitor.encode(form), Map.of("Accept-Language", "de-DE"));
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.page().select("html").attr("lang")).isEqualTo("de");
        assertThat(refused.body()).contains("Die Seiten davor sind gespeichert");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u8AD6", "\uD83D\uDE00"})
    void fiveOfTheLongestAnswersInAnyScriptAreTaken(String letter) {
        String question = "{name: N, kind: text, lines: true, text: T}";
        StringBuilder yaml =
                new StringBuilder(
                        "{study: long, version: 1, languages: [en], title: T, introduction: I,"
                                + " consent: C, frameworks: [{code: a, label: A}],"
                                + " environments: [{code: b, label: B}],"
                                + " sections: [{name: s, title: S, questions: [");
        Map<String, String> longest = new HashMap<>();
        for (String name : "one two three four five".split(" ")) {
            yaml.append(question.replace("N", name)).append(", ");
            longest.put(name, letter.repeat(Question.LONGEST_TEXT));
        }
        taking.store.publish(yaml.append("]}]}").toString());
        String address = visitor.submit("/s/long", "/s/long", Map.of("agree", "1")).location();
        assertThat(taking.answer(address, longest).location()).isEqualTo("/s/long/send");
        assertThat(visitor.submit("/s/long/send", "/s/long/send", Map.of()).location())
                .contains("/receipt");
        assertThat(taking.store.responses("long"))
                .singleElement()
                .extracting(response -> response.answers())
                .isEqualTo(new Answers(longest));
    }

    @Test
    void whatIsTooLongIsKeptUntilItIsShortened() {
        String address = taking.agree();
        String tooLong = "\u8AD6".repeat(Question.LONGEST_LINE + 1);
        Map<String, String> typed = typed(address);
        typed.put(inForm("role.other"), tooLong);
        typed.put("go", "save");
        assertThat(visitor.post(address, typed).location()).isEqualTo(STUDY + "/saved");
        typed.put("go", "next");
        Visitor.Answer refused = visitor.post(address, typed);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.page().getElementById("problem.role.other").text())
                .contains("At most 300", "301");
        assertThat(refused.form(address)).containsEntry("answer.role.other", tooLong);
    }
}
