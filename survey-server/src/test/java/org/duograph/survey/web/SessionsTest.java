package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpCookie;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionsTest extends WithSite {
    private static final Map<String, String> LOGIN = Map.of("password", Site.PASSWORD);

    @Test
    void aSessionEndsAfterHalfAnHourWithoutARequest() {
        site.clock.pass(Duration.ofMinutes(29));
        assertThat(researcher.get("/admin").status()).isEqualTo(200);
        site.clock.pass(Duration.ofMinutes(29));
        assertThat(researcher.get("/admin").status()).isEqualTo(200);
        site.clock.pass(Duration.ofMinutes(31));
        assertThat(researcher.get("/admin").location()).startsWith("/admin/login");
    }

    @Test
    void aPageThatRenewsItselfDoesNotKeepTheSessionAlive() {
        for (int minutes = 0; minutes < 40; minutes += 10) {
            site.clock.pass(Duration.ofMinutes(10));
            researcher.send(HttpRequest.newBuilder(researcher.uri("/admin")).header("X-Live", "1"));
        }
        assertThat(researcher.get("/admin").location()).startsWith("/admin/login");
    }

    @Test
    void aSessionEndsAfterTwelveHoursWhateverHappens() {
        for (int minutes = 0; minutes < 12 * 60; minutes += 20) {
            assertThat(researcher.get("/admin").status()).isEqualTo(200);
            site.clock.pass(Duration.ofMinutes(20));
        }
        site.clock.pass(Duration.ofMinutes(1));
        assertThat(researcher.get("/admin").location()).startsWith("/admin/login");
    }

    @Test
    void loggingOutEndsTheSessionForACopyOfItsCookieToo() {
        String copied = session(researcher).getValue();
        assertThat(withSession(copied).status()).isEqualTo(200);
        researcher.submit("/admin", "/admin/logout", Map.of());
        assertThat(withSession(copied).location()).startsWith("/admin/login");
    }

    @Test
    void aSessionThatWasPlantedBeforeIsWorthNothingAfterLoggingIn() {
        String planted = session(researcher).getValue();
        researcher.submit("/admin/login", "/admin/login", LOGIN);
        assertThat(session(researcher).getValue()).isNotEqualTo(planted);
        assertThat(withSession(planted).location()).startsWith("/admin/login");
    }

    @Test
    void aMadeUpOrChangedSessionIsNone() {
        String value = session(researcher).getValue();
        String key = value.substring(0, value.lastIndexOf('.'));
        String signature = value.substring(value.lastIndexOf('.') + 1);
        for (String wrong :
                List.of(
                        key,
                        key + ".",
                        key + "." + signature.substring(1),
                        "A" + key + "." + signature,
                        Secret.random() + "." + signature,
                        ".")) {
            assertThat(withSession(wrong).location()).as(wrong).startsWith("/admin/login");
        }
    }

    @Test
    void aSessionsFormIsWorthNothingInTheNextSession() {
        Map<String, String> form = researcher.get("/admin/settings").form("/admin/backup");
        researcher.submit("/admin/login", "/admin/login", LOGIN);
        assertThat(researcher.post("/admin/backup", form).status()).isEqualTo(403);
    }

    @Test
    void scriptsAndOtherSitesDoNotGetTheCookies() {
        Visitor.Answer answer = site.visitor().submit("/admin/login", "/admin/login", LOGIN);
        assertThat(answer.response().headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(
                        cookie ->
                                assertThat(cookie)
                                        .contains("HttpOnly")
                                        .contains("SameSite=Lax")
                                        .contains("Path=/"));
    }

    @Test
    void afterLoggingInOneGoesOnlyToPagesOfThisServer() {
        assertThat(researcher.get("/admin/login?next=%2Fadmin%2Faudit").form("/admin/login"))
                .containsEntry("next", "/admin/audit");
        for (String elsewhere :
                List.of("https://evil.test/", "//evil.test", "/admin//evil.test", "/admin/..%0d")) {
            Map<String, String> wish = Map.of("password", Site.PASSWORD, "next", elsewhere);
            assertThat(researcher.submit("/admin/login", "/admin/login", wish).location())
                    .as(elsewhere)
                    .isEqualTo("/admin");
        }
    }

    private Visitor.Answer withSession(String value) {
        Visitor thief = site.visitor();
        return thief.send(
                HttpRequest.newBuilder(thief.uri("/admin")).header("Cookie", "session=" + value));
    }

    private static HttpCookie session(Visitor visitor) {
        return visitor.cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("session"))
                .findFirst()
                .orElseThrow();
    }
}
