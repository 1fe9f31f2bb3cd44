package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Texts that would be more than texts if the server let them. */
class InjectionTest extends WithSite {
    private static final String HOME = "/admin/studies/" + Site.STUDY;
    private static final String SCRIPT =
            "\"'><script>alert(1)</script><img src=x onerror=alert(2)>";
    private static final List<String> SQL =
            List.of("' OR '1'='1", "'; DROP TABLE response; --", "\\'", "%27%20--", "%", "_");

    @Override
    Settings settings() {
        return Site.settings(data, Setting.LIMITS, "off");
    }

    @Test
    void whatIsTypedIsShownAsTextEverywhere() {
        String title = "'" + SCRIPT.replace("'", "''") + "'";
        String study =
                Site.shipped()
                        .replaceFirst("(?m)^study:.*$", "study: hostile")
                        .replaceFirst("(?m)^title:\\n  en: .*$", "title:\n  en: " + title);
        Map<String, String> publish = Map.of("do", "publish", "yaml", study);
        Map<String, String> check = Map.of("do", "check", "yaml", study);
        isText(researcher.submit("/admin/new", "/admin/studies", check), false);
        researcher.submit("/admin/new", "/admin/studies", publish);
        String hostile = "/admin/studies/hostile";
        String form = hostile + "/invitations";
        Map<String, String> invited = Map.of("count", "", "labels", SCRIPT);
        isText(researcher.get(researcher.submit(form, form, invited).location()));
        for (String page :
                List.of(
                        "/admin",
                        hostile,
                        hostile + "/results",
                        hostile + "/edit",
                        hostile + "/report.html",
                        form,
                        "/s/hostile")) {
            isText(researcher.get(page));
        }
        isText(researcher.submit("/admin/login", "/admin/login", Map.of("next", SCRIPT)), false);
        isText(researcher.get("/nowhere/" + encode(SCRIPT)), false);
        isText(researcher.get(HOME + "/results?answer.role=" + encode(SCRIPT)), false);
        site.store.audit(SCRIPT, SCRIPT, SCRIPT);
        isText(researcher.get("/admin/audit"));
    }

    @Test
    void quotesAndWildcardsInNamesFindNothingAndBreakNothing() {
        for (String attack : SQL) {
            String name = encode(attack).replace("+", "%20");
            for (String path :
                    List.of(
                            "/admin/studies/" + name,
                            "/admin/studies/" + name + "/invitations",
                            "/admin/studies/" + name + "/results",
                            "/admin/studies/" + name + "/export/wide.csv",
                            HOME + "/versions/" + name,
                            HOME + "/export/" + name,
                            "/s/" + name,
                            "/i/" + name,
                            "/r/" + name)) {
                assertThat(researcher.get(path).status()).as(path).isBetween(300, 499);
            }
            String form = HOME + "/invitations";
            researcher.submit(form, form, Map.of("labels", attack));
            assertThat(researcher.get(form).page().select("td").eachText()).contains(attack);
            assertThat(
                            site.visitor()
                                    .submit(
                                            "/admin/login",
                                            "/admin/login",
                                            Map.of("password", attack))
                                    .status())
                    .isEqualTo(403);
        }
        assertThat(site.store.studies()).containsExactly(Site.STUDY);
    }

    @Test
    void theNameOfADownloadIsOurs() {
        String header = researcher.get(HOME + "/export/wide.csv").header("Content-Disposition");
        assertThat(header).isEqualTo("attachment; filename=\"framework-usability-wide.csv\"");
        assertThat(researcher.get("/admin/studies/..%2f..%2fx%22/export/wide.csv").status())
                .isBetween(400, 404);
    }

    @Test
    void theLogHasNoPasswordTokenAddressOrAnswer() {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        String token = "";
        try {
            site.visitor()
                    .submit("/admin/login", "/admin/login", Map.of("password", "secret-guess"));
            String form = HOME + "/invitations";
            String sheet =
                    researcher.submit(form, form, Map.of("labels", "Secret Name")).location();
            token = researcher.get(sheet).page().select(".sheet code").first().text();
            token = token.substring(token.lastIndexOf('/') + 1);
            Visitor guest = site.visitor();
            guest.get("/i/" + token);
            guest.get("/i/secret-token");
            guest.get("/admin/setup/secret-token");
            guest.post("/admin/backup", "x=secret-answer");
            guest.post("/s/" + Site.STUDY, "csrf=&consent=secret-answer");
            guest.get("/nowhere/secret-path%0aforged");
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("a login failed", "/admin/backup")
                .doesNotContainIgnoringCase("secret")
                .doesNotContain(token, "127.0.0.1", "forged");
    }

    private static void isText(Visitor.Answer answer) {
        isText(answer, true);
    }

    private static void isText(Visitor.Answer answer, boolean shown) {
        assertThat(answer.body()).as(answer.url()).doesNotContain("<script>alert", "<img src=x");
        assertThat(answer.page().select("script:not([src]), [onerror]")).as(answer.url()).isEmpty();
        if (shown) {
            assertThat(answer.status()).as(answer.url()).isLessThan(300);
            String tags = SCRIPT.substring(SCRIPT.indexOf('<')); // YAML doubles quotes
            assertThat(answer.page().text()).as(answer.url()).contains(tags);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
