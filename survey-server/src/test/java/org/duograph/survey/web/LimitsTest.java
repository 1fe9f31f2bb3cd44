package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {
    @TempDir Path data;
    private Site site;

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void guessingAPasswordIsSlowedDownAndNobodyIsLockedOut() {
        site = new Site(data);
        for (int i = 0; i < Limit.LOGIN.requests(); i++) {
            assertThat(login(Map.of()).status()).isEqualTo(403);
        }
        Visitor.Answer refused = login(Map.of());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.page().text()).contains("wait").contains("Nothing is lost");
        int seconds = Integer.parseInt(refused.header("Retry-After"));
        assertThat(seconds).isBetween(1, 600);
        site.clock.pass(Duration.ofSeconds(seconds));
        assertThat(login(Map.of()).status()).isEqualTo(403);
    }

    @Test
    void aHeaderThatAnybodyCanWriteMakesNoNewVisitor() {
        site = new Site(data);
        for (int i = 0; i < Limit.LOGIN.requests(); i++) {
            login(Map.of("X-Forwarded-For", "192.0.2." + i));
        }
        assertThat(login(Map.of("X-Forwarded-For", "198.51.100.1")).status()).isEqualTo(429);
        assertThat(login(Map.of("Forwarded", "for=198.51.100.1")).status()).isEqualTo(429);
        assertThat(login(Map.of("X-Real-IP", "198.51.100.1")).status()).isEqualTo(429);
    }

    @Test
    void aProxyThatWeKnowTellsVisitorsApartByTheLastAddressItDidNotMakeUp() {
        site = new Site(Site.settings(data, Setting.PROXIES, "127.0.0.1"));
        for (int i = 0; i < Limit.LOGIN.requests(); i++) {
            login(Map.of("X-Forwarded-For", "192.0.2." + i + ", 198.51.100.1"));
        }
        assertThat(login(Map.of("X-Forwarded-For", "9.9.9.9, 198.51.100.1")).status())
                .isEqualTo(429);
        assertThat(login(Map.of("X-Forwarded-For", "198.51.100.2")).status()).isEqualTo(403);
    }

    @Test
    void everyRouteThatTakesAPasswordATokenOrAnswersHasALimit() {
        site = new Site(data);
        for (Door door : Door.all(site.server)) {
            boolean behindTheLogin = door.access().role().isPresent();
            if (door.changes() && !behindTheLogin && !door.path().endsWith("/logout")) {
                assertThat(door.limit()).as(door.path()).isPresent();
            }
        }
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItIsRead() {
        site = new Site(data);
        Visitor visitor = site.visitor();
        String large = "password=" + "x".repeat(Server.LARGEST_REQUEST);
        for (String path : new String[] {"/admin/login", "/api/install-times", "/nowhere"}) {
            isRefused(path, () -> visitor.post(path, large));
            isRefused(
                    path + ", without a length",
                    () ->
                            visitor.send(
                                    HttpRequest.newBuilder(visitor.uri(path))
                                            .header(
                                                    "Content-Type",
                                                    "application/x-www-form-urlencoded")
                                            .POST(
                                                    BodyPublishers.fromPublisher(
                                                            BodyPublishers.ofString(large)))));
        }
    }

    private static void isRefused(String what, Supplier<Visitor.Answer> sending) {
        try {
            assertThat(sending.get().status()).as(what).isIn(404, 413, 415);
        } catch (UncheckedIOException e) {
            // The server had hung up before all was sent, and the client did not read its answer.
            assertThat(e).as(what).hasCauseInstanceOf(IOException.class);
        }
    }

    private Visitor.Answer login(Map<String, String> headers) {
        Visitor visitor = site.visitor();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(visitor.uri("/admin/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("next=&password=guess"));
        headers.forEach(request::header);
        return visitor.send(request);
    }
}
