package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.duograph.survey.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {
    private static final Map<String, String> PASSWORD =
            Map.of("password", "hasty otter climbs ropes", "again", "hasty otter climbs ropes");

    @TempDir Path data;
    private final HandClock clock = new HandClock();
    private Store store;
    private Server server;
    private Visitor visitor;

    @BeforeEach
    void start() {
        store = Store.open(data, Clock.systemUTC());
        server = Server.start(Settings.of(data), store, clock);
        visitor = new Visitor(server);
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    @Test
    void theSetUpLinkSetsThePasswordOnceAndOnlyThen() {
        String link = server.setUpLink();
        assertThat(visitor.submit(link, "/admin/setup", PASSWORD).location()).isEqualTo("/admin");
        assertThat(store.adminPassword().orElseThrow()).startsWith("$argon2id$");
        assertThat(visitor.get(link).status()).isEqualTo(403);
    }

    @Test
    void aSetUpLinkEndsAfterAnHour() {
        String link = server.setUpLink();
        clock.pass(Duration.ofMinutes(61));
        assertThat(visitor.get(link).body()).contains("older than an hour");
    }

    @Test
    void aPasswordMustBeLongAndTypedTwice() {
        String link = server.setUpLink();
        for (Map<String, String> wrong :
                List.of(
                        Map.of("password", "short", "again", "short"),
                        Map.of("password", "qwertyuiop123", "again", "qwertyuiop123"),
                        Map.of("password", "hasty otter climbs", "again", "hasty otter falls"))) {
            assertThat(visitor.submit(link, "/admin/setup", wrong).status()).isEqualTo(422);
        }
        assertThat(store.adminPassword()).isEmpty();
    }

    @Test
    void theRightPasswordLetsInAndAWrongOneDoesNot() {
        visitor.submit(server.setUpLink(), "/admin/setup", PASSWORD);
        Visitor other = new Visitor(server);
        Visitor.Answer wrong =
                other.submit("/admin/login", "/admin/login", Map.of("password", "guess"));
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.page().select("[role=alert]").text()).contains("no such name");
        Visitor.Answer right = other.submit("/admin/login", "/admin/login", PASSWORD);
        assertThat(right.location()).isEqualTo("/admin");
    }
}
