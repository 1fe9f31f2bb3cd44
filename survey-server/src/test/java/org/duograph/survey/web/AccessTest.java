package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.survey.store.AuditEntry;
import org.junit.jupiter.api.Test;

/** Every route, tried by everyone. */
class AccessTest extends WithSite {
    @Override
    Settings settings() {
        return Site.settings(data, Setting.LIMITS, "off");
    }

    @Test
    void strangersAreSentToTheLoginAndCanChangeNothing() {
        for (Door door : Door.all(site.server)) {
            if (door.access().role().isEmpty()) continue;
            Visitor.Answer answer = site.visitor().knock(door, Map.of());
            if (door.changes()) {
                assertThat(answer.status()).as(door.path()).isEqualTo(403);
            } else {
                assertThat(answer.location())
                        .as(door.path())
                        .isEqualTo("/admin/login?next=" + door.path().replace("/", "%2F"));
            }
        }
    }

    @Test
    void researchersAreLetInEverywhere() {
        for (Door door : Door.all(site.server)) {
            if (!door.changes() && !door.path().equals("/admin/setup/something")) {
                assertThat(researcher.knock(door, Map.of()).status())
                        .as(door.path())
                        .isNotIn(401, 403, 405, 500);
            }
        }
    }

    @Test
    void participantsNeedNoLogin() {
        for (Door door : doors(Access.EVERYBODY)) {
            if (!door.changes()) {
                assertThat(site.visitor().knock(door, Map.of()).location())
                        .as(door.path())
                        .doesNotContain("/admin");
            }
        }
    }

    @Test
    void whoeverComesFromElsewhereGetsNoResearchersPageEvenWithTheirSession() {
        List<Map<String, String>> elsewhere =
                List.of(
                        Map.of("X-Forwarded-For", "192.0.2.7"),
                        Map.of("Forwarded", "for=192.0.2.7"),
                        Map.of("X-Forwarded-For", "127.0.0.1", "X-Forwarded-Proto", "https"));
        for (Door door : Door.all(site.server)) {
            boolean forResearchers = door.access().needsSafePlace();
            for (Map<String, String> headers : elsewhere) {
                int status = researcher.knock(door, headers).status();
                if (forResearchers) {
                    assertThat(status).as(door + " with " + headers).isEqualTo(403);
                } else if (!door.changes()) {
                    assertThat(status).as(door + " with " + headers).isNotEqualTo(403);
                }
            }
        }
    }

    @Test
    void aForeignNameForThisComputerIsNotThisComputer() {
        String answer = RawHttp.send(site.server, "GET /admin/login HTTP/1.1", "Host: evil.test");
        assertThat(answer).startsWith("HTTP/1.1 403");
        assertThat(RawHttp.send(site.server, "GET /admin/login HTTP/1.1", "Host: localhost"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void noFormIsTakenWithoutItsTokenOrFromAnotherSite() {
        Visitor other = site.visitor();
        other.get("/admin/login");
        String foreign = other.get("/admin/login").form("/admin/login").get(Csrf.FIELD);
        String own = researcher.get("/admin/settings").form("/admin/backup").get(Csrf.FIELD);
        List<AuditEntry> before = site.store.audits(100);
        for (Door door : Door.forms(site.server)) {
            for (String body :
                    List.of(
                            "",
                            "csrf=",
                            "csrf=" + foreign,
                            "csrf=" + own + "x",
                            "csrf=0." + own.substring(own.indexOf('.') + 1),
                            "csrf=" + own + "&csrf=" + own)) {
                assertThat(researcher.post(door.path(), body).status())
                        .as(door.path() + " with " + body)
                        .isEqualTo(403);
            }
            for (Map<String, String> headers :
                    List.of(
                            Map.of("Sec-Fetch-Site", "cross-site"),
                            Map.of("Sec-Fetch-Site", "same-site"),
                            Map.of("Origin", "https://evil.test"),
                            Map.of("Origin", "null"))) {
                assertThat(researcher.post(door.path(), "csrf=" + own, headers).status())
                        .as(door.path() + " with " + headers)
                        .isEqualTo(403);
            }
        }
        assertThat(site.store.audits(100)).isEqualTo(before);
    }

    @Test
    void aFormStaysGoodForDaysAndOverARestart() {
        Visitor visitor = site.visitor();
        Map<String, String> form = visitor.get("/admin/login").form("/admin/login");
        form.put("password", Site.PASSWORD);
        site.clock.pass(java.time.Duration.ofHours(71));
        site.restart();
        visitor.moveTo(site.server);
        assertThat(visitor.post("/admin/login", form).location()).isEqualTo("/admin");
    }

    @Test
    void programsBringNoCookiesAndNeedNoForm() {
        for (Door door : doors(Access.PROGRAM)) {
            assertThat(site.visitor().knock(door, Map.of()).header("Content-Type"))
                    .as(door.path())
                    .startsWith("application/json");
        }
    }

    private List<Door> doors(Access access) {
        return Door.all(site.server).stream().filter(door -> door.access() == access).toList();
    }
}
