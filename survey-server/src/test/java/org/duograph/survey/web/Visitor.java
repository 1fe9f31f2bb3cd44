package org.duograph.survey.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A browser without a window: keeps cookies, does not follow redirects by itself, sends forms. */
final class Visitor {
    final CookieManager cookies = new CookieManager();
    private final HttpClient http =
            HttpClient.newBuilder()
                    .cookieHandler(cookies)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
    private String server;

    Visitor(Server server) {
        moveTo(server);
    }

    /** The same visitor, cookies and all, in another window. */
    Visitor copy() {
        Visitor copy = new Visitor(server);
        cookies.getCookieStore()
                .get(URI.create(server))
                .forEach(cookie -> copy.cookies.getCookieStore().add(URI.create(server), cookie));
        return copy;
    }

    private Visitor(String server) {
        this.server = server;
    }

    /** The server was started again, at another port. */
    void moveTo(Server server) {
        this.server = "http://localhost:" + server.port();
    }

    /**
     * @param url as asked for
     */
    record Answer(String url, int status, HttpResponse<String> response) {

        String body() {
            return response.body();
        }

        Document page() {
            return Jsoup.parse(response.body(), url);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** Where it redirects to, empty if nowhere. */
        String location() {
            return header("Location");
        }

        /** Fields of the form with this action, filled as the server sent them. */
        Map<String, String> form(String action) {
            Element form = page().selectFirst("form[action='" + action + "']");
            if (form == null) {
                throw new AssertionError("no form for " + action + " in\n" + body());
            }
            Map<String, String> fields = new LinkedHashMap<>();
            form.select("input[name], textarea[name]").stream()
                    .filter(e -> !e.attr("type").equals("radio") || e.hasAttr("checked"))
                    .filter(e -> !e.attr("type").equals("checkbox") || e.hasAttr("checked"))
                    .forEach(e -> fields.put(e.attr("name"), e.val()));
            return fields;
        }
    }

    Answer get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    /** Sends fields as a browser sends a form. */
    Answer post(String path, Map<String, String> fields) {
        String body =
                fields.entrySet().stream()
                        .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                        .collect(Collectors.joining("&"));
        return post(path, body);
    }

    /** Sends a body that is already encoded. */
    Answer post(String path, String body) {
        return post(path, body, Map.of());
    }

    /** As {@link #post(String, String)}, with further headers. */
    Answer post(String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request);
    }

    /** Uses a route with no fields. */
    Answer knock(Door door, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(door.path()))
                        .method(door.method(), BodyPublishers.noBody());
        headers.forEach(request::header);
        return send(request);
    }

    /** Opens a page, fills in its form for the action, and sends it. */
    Answer submit(String page, String action, Map<String, String> filledIn) {
        Map<String, String> fields = get(page).form(action);
        fields.putAll(filledIn);
        return post(action, fields);
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpRequest built = request.build();
            HttpResponse<String> response = http.send(built, BodyHandlers.ofString());
            return new Answer(built.uri().toString(), response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    URI uri(String path) {
        return URI.create(path.startsWith("http") ? path : server + path);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
