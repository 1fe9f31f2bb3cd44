package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Study;
import org.junit.jupiter.api.Test;

/** Participants' pages, looked at by researchers before anybody can answer. */
class LookTest extends WithSite {
    private static final String HOME = "/admin/studies/" + Site.STUDY;

    /** Looks at all pages that a look leads to; returns the fields that they ask. */
    private Set<String> fields(String first, String language) {
        Set<String> asked = new HashSet<>();
        List<String> links =
                researcher
                        .get(first + "?language=" + language)
                        .page()
                        .select("ol a")
                        .eachAttr("href");
        for (String link : links) {
            Visitor.Answer page = researcher.get(link);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.page().select("html").attr("lang")).isEqualTo(language);
            assertThat(page.header("Content-Security-Policy"))
                    .contains(", sandbox ", "script-src 'none'")
                    .doesNotContain("allow-forms");
            assertThat(page.page().text()).contains("Only to look at");
            asked.addAll(page.page().select("main [name]").eachAttr("name"));
        }
        return asked;
    }

    private static void assertShowsEverything(Study study, Set<String> asked) {
        assertThat(asked)
                .containsAll(study.fields().stream().map(Field::name).map(Form::nameOf).toList());
    }

    @Test
    void aTextIsLookedAtInEveryLanguageBeforeItIsPublishedAndNothingIsStored() {
        String yaml = Site.shipped().replaceFirst("(?m)^study:.*$", "study: not-yet");
        Map<String, String> check = Map.of("do", "check", "yaml", yaml);
        Visitor.Answer preview = researcher.submit("/admin/new", "/admin/studies", check);
        String look = preview.page().select("a[href^=/admin/looks/]").first().attr("href");
        for (String language : List.of("en", "de")) {
            assertShowsEverything(Study.parse(yaml), fields(look, language));
        }
        for (String link :
                preview.page().select("details a[href^=/admin/looks/]").eachAttr("href")) {
            assertThat(researcher.get(link).status()).isEqualTo(200);
        }
        assertThat(site.store.studies()).containsExactly(Site.STUDY);
        site.restart();
        researcher.moveTo(site.server);
        researcher.submit("/admin/login", "/admin/login", Map.of("password", Site.PASSWORD));
        assertThat(researcher.get(look).body()).contains("check it again");
    }

    @Test
    void aClosedStudyIsLookedAtWithoutBeingBegunOrCounted() {
        researcher.submit(HOME, HOME + "/state", Map.of("state", "closed"));
        String look = researcher.get(HOME).page().select("a[href$=/look]").first().attr("href");
        assertShowsEverything(Study.parse(Site.shipped()), fields(look, "en"));
        assertThat(site.store.counts(Site.STUDY).drafts()).isZero();
        assertThat(site.store.counts(Site.STUDY).tests()).isZero();
        assertThat(researcher.get(HOME + "/versions/7/look").status()).isEqualTo(404);
        assertThat(researcher.get(look + "?language=xx&page=999999").status()).isEqualTo(200);
    }

    @Test
    void aQuestionOfEveryKindCanBeLookedAt() {
        String yaml = Manual.resource(HelpPages.TEMPLATE);
        Map<String, String> check = Map.of("do", "check", "yaml", yaml);
        Visitor.Answer preview = researcher.submit("/admin/new", "/admin/studies", check);
        String look = preview.page().select("a[href^=/admin/looks/]").first().attr("href");
        Study study = Study.parse(yaml);
        assertShowsEverything(study, fields(look, study.languages().get(0)));
    }
}
