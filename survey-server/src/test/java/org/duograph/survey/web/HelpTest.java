package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.survey.study.Study;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class HelpTest extends WithSite {
    private static final Path DOCS = Path.of("..", "docs-site", "src", "docs", "survey");

    @Test
    void everyPageOfTheDocumentationIsThereWithAllItsHeadingsAndListings() throws Exception {
        List<String> links =
                researcher.get("/admin/help").page().select("main li a").eachAttr("href");
        assertThat(links).hasSameSizeAs(Manual.PAGES);
        for (String link : links) {
            Document page = researcher.get(link).page();
            String name = link.substring(link.lastIndexOf('/') + 1);
            List<String> source = Files.readAllLines(DOCS.resolve(name + ".adoc"));
            assertThat(page.select("h1").text()).isEqualTo(source.get(0).substring(2));
            assertThat(page.select("h2, h3"))
                    .hasSize((int) source.stream().filter(l -> l.matches("={2,3} .*")).count());
            assertThat(page.select("pre"))
                    .hasSize((int) source.stream().filter("----"::equals).count() / 2);
            assertThat(page.select("pre").eachText()).doesNotContain("");
        }
    }

    @Test
    void noMarkOfTheMarkupIsLeftInWhatIsRead() {
        for (String name : Manual.PAGES) {
            Document page = researcher.get("/admin/help/" + name).page();
            page.select("pre, code").remove();
            assertThat(page.select("main").text())
                    .as(name)
                    .doesNotContain("xref:", "|===", "[cols", "----", "::", "{version}", "`")
                    .doesNotContainPattern("\\*\\w|\\w\\*|(^| )[|]( |$)");
        }
    }

    @Test
    void everyLinkOfTheHelpLeadsToWhatIsThere() {
        for (String name : Manual.PAGES) {
            for (Element link : researcher.get("/admin/help/" + name).page().select("main a")) {
                String[] parts = link.attr("href").split("#");
                if (parts[0].startsWith("http")) continue;
                Visitor.Answer target = researcher.get(parts[0]);
                assertThat(target.status()).as(link.toString()).isEqualTo(200);
                if (parts.length > 1) {
                    assertThat(target.page().getElementById(parts[1]))
                            .as(link.toString())
                            .isNotNull();
                }
            }
        }
        assertThat(researcher.get("/admin/help/passwd").status()).isEqualTo(404);
    }

    @Test
    void theTemplateOfAllKindsOfQuestionsIsAStudyAndANewStudyCanBeginWithIt() {
        String template = researcher.get("/admin/help/template").body();
        assertThat(Study.parse(template).fields()).isNotEmpty();
        assertThat(researcher.get("/admin/new?template=1").page().select("#yaml").val())
                .isEqualToIgnoringNewLines(template);
    }
}
