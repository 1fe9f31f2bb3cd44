package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.duograph.survey.results.SyntheticGroup;
import org.duograph.survey.store.Response;
import org.duograph.survey.store.StudyState;
import org.duograph.survey.store.Submission;
import org.junit.jupiter.api.Test;

class ResearcherTest extends WithSite {
    private static final String HOME = "/admin/studies/" + Site.STUDY;

    @Test
    void theListShowsTheShippedStudy() {
        Visitor.Answer list = researcher.get("/admin");
        assertThat(list.page().select("td a").text()).contains("How usable");
        assertThat(list.page().select(".tag").text()).isEqualTo("open");
    }

    @Test
    void aStudyIsClosedOpenedAgainAndArchived() {
        for (StudyState state :
                new StudyState[] {StudyState.CLOSED, StudyState.ARCHIVED, StudyState.OPEN}) {
            Map<String, String> wish = Map.of("state", state.name().toLowerCase());
            researcher.submit(HOME, HOME + "/state", wish);
            assertThat(site.store.state(Site.STUDY)).isEqualTo(state);
        }
        assertThat(site.store.audits(10)).extracting(e -> e.what()).contains("made archived");
        researcher.submit(HOME, HOME + "/state", Map.of("state", "gone"));
        assertThat(site.store.state(Site.STUDY)).isEqualTo(StudyState.OPEN);
    }

    @Test
    void aNewVersionIsPreviewedThenPublishedAndTheOldOneStays() {
        Map<String, String> check = Map.of("do", "check");
        Visitor.Answer preview = researcher.submit(HOME + "/edit", "/admin/studies", check);
        assertThat(preview.page().text()).contains("The text is a study").contains("Erfahrung");
        Map<String, String> form = preview.form("/admin/studies");
        form.put("do", "publish");
        assertThat(researcher.post("/admin/studies", form).location()).isEqualTo(HOME);
        assertThat(site.store.versions(Site.STUDY))
                .extracting(v -> v.version())
                .containsExactly(1, 2);
        assertThat(researcher.get(HOME + "/versions/1").body()).isEqualTo(Site.shipped());
        assertThat(researcher.get(HOME + "/versions/3").status()).isEqualTo(404);
    }

    @Test
    void publishingAnotherMeaningOfAnsweredQuestionsWarnsAndWantsToBeConfirmed() {
        String before = "{code: linux, label: Linux}";
        String yaml = Site.shipped().replace(before, "{code: linux, label: FreeBSD}");
        yaml = yaml.replaceFirst("version: 1", "version: 2");
        Map<String, String> wish = Map.of("do", "publish", "yaml", yaml);
        site.store.submit(submission());

        Visitor.Answer warned = researcher.submit(HOME + "/edit", "/admin/studies", wish);

        assertThat(warned.page().select("[role=alert]").text())
                .contains("system", "since version 1", "was “Linux”, is “FreeBSD”");
        assertThat(site.store.versions(Site.STUDY)).hasSize(1);
        Map<String, String> form = warned.form("/admin/studies");
        form.put("do", "publish");
        form.put("understood", "1");
        assertThat(researcher.post("/admin/studies", form).location()).isEqualTo(HOME);
        assertThat(site.store.versions(Site.STUDY)).hasSize(2);
    }

    private static Submission submission() {
        Response made = SyntheticGroup.responses().get(0);
        return new Submission(
                UUID.randomUUID().toString(),
                Site.STUDY,
                1,
                "en",
                "somebody",
                Optional.empty(),
                made.order(),
                made.answers(),
                made.started(),
                false);
    }

    @Test
    void everyFileThatResultsOfferIsThere() {
        Visitor.Answer results = researcher.get(HOME + "/results?tests=1");
        var links = results.page().select(".files a").eachAttr("href");
        assertThat(links)
                .contains(HOME + "/export/labels-de.xlsx?tests=1")
                .allSatisfy(
                        link -> {
                            Visitor.Answer file = researcher.get(link);
                            assertThat(file.status()).isEqualTo(200);
                            assertThat(file.header("Content-Disposition")).contains(Site.STUDY);
                        });
        assertThat(researcher.get(HOME + "/export/labels-fr.csv").status()).isEqualTo(404);
        assertThat(researcher.get(HOME + "/export/package-en.csv").status()).isEqualTo(404);
    }

