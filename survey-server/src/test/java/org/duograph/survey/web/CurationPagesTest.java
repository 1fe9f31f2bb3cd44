package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.duograph.survey.results.SyntheticGroup;
import org.duograph.survey.store.InstallTime;
import org.duograph.survey.store.Secrets;
import org.duograph.survey.store.Submission;
import org.duograph.survey.study.Answers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a researcher does with single responses, measurements, invitations and a study. */
class CurationPagesTest {
    private static final String DEMO = SyntheticGroup.responses().get(0).study();
    private static final String BASE = "/admin/studies/" + DEMO;

    @TempDir Path data;
    private Site site;
    private Visitor researcher;
    private String response;

    @BeforeEach
    void start() {
        site = new Site(Site.settings(data, Setting.LIMITS, "off"));
        SyntheticGroup.load(site.store);
        researcher = site.researcher();
        String link =
                researcher
                        .get(BASE + "/responses")
                        .page()
                        .selectFirst("td a[href*=/responses/]")
                        .attr("href");
        response = link;
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Visitor.Answer submit(String page, String action, Map<String, String> typed) {
        Visitor.Answer answer = researcher.submit(page, action, typed);
        assertThat(answer.status()).as(action).isEqualTo(303);
        return researcher.get(answer.location());
    }

    @Test
    void allResponsesAreListedAndOneShowsItsAnswers() {
        assertThat(researcher.get(BASE + "/responses").page().select("td a")).hasSize(8);
        assertThat(researcher.get(response).body())
                .contains("install_minutes.tensorflow.local", "Keep the note", "Erase ...");
        String elsewhere = response.replace(DEMO, Site.STUDY);
        assertThat(researcher.get(elsewhere).status()).isEqualTo(404);
    }

    @Test
    void manyResponsesComePageByPage() {
        for (int i = 0; i < 60; i++) {
            site.store.submit(submission("%03d-of-many".formatted(i)));
        }
        String list = "/admin/studies/" + Site.STUDY + "/responses";
        var first = researcher.get(list).page();
        assertThat(first.select("tbody tr")).hasSize(50);
        var second = researcher.get(first.selectFirst("a:containsOwn(More)").attr("href")).page();
        assertThat(second.select("tbody tr")).hasSize(10);
        assertThat(second.selectFirst("a:containsOwn(More)")).isNull();
    }

    private static Submission submission(String id) {
        return new Submission(
                id,
                Site.STUDY,
                1,
                "en",
                "participant of " + id,
                Optional.empty(),
                List.of("tensorflow", "caffe2"),
                Answers.NONE,
                Instant.EPOCH,
                false);
    }

    @Test
    void anExcludedResponseIsShownWithItsReasonAndCanBeIncludedAgain() {
        Visitor.Answer wrong =
                researcher.submit(response, response + "/exclude", Map.of("reason", "  "));
        assertThat(wrong.status()).isEqualTo(422);
        Visitor.Answer excluded =
                submit(response, response + "/exclude", Map.of("reason", "<b>too fast</b>"));
        assertThat(excluded.page().text()).contains("<b>too fast</b>");
        assertThat(excluded.body()).doesNotContain("<b>too");
        assertThat(researcher.get(BASE + "/responses").body())
                .contains("8 responses, 1 of them excluded");
        assertThat(researcher.get(BASE).page().text()).contains("excluded from results 1");
        assertThat(researcher.get(BASE + "/results").page().text()).contains("7");
        submit(response, response + "/include", Map.of());
        assertThat(site.store.counts(DEMO).excluded()).isZero();
    }

    @Test
    void aNoteIsKeptAndShown() {
        assertThat(submit(response, response + "/note", Map.of("note", "called us")).body())
                .contains("called us");
        assertThat(researcher.get(BASE + "/responses").body()).contains("called us");
    }

    @Test
    void aResponseIsErasedAfterAQuestion() {
        Visitor.Answer question = researcher.get(response + "/erase");
        assertThat(question.body()).contains("will be gone", "No, go back");
        assertThat(site.store.counts(DEMO).responses()).isEqualTo(8);
        submit(response + "/erase", response + "/erase", Map.of());
        assertThat(site.store.counts(DEMO).responses()).isEqualTo(7);
        assertThat(researcher.get(response).status()).isEqualTo(404);
        assertThat(researcher.get("/admin/audit").body()).contains("erased a response");
    }

    @Test
    void measurementsAreApprovedAndRefusedOneByOneAndAllTogether() {
        for (String id : List.of("1", "2", "3", "4")) site.store.addInstallTime(time(id));
        String page = "/admin/studies/" + Site.STUDY + "/measurements";
        assertThat(researcher.get(page).page().text()).contains("Waiting: 4");
        submit(page, page + "/approve", Map.of("id", "1"));
        assertThat(site.store.installTimes(Site.STUDY))
                .extracting(InstallTime::id)
                .containsExactly("1");
        submit(page + "/erase?id=2", page + "/erase", Map.of());
        assertThat(site.store.curation().waiting(Site.STUDY))
                .extracting(InstallTime::id)
                .containsExactly("3", "4");
        submit(page, page + "/approve", Map.of("id", "all"));
        assertThat(site.store.installTimes(Site.STUDY)).hasSize(3);
        site.store.addInstallTime(time("5"));
        submit(page + "/erase?id=all", page + "/erase", Map.of());
        assertThat(site.store.curation().waiting(Site.STUDY)).isEmpty();
        assertThat(site.store.installTimes(Site.STUDY)).hasSize(3);
    }

    private static InstallTime time(String id) {
        return new InstallTime(
                id,
                Site.STUDY,
                Optional.empty(),
                "tensorflow",
                "local",
                "finished",
                60,
                1,
                Instant.EPOCH,
                new TreeMap<>(Map.of("os", "linux")));
    }

    @Test
    void anInvitationIsErasedAfterAQuestion() {
        String token = site.store.issueInvitations(Site.STUDY, List.of("Ann", "Bob")).get(0);
        String page = "/admin/studies/" + Site.STUDY + "/invitations";
        String ask = page + "/erase?invitation=" + Secrets.hash(token);
        assertThat(researcher.get(page).page().select("td a[href*=erase]")).hasSize(2);
        assertThat(researcher.get(ask).body()).contains("the invitation of Ann");
        submit(ask, page + "/erase", Map.of());
        assertThat(researcher.get(page).body()).contains("Bob").doesNotContain("Ann");
        assertThat(site.visitor().get("/i/" + token).status()).isEqualTo(404);
        assertThat(researcher.get(ask).status()).isEqualTo(404);
    }

    @Test
    void aStudyIsErasedAfterAQuestionAndItsNameTakesAnother() {
        assertThat(researcher.get(BASE + "/erase").body()).contains("8 responses", "1 versions");
        submit(BASE + "/erase", BASE + "/erase", Map.of());
        assertThat(researcher.get(BASE).status()).isEqualTo(404);
        assertThat(researcher.get(BASE + "/results").status()).isEqualTo(404);
        site.store.publish(
                Site.shipped()
                        .replace("study: " + Site.STUDY, "study: " + DEMO)
                        .replace("privacy: anonymous", "privacy: pseudonymous"));
        assertThat(researcher.get(BASE + "/results").status()).isEqualTo(200);
        assertThat(researcher.get(BASE).page().text()).contains("Nobody has begun yet");
    }
}
