package org.duograph.survey.timer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * As much of a survey server as the timer sees, to try the timer with troubles that the real one
 * does not have at will. It keeps what is posted, and can lose its answers.
 */
final class SmallServer implements AutoCloseable {

    /** One measurement as it arrived. */
    record Posted(String authorization, String body) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + body, e);
            }
        }
    }

    final List<Posted> posted = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer http;
    private volatile int status = 200;

    /**
     * Starts.
     *
     * @param port 0 for any
     */
    SmallServer(int port) throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.createContext("/api/install-times/study", this::offer);
        http.createContext("/api/install-times", this::take);
        http.start();
    }

    int port() {
        return http.getAddress().getPort();
    }

    /** From now on every measurement is kept, but answered with this status. */
    void answerWith(int status) {
        this.status = status;
    }

    private void offer(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                "{\"open\":true,\"frameworks\":[\"tensorflow\",\"caffe2\"],\"environments\":[\"local\",\"remote\"],\"title\":\"more\"}");
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        posted.add(new Posted(exchange.getRequestHeaders().getFirst("Authorization"), body));
        answer(exchange, status, "{\"error\":\"as the test wants it\"}");
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
