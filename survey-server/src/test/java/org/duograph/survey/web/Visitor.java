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
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A browser without a window: keeps cookies, does not follow redirects by itself, sends forms. */
final class Visitor {
    final CookieManager cookies = new CookieManager();
    private final HttpClient http;
    private String server;

    Visitor(Server server) {
        this("http://localhost:" + server.port(), HttpClient.newBuilder());
    }

    /**
     * @param server its address, without a slash at the end
     * @param connections how to connect, for example whom to trust
     */
    Visitor(String server, HttpClient.Builder connections) {
        this.server = server;
        http = connections.cookieHandler(cookies).version(HttpClient.Version.HTTP_1_1).build();
    }

    /** The same visitor, cookies and all, in another window. */
    Visitor copy() {
        Visitor copy = new Visitor(server, HttpClient.newBuilder());
        cookies.getCookieStore()
                .get(URI.create(server))
                .forEach(cookie -> copy.cookies.getCookieStore().add(URI.create(server), cookie));
        return copy;
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
        return post(path, encode(fields));
    }

    /** Sends a body that is already encoded. */
    Answer post(String path, String body) {
        return post(path, body, Map.of());
    }

    /** As {@link #post(String, String)}, with further headers. */
    Answer post(String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = form(path, body);
        headers.forEach(request::header);
        return send(request);
    }

    private HttpRequest.Builder form(String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
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

    /** Opens a page, fills in its form for the action, and sends it with a file. */
    Answer upload(String page, String action, Map<String, String> filledIn, byte[] file) {
        Map<String, String> fields = get(page).form(action);
        fields.putAll(filledIn);
        String part = "--part\r\nContent-Disposition: form-data; name=\"";
        StringBuilder body = new StringBuilder();
        fields.forEach(
                (name, value) ->
                        body.append(part)
                                .append(name)
                                .append("\"\r\n\r\n")
                                .append(value)
                                .append("\r\n"));
        body.append(part).append("file\"; filename=\"study.yaml\"\r\n\r\n");
        return send(
                HttpRequest.newBuilder(uri(action))
                        .header("Content-Type", "multipart/form-data; boundary=part")
                        .POST(
                                BodyPublishers.concat(
                                        BodyPublishers.ofString(body.toString()),
                                        BodyPublishers.ofByteArray(file),
                                        BodyPublishers.ofString("\r\n--part--\r\n"))));
    }

    /** Sends a form and keeps what comes back, byte for byte, in a file. */
    void download(String path, Map<String, String> fields, Path file) {
        save(form(path, encode(fields)), file);
    }

    /** Sends a request and keeps what comes back, byte for byte, in a file. */
    void save(HttpRequest.Builder request, Path file) {
        try {
            HttpResponse<Path> response = http.send(request.build(), BodyHandlers.ofFile(file));
            if (response.statusCode() != 200) {
                throw new AssertionError("the answer was " + response);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
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

    /** Fields as the body of a form. */
    static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
