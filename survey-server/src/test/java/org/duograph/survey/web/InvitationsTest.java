package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.nayuki.qrcodegen.QrCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.duograph.survey.results.SyntheticGroup;
import org.duograph.survey.store.Response;
import org.duograph.survey.store.Secrets;
import org.duograph.survey.store.Submission;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

class InvitationsTest extends WithSite {
    private static final String HOME = "/admin/studies/" + Site.STUDY + "/invitations";

    private Visitor.Answer issue(String count, String labels) {
        return researcher.submit(HOME, HOME, Map.of("count", count, "labels", labels));
    }

    private static List<String> links(Visitor.Answer sheet) {
        return sheet.page().select(".sheet code").eachText();
    }

    private static String token(String link) {
        return link.substring(link.lastIndexOf('/') + 1);
    }

    @Test
    void theSheetHasALinkForEachNameAndIsThereAgainTheSameAfterARestart() {
        Visitor.Answer made = issue("7", "Seat 1\n\n Seat 2 \n");
        Visitor.Answer sheet = researcher.get(made.location());
        assertThat(sheet.page().select(".sheet strong").eachText())
                .containsExactly("Seat 1", "Seat 2");
        List<String> tokens = links(sheet).stream().map(InvitationsTest::token).toList();
        assertThat(tokens).hasSize(2).doesNotHaveDuplicates();
        for (String token : tokens) {
            assertThat(site.store.invitation(Secrets.hash(token))).isPresent();
            assertThat(site.visitor().get("/i/" + token).location()).isEqualTo("/s/" + Site.STUDY);
        }
        site.restart();
        researcher.moveTo(site.server);
        researcher.submit("/admin/login", "/admin/login", Map.of("password", Site.PASSWORD));
        assertThat(links(researcher.get(HOME + "/sheet")))
                .extracting(InvitationsTest::token)
                .isEqualTo(tokens);
        assertThat(site.store.invitations(Site.STUDY)).hasSize(2);
    }

    @Test
    void eachSheetHasTheLinksJustMadeAndThePageOfInvitationsLeadsToAll() {
        issue("3", "");
        Visitor.Answer second = researcher.get(issue("2", "").location());
        assertThat(second.page().select(".sheet strong").eachText())
                .containsExactly("No. 4", "No. 5");
        String all = researcher.get(HOME).page().select("main .actions a").first().attr("href");
        assertThat(links(researcher.get(all))).hasSize(5);
    }

    @Test
    void whatCannotBeMadeComesBackAsItWasTyped() {
        for (String[] wrong :
                new String[][] {{"0", ""}, {"1001", ""}, {"1", "x".repeat(101)}, {"many", ""}}) {
            Visitor.Answer answer = issue(wrong[0], wrong[1]);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.page().select("[role=alert]").text()).isNotEmpty();
            assertThat(answer.page().select("#labels").val()).isEqualTo(wrong[1]);
            assertThat(answer.page().select("#count").val()).isEqualTo(wrong[0]);
        }
        assertThat(site.store.invitations(Site.STUDY)).isEmpty();
    }

    @Test
    void linksComeAsATableForLetters() {
        issue("1", "Ada, \"the first\"\n=1+1");
        Visitor.Answer csv = researcher.get(HOME + "/links.csv");
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        List<CsvRecord> rows = CsvReader.builder().ofCsvRecord(csv.body()).stream().toList();
        assertThat(rows.get(0).getFields()).containsExactly("number", "for", "link");
        assertThat(rows.get(1).getFields().subList(0, 2))
                .containsExactly("1", "Ada, \"the first\"");
        assertThat(rows.get(2).getField(1)).isEqualTo("'=1+1");
        assertThat(rows)
                .extracting(row -> row.getField(2))
                .containsExactly(
                        "link",
                        links(researcher.get(HOME + "/sheet")).get(0),
                        links(researcher.get(HOME + "/sheet")).get(1));
    }

    @Test
    void whichLinksWereUsedIsShownOnlyWhereAnswersAreNotAnonymous() {
        String pseudonymous =
                Site.shipped()
                        .replaceFirst("(?m)^study:.*$", "study: named")
                        .replaceFirst("(?m)^privacy:.*$", "privacy: pseudonymous");
        site.store.publish(pseudonymous);
        for (String study : new String[] {Site.STUDY, "named"}) {
            String token = site.store.issueInvitations(study, List.of("Ada", "Ben")).get(0);
            Response made = SyntheticGroup.responses().get(0);
            site.store.submit(
                    new Submission(
                            UUID.randomUUID().toString(),
                            study,
                            1,
                            "en",
                            "somebody",
                            Optional.of(Secrets.hash(token)),
                            made.order(),
                            made.answers(),
                            made.started(),
                            false));
        }
        String shown = researcher.get("/admin/studies/named/invitations").page().text();
        assertThat(shown)
                .contains("1 of them")
                .contains("Ada answered")
                .contains("Ben not answered");
        assertThat(researcher.get("/admin/studies/named/invitations/links.csv").body())
                .contains(",answered")
                .contains(",not answered");
        String hidden = researcher.get(HOME).page().text();
        assertThat(hidden).contains("1 of them").contains("Ada").doesNotContain("not answered");
        assertThat(researcher.get(HOME + "/links.csv").body()).doesNotContain("answered");
    }

    /** Dark modules drawn, as pairs of column and row, without the margin. */
    private static boolean[][] modules(Element svg) {
        int size = Integer.parseInt(svg.attr("viewBox").split(" ")[2]);
        boolean[][] dark = new boolean[size][size];
        String path = svg.select("path[fill=#000]").attr("d");
        Pattern row = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\3z");
        for (MatchResult run : row.matcher(path).results().toList()) {
            int x = Integer.parseInt(run.group(1));
            for (int i = 0; i < Integer.parseInt(run.group(3)); i++) {
                dark[Integer.parseInt(run.group(2))][x + i] = true;
            }
        }
        assertThat(row.matcher(path).replaceAll("")).isEmpty();
        return dark;
    }

    @Test
    void everyQrCodeSaysItsOwnLinkWithFourModulesOfWhiteAround() {
        issue("2", "");
        Visitor.Answer sheet = researcher.get(HOME + "/sheet");
        Visitor.Answer poster = researcher.get("/admin/studies/" + Site.STUDY + "/poster");
        assertThat(poster.page().select(".poster code").text())
                .isEqualTo(site.server.address() + "/s/" + Site.STUDY);
        for (Element item :
                List.of(
                        sheet.page().select(".sheet li").get(0),
                        sheet.page().select(".sheet li").get(1),
                        poster.page().select(".poster").first())) {
            QrCode code = QrCode.encodeText(item.select("code").text(), QrCode.Ecc.MEDIUM);
            boolean[][] drawn = modules(item.select("svg").first());
            assertThat(drawn.length).isEqualTo(code.size + 8);
            for (int y = 0; y < drawn.length; y++) {
                for (int x = 0; x < drawn.length; x++) {
                    assertThat(drawn[y][x]).isEqualTo(code.getModule(x - 4, y - 4));
                }
            }
        }
    }
}
