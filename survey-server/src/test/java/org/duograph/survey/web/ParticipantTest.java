package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.survey.web.Participation.STUDY;
import static org.duograph.survey.web.Participation.inForm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.survey.store.Secrets;
import org.duograph.survey.store.StudyState;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A participant's way from the invitation to the last page, over HTTP. */
class ParticipantTest {
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

    @Test
    void whoComesWithoutALinkIsToldWhereToGo() {
        Visitor.Answer welcome = visitor.get("/");
        assertThat(welcome.status()).isEqualTo(200);
        assertThat(welcome.page().select("main").text())
                .contains("open the link that you were given", "/admin");
    }

    @Test
    void nothingIsAskedOrStoredBeforeConsent() {
        assertThat(visitor.get(STUDY + "/page/experience").location()).isEqualTo(STUDY);
        assertThat(visitor.get(STUDY + "/send").location()).isEqualTo(STUDY);
        Visitor.Answer refused = visitor.submit(STUDY, STUDY, Map.of());
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.page().select("#agree-problem")).hasSize(1);
        assertThat(taking.store.counts("framework-usability").drafts()).isZero();
    }

    @Test
    void whoDoesNotTakePartIsCountedAndNothingElse() {
        Map<String, String> form = visitor.get(STUDY).form(STUDY);
        Visitor.Answer refused = visitor.post(STUDY + "/refused", form);
        assertThat(visitor.get(refused.location()).body()).contains("Nothing about you was stored");
        assertThat(taking.store.counts("framework-usability").refused()).isEqualTo(1);
        assertThat(taking.store.counts("framework-usability").drafts()).isZero();
        form.put("trial", "1");
        visitor.post(STUDY + "/refused", form);
        assertThat(taking.store.counts("framework-usability").refused()).isEqualTo(1);
    }

    @Test
    void whoHasBegunIsAskedWhetherToDeleteInsteadOfBeingCounted() {
        taking.agree();
        assertThat(visitor.get(STUDY).page().select("[formaction]")).isEmpty();
        Map<String, String> form = visitor.get(STUDY).form(STUDY);
        assertThat(visitor.post(STUDY + "/refused", form).location()).isEqualTo(STUDY + "/stop");
        assertThat(taking.store.counts("framework-usability").refused()).isZero();
    }

    @Test
    void aPageIsAskedOnlyAfterTheOnesBeforeIt() {
        taking.agree();
        String first = STUDY + "/page/experience";
        assertThat(visitor.get(STUDY + "/page/preference").location()).isEqualTo(first);
        assertThat(visitor.get(STUDY + "/send").location()).isEqualTo(first);
        assertThat(visitor.get(STUDY + "/page/nonsense").location()).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    experience_years=ages            | experience_years
                    role=other                       | role.other
                    role=student role.other=juggler  | role.other
                    gpu=maybe                        | gpu
                    """)
    void everyWrongAnswerComesBackWithWhatIsWrong(String typed, String field) {
        String address = taking.agree();
        Map<String, String> answers = taking.answers(address);
        for (String pair : typed.split(" ")) {
            answers.put(pair.split("=")[0], pair.split("=")[1]);
        }
        assertComesBack(taking.answer(address, answers), answers, field);
    }

    @ParameterizedTest
    @CsvSource({"soon", "-5", "2881", "'1,200'", "20 min", "1e3"})
    void everyWrongNumberComesBackWithWhatIsWrong(String typed) {
        String address = taking.agree();
        address = taking.answer(address, taking.answers(address)).location();
        String more = taking.answer(address, taking.answers(address)).location();
        Map<String, String> answers = taking.answers(more);
        String field =
                answers.keySet().stream()
                        .filter(name -> name.startsWith("install_minutes"))
                        .findFirst()
                        .orElseThrow();
        answers.put(field, typed);
        assertComesBack(taking.answer(more, answers), Map.of(field, typed), field);
    }

    /** 422, all input kept, the problem on top with a link to the input, and beside the input. */
    private static void assertComesBack(
            Visitor.Answer answer, Map<String, String> input, String field) {
        assertThat(answer.status()).isEqualTo(422);
        Document page = answer.page();
        assertThat(page.title()).startsWith("Please correct");
        assertThat(page.select("#problems[role=alert] a").eachAttr("href"))
                .contains("#answer." + field);
        assertThat(page.getElementById("answer." + field)).as("where the link leads").isNotNull();
        assertThat(page.getElementById("problem." + field).text()).isNotBlank();
        assertThat(page.select("[aria-describedby~=(^| )problem." + field + "( |$)]")).isNotEmpty();
        input.forEach(
                (name, value) -> {
                    for (var shown : page.select("[name=answer." + name + "]")) {
                        boolean choice = shown.attr("type").equals("radio");
                        if (!choice) {
                            assertThat(shown.val()).isEqualTo(value);
                        } else if (shown.val().equals(value)) {
                            assertThat(shown.hasAttr("checked")).as(name).isTrue();
                        }
                    }
                });
    }

    @Test
    void missingAnswersAreListedFromTopToBottom() {
        Visitor.Answer answer = taking.answer(taking.agree(), Map.of());
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.page().select("#problems a").eachAttr("href"))
                .containsExactly("#answer.experience_years", "#answer.role");
    }

    @Test
    void answersThatLeadToMoreQuestionsShowThePageOnceMore() {
        String address = taking.agree();
        String install = taking.answer(address, taking.answers(address)).location();
        assertThat(visitor.get(install).body()).doesNotContain("install_minutes");
        String more = taking.answer(install, taking.answers(install)).location();
        assertThat(more).startsWith(install + "?more=1#question.install_minutes.");
        assertThat(visitor.get(more).body()).contains("install_minutes", "lead to more questions");
        String next = taking.answer(more, taking.answers(more)).location();
        assertThat(next).contains("/page/install.").isNotEqualTo(install);
    }

    @Test
    void backAndSaveKeepWhatIsTypedEvenIfIncomplete() {
        String address = taking.agree();
        Map<String, String> half = Map.of("role", "teacher", "go", "save");
        assertThat(taking.answer(address, half).location()).isEqualTo(STUDY + "/saved");
        Document page = visitor.get(address).page();
        assertThat(page.select("[name=answer.role][value=teacher]").hasAttr("checked")).isTrue();
    }

    @Test
    void aDraftGoesOnOnAnotherDeviceAfterARestart() {
        String address = taking.agree();
        taking.answer(address, Map.of("role", "teacher", "go", "save"));
        String link = visitor.get(STUDY + "/saved").page().select("a[href*=/r/]").attr("href");
        taking.restart();
        Visitor other = new Visitor(taking.server);
        String path = link.replaceFirst("http://[^/]*", "");
        assertThat(other.get(path).location()).isEqualTo(STUDY);
        assertThat(other.get(STUDY).body()).contains("Go on where you stopped");
        Document page = other.get(address).page();
        assertThat(page.select("[name=answer.role][value=teacher]").hasAttr("checked")).isTrue();
    }

    @Test
    void aFormThatWasOpenForADayAndOverARestartIsTaken() {
        String address = taking.agree();
        Map<String, String> form = taking.form(address);
        taking.answers(address).forEach((name, value) -> form.put(inForm(name), value));
        taking.restart();
        taking.clock.pass(Duration.ofHours(24));
        assertThat(visitor.post(address, form).location()).contains("/page/install.");
    }

    @Test
    void frameworksComeInTheOtherOrderForTheNextParticipant() {
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            visitor = taking.visitor = new Visitor(taking.server);
            String address = taking.agree();
            first.add(taking.answer(address, taking.answers(address)).location());
        }
        assertThat(first)
                .containsExactlyInAnyOrder(
                        STUDY + "/page/install.tensorflow", STUDY + "/page/install.caffe2");
    }

    @Test
    void aParticipantCanStopAndLeaveNothingBehind() {
        String address = taking.agree();
        taking.answer(address, Map.of("role", "teacher", "go", "stop"));
        visitor.submit(STUDY + "/stop", STUDY + "/stop", Map.of());
        assertThat(visitor.get(address).location()).isEqualTo(STUDY);
        assertThat(taking.store.counts("framework-usability").drafts()).isZero();
    }

    @Test
    void speaksGermanToWhoeverAsksForIt() {
        Visitor.Answer start = visitor.get(STUDY + "?language=de");
        assertThat(start.page().select("html").attr("lang")).isEqualTo("de");
        assertThat(start.body()).contains("Bevor Sie beginnen", "Dauert".toLowerCase());
        Map<String, String> form = start.form(STUDY);
        form.put("agree", "1");
        String address = visitor.post(STUDY, form).location();
        assertThat(visitor.get(address).page().text()).contains("Seit wie vielen Jahren", "Weiter");
    }

    @Test
    void aPersonalLinkIsNotSpentByLookingAndLeadsToOneDraftOnly() {
        String token =
                taking.store.issueInvitations("framework-usability", List.of("seat 1")).get(0);
        for (int i = 0; i < 10; i++) {
            assertThat(new Visitor(taking.server).get("/i/" + token).location()).isEqualTo(STUDY);
        }
        visitor.get("/i/" + token);
        String address = taking.agree();
        taking.answer(address, Map.of("role", "teacher", "go", "save"));
        Visitor other = new Visitor(taking.server);
        other.get("/i/" + token);
        assertThat(
                        other.get(address)
                                .page()
                                .select("[name=answer.role][value=teacher]")
                                .hasAttr("checked"))
                .isTrue();
        assertThat(visitor.get("/i/" + token + "x").status()).isEqualTo(404);
        assertThat(taking.store.invitation(Secrets.hash(token))).isPresent();
    }

    @Test
    void onlyThePersonalLinkLeadsBackToADraftBegunWithIt() {
        String token =
                taking.store.issueInvitations("framework-usability", List.of("seat 1")).get(0);
        visitor.get("/i/" + token);
        taking.agree();
        String participant = taking.store.draftByToken(token).orElseThrow().participant();
        Visitor other = new Visitor(taking.server);
        Visitor.Answer refused = other.get("/r/" + participant);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("Open the personal link");
        assertThat(other.get(STUDY).body()).doesNotContain("Go on where you stopped");
        other.get("/i/" + token);
        assertThat(other.get(STUDY).body()).contains("Go on where you stopped");
    }

    @Test
    void aClosedStudySaysSoAndKeepsNothing() {
        String address = taking.agree();
        taking.store.setState("framework-usability", StudyState.CLOSED);
        assertThat(new Visitor(taking.server).get(STUDY).body()).contains("takes no answers now");
        Visitor.Answer late = taking.answer(address, taking.answers(address));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.body()).contains("takes no answers now", "experience_years");
    }

    @Test
    void whatParticipantsTypeIsTextNeverMarkup() {
        String address = taking.agree();
        String evil = "\"><script>alert(1)</script>'${7*7}";
        taking.answer(address, Map.of("role", "other", "role.other", evil, "go", "save"));
        Visitor.Answer page = visitor.get(address);
        assertThat(page.page().select("script:not([src=/assets/answer.js])")).isEmpty();
        assertThat(page.page().getElementById("answer.role.other").val()).isEqualTo(evil);
    }
}