    @Test
    void aWrongTextComesBackWithTheLineAndNothingIsPublished() {
        Map<String, String> wrong = Map.of("do", "publish", "yaml", "study: x\nversion: one\n");
        Visitor.Answer answer = researcher.submit("/admin/new", "/admin/studies", wrong);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.page().select("[role=alert]").text()).contains("line ");
        assertThat(answer.page().select("textarea").text()).contains("version: one");
        assertThat(site.store.studies()).containsExactly(Site.STUDY);
    }

    @Test
    void aVersionIsNeverChanged() {
        String changed = Site.shipped().replace("How usable are", "How lovely are");
        Map<String, String> again = Map.of("do", "publish", "yaml", changed);
        Visitor.Answer answer = researcher.submit(HOME + "/edit", "/admin/studies", again);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.page().select("[role=alert]").text()).contains("version");
        assertThat(site.store.latest(Site.STUDY).orElseThrow().yaml()).isEqualTo(Site.shipped());
    }

    @Test
    void aStudyThatIsBegunAnewIsNoVersionOfAnotherOfItsName() {
        String yaml = Site.shipped().replaceFirst("version: 1", "version: 2");
        Map<String, String> wish = Map.of("do", "publish", "yaml", yaml);
        Visitor.Answer answer = researcher.submit("/admin/new", "/admin/studies", wish);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.page().select("[role=alert]").text())
                .contains("a study named framework-usability is there already");
        assertThat(site.store.versions(Site.STUDY)).hasSize(1);
    }

    @Test
    void versionsOnlyGoUp() {
        site.store.publish(Site.shipped().replaceFirst("version: 1", "version: 5"));
        String yaml = Site.shipped().replaceFirst("version: 1", "version: 4");
        Map<String, String> wish = Map.of("do", "publish", "yaml", yaml);
        Visitor.Answer answer = researcher.submit(HOME + "/edit", "/admin/studies", wish);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.page().select("[role=alert]").text()).contains("Write version: 6");
    }

    @Test
    void aFileInAnotherEncodingIsShownAsItReadsAndPublishedOnlyWhenConfirmed() {
        String yaml = Site.shipped().replaceFirst("(?m)^study: .*$", "study: own");
        Visitor.Answer answer =
                researcher.upload(
                        "/admin/new",
                        "/admin/studies",
                        Map.of("do", "publish"),
                        yaml.getBytes(Charset.forName("windows-1252")));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.page().select("[role=alert]").text())
                .contains("the file is not in UTF-8")
                .containsPattern("line \\d+:");
        assertThat(site.store.studies()).containsExactly(Site.STUDY);

        Map<String, String> shown = answer.form("/admin/studies");
        assertThat(shown.get("yaml").strip()).isEqualTo(yaml.strip());
        shown.put("do", "publish");
        assertThat(researcher.post("/admin/studies", shown).status()).isEqualTo(303);
        assertThat(site.store.latest("own").orElseThrow().yaml()).contains("für");
    }

    @Test
    void theAuditLogShowsWhatWasDone() {
        researcher.submit(HOME, HOME + "/state", Map.of("state", "closed"));
        assertThat(researcher.get("/admin/audit").page().select("tbody tr").first().text())
                .contains("made closed");
    }

    @Test
    void changingThePasswordEndsOtherSessions() {
        Visitor other = site.visitor();
        other.submit("/admin/login", "/admin/login", Map.of("password", Site.PASSWORD));
        assertThat(other.get("/admin").status()).isEqualTo(200);
        String better = "seven quiet lamps hum";
        Map<String, String> change =
                Map.of("current", Site.PASSWORD, "password", better, "again", better);
        researcher.submit("/admin/settings", "/admin/password", change);
        assertThat(other.get("/admin").location()).startsWith("/admin/login");
        assertThat(researcher.get("/admin").status()).isEqualTo(200);
    }
}
