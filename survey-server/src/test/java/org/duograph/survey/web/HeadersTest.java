package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeadersTest extends WithSite {
    @Override
    Settings settings() {
        return Site.settings(data, Setting.LIMITS, "off");
    }

    @Test
    void everyRouteSendsTheHeadersToEverybody() {
        for (Door door : Door.all(site.server)) {
            for (Visitor visitor : new Visitor[] {researcher, site.visitor()}) {
                isGuarded(visitor.knock(door, Map.of()), door.toString());
            }
        }
    }

    @Test
    void errorPagesSendThemTooAndShowNoStackTrace() {
        isFault(researcher.get("/nowhere"), 404);
        isFault(researcher.get("/admin/studies/none"), 404);
        isFault(researcher.get("/admin/studies/" + Site.STUDY + "/versions/x"), 404);
        isFault(researcher.get("/assets/..%2f..%2fschema.sql"), 400, 404);
        isFault(researcher.get("/%00"), 400, 404);
        isFault(researcher.get("/admin/setup/wrong"), 403);
        isFault(researcher.post("/admin/backup", ""), 403);
        isFault(request("PUT", "/admin"), 403, 404, 405);
        isFault(request("TRACE", "/admin"), 400, 403, 404, 405);
        isFault(request("DELETE", "/admin/studies/" + Site.STUDY), 403, 404, 405);
    }

    @Test
    void whatIsTooLargeGetsAPageWithTheHeaders() { // the body stays unsent: nobody would read it
        String answer =
                RawHttp.send(
                        site.server,
                        "POST /admin/login HTTP/1.1",
                        "Host: localhost",
                        "Content-Length: " + (Server.LARGEST_REQUEST + 1));
        assertThat(answer)
                .startsWith("HTTP/1.1 413")
                .containsIgnoringCase("content-security-policy: ")
                .contains("<h1>")
                .doesNotContain("\tat ", "jetty");
    }

    @Test
    void requestsThatAreNoHttpGetAPageWithTheHeaders() {
        for (String line :
                new String[] {"GET / HTTP/9.9", "\u0001 / HTTP/1.1", "GET /%zz HTTP/1.1"}) {
            String answer = RawHttp.send(site.server, line, "Host: localhost");
            assertThat(answer)
                    .as(line)
                    .containsPattern("^HTTP/1.1 (4|505)")
                    .doesNotContain("\tat ", "jetty");
            assertThat(answer.toLowerCase()).as(line).doesNotContain("server: jetty");
        }
    }

    @Test
    void onlyAssetsMayBeKeptByBrowsers() {
        for (Door door : Door.all(site.server)) {
            String cache = researcher.knock(door, Map.of()).header("Cache-Control");
            boolean asset = door.path().startsWith("/assets/");
            assertThat(cache).as(door.path()).contains(asset ? "public" : "no-store");
        }
    }

    @Test
    void aServerBehindHttpsTellsBrowsersToStayThereAndKeepsItsCookiesThere() {
        site.close();
        site = new Site(Site.settings(data, Setting.URL, "https://survey.example.org"));
        Visitor.Answer answer = site.visitor().get("/admin/login");
        assertThat(answer.header("Strict-Transport-Security")).contains("max-age=31536000");
        assertThat(answer.response().headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).startsWith("__Host-").contains("Secure"));
    }

    private Visitor.Answer request(String method, String path) {
        return researcher.send(
                HttpRequest.newBuilder(researcher.uri(path))
                        .method(method, BodyPublishers.noBody()));
    }

    private static void isFault(Visitor.Answer answer, Integer... statuses) {
        assertThat(answer.status()).as(answer.url()).isIn((Object[]) statuses);
        isGuarded(answer, answer.url());
        assertThat(answer.body())
                .as(answer.url())
                .contains("Reference")
                .doesNotContain("\tat ", "Exception", "org.duograph", "jetty");
    }

    private static void isGuarded(Visitor.Answer answer, String what) {
        assertThat(answer.header("Content-Security-Policy"))
                .as(what)
                .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe");
        for (String header :
                Set.of(
                        "Referrer-Policy",
                        "Cross-Origin-Opener-Policy",
                        "Cross-Origin-Resource-Policy")) {
            assertThat(answer.header(header)).as(what + ": " + header).isEqualTo("same-origin");
        }
        assertThat(answer.header("X-Content-Type-Options")).as(what).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).as(what).isEqualTo("DENY");
        assertThat(answer.header("Server")).as(what).isEmpty();
        String type = answer.header("Content-Type");
        if (type.startsWith("text/")) {
            assertThat(type).as(what).containsIgnoringCase("charset=utf-8");
        }
    }
}
