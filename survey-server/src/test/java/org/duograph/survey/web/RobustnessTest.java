package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent to whatever address: no fault of the server's, no stack trace in its log. */
class RobustnessTest {
    private static final List<String> BODIES =
            List.of(
                    "",
                    "null",
                    "[null]",
                    "{\"id\":null}",
                    "{\"day\":\"+999999999-12-31\"}",
                    "%",
                    "csrf=%zz&a=%",
                    "=&=&&==",
                    "\u0000\u0001\uffff",
                    "version=99999999999999999999&started=+1000000000-01-01T00:00:00Z&page=-1");

    @TempDir Path data;
    private Site site;
    private final PrintStream errors = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @BeforeEach
    void start() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        site = new Site(Site.settings(data, Setting.LIMITS, "off"));
    }

    @AfterEach
    void stop() {
        site.close();
        System.setErr(errors);
    }

    private String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    private void noFaultIsInTheLog() {
        assertThat(log()).doesNotContain("\tat ", "Exception", "fault ");
    }

    private static HttpRequest.Builder request(Visitor visitor, String method, String path) {
        return HttpRequest.newBuilder(visitor.uri(path)).method(method, BodyPublishers.noBody());
    }

    @Test
    void headIsAnsweredAsGetIsWithoutTheBody() {
        Visitor researcher = site.researcher();
        for (Door door : Door.all(site.server)) {
            if (door.changes()) continue;
            for (Visitor visitor : List.of(researcher, site.visitor())) {
                Visitor.Answer get = visitor.get(door.path());
                Visitor.Answer head = visitor.send(request(visitor, "HEAD", door.path()));
                assertThat(head.status()).as(door.path()).isEqualTo(get.status());
                assertThat(head.body()).as(door.path()).isEmpty();
                assertThat(head.header("Content-Type"))
                        .as(door.path())
                        .isEqualTo(get.header("Content-Type"));
                assertThat(head.header("Content-Security-Policy")).as(door.path()).isNotEmpty();
            }
        }
        assertThat(site.visitor().send(request(researcher, "HEAD", "/nowhere")).status())
                .isEqualTo(404);
        noFaultIsInTheLog();
    }

    @Test
    void noMethodAndNoBodyMakesAFault() throws IOException {
        Visitor researcher = site.researcher();
        for (Door door : Door.all(site.server)) {
            for (String method : List.of("OPTIONS", "PUT", "PATCH", "DELETE")) {
                isNoFault(method, researcher, door.path(), "text/plain", "");
            }
            for (String type :
                    List.of(
                            "application/x-www-form-urlencoded",
                            "multipart/form-data; boundary=x",
                            "multipart/form-data",
                            "application/json",
                            "/;=")) {
                for (String body : BODIES) isNoFault("POST", researcher, door.path(), type, body);
            }
        }
        noFaultIsInTheLog();
    }

    /** Sends it on a connection of its own: after some of these the server closes it. */
    private void isNoFault(String method, Visitor visitor, String path, String type, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String cookies =
                visitor.cookies.getCookieStore().getCookies().stream()
                        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                        .collect(Collectors.joining("; "));
        String head =
                String.join(
                        "\r\n",
                        method + " " + path + " HTTP/1.1",
                        "Host: localhost",
                        "Connection: close",
                        "Cookie: " + cookies,
                        "Content-Type: " + type,
                        "Content-Length: " + bytes.length,
                        "\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.server.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(new String(answer, StandardCharsets.UTF_8))
                    .as(method + " " + path + " " + type + " " + body)
                    .matches("(?s)HTTP/1.1 [234].*");
        }
    }

    @Test
    void formsThatAreOursButHoldNonsenseMakeNoFault() {
        Visitor researcher = site.researcher();
        String csrf = researcher.get("/admin/settings").form("/admin/backup").get(Csrf.FIELD);
        for (Door door : Door.forms(site.server)) {
            // What takes the researcher's place away is tried elsewhere.
            if (door.path().matches("/admin/(logout|password|backup)|.*/erase")) continue;
            for (String body : BODIES) {
                Visitor.Answer answer = researcher.post(door.path(), "csrf=" + csrf + "&" + body);
                assertThat(answer.status()).as(door + " " + body).isBetween(200, 499);
            }
        }
        noFaultIsInTheLog();
    }

    @Test
    void addressesWithNonsenseMakeNoFault() {
        Visitor researcher = site.researcher();
        for (Door door : Door.all(site.server)) {
            if (door.changes()) continue;
            for (String query :
                    List.of(
                            "?",
                            "?from=-1&after=%00&id=%ff&page=x&version=99999999999",
                            "?trials=2&min=1e999&since=+999999999-01-01&language=%F0%9F")) {
                assertThat(researcher.get(door.path() + query).status())
                        .as(door.path() + query)
                        .isBetween(200, 499);
            }
        }
        noFaultIsInTheLog();
    }

    @Test
    void bodiesThatBreakOffWriteNothingToTheLog() throws Exception {
        for (String path :
                List.of("/s/" + Site.STUDY, "/api/install-times", "/admin/studies", "/nowhere")) {
            for (String length : List.of("Content-Length: 1000", "Transfer-Encoding: chunked")) {
                for (boolean reset : new boolean[] {false, true}) {
                    breakOff(path, length, reset);
                }
            }
        }
        Visitor visitor = site.visitor();
        assertThat(visitor.get("/s/" + Site.STUDY).status()).isEqualTo(200);
        assertThat(log().lines().filter(line -> !line.isBlank()).toList())
                .as(log())
                .hasSizeLessThanOrEqualTo(16);
        noFaultIsInTheLog();
    }

    private void breakOff(String path, String length, boolean reset) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.server.port())) {
            String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n";
            String type = "Content-Type: application/x-www-form-urlencoded\r\n\r\n";
            String part = length.startsWith("T") ? "9\r\nagree" : "agree=";
            byte[] bytes = (head + type + part).getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(bytes);
            if (reset) socket.setSoLinger(true, 0);
        }
    }
}
