package org.duograph.serving.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duograph.serving.Client;
import org.duograph.serving.SavedModels;
import org.duograph.serving.Serving;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.versions.ModelConfig;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that nobody would send who wants an answer: refused, never a fault, never a hang. */
class HostileRequestsTest {
    private static final String PREDICT = "/v1/models/half:predict";
    private static final String INFER = "/v2/models/half/infer";
    private static final int PATIENCE_MILLIS = 60_000;

    @TempDir static Path folder;
    private static Serving serving;
    private static Client client;

    @BeforeAll
    static void start() throws IOException {
        SavedModels.halfPlus(Files.createDirectories(folder.resolve("half")).resolve("1"), 2);
        ServingOptions standard = ServingOptions.standard();
        serving =
                Serving.start(
                        List.of(ModelConfig.of("half", folder.resolve("half").toString())),
                        new ServingOptions(
                                "localhost",
                                0,
                                -1,
                                "",
                                false,
                                standard.batching(),
                                30_000,
                                1 << 20,
                                0),
                        text -> {});
        client = new Client(serving);
    }

    @AfterAll
    static void stop() {
        assertThat(client.post(PREDICT, "{\"instances\": [1.0]}").body()).contains("2.5");
        serving.close();
    }

    @Test
    void bodiesOfAllKindsAreRefused() {
        List<String> bodies = new ArrayList<>();
        bodies.add("[".repeat(100_000));
        bodies.add("{\"instances\": " + "[".repeat(100_000));
        bodies.add("{\"instances\":" + "[".repeat(60) + "1" + "]".repeat(60) + "}");
        bodies.add("{\"instances\": [1e999999999]}");
        bodies.add("{\"instances\": [" + "9".repeat(100_000) + "]}");
        bodies.add("{\"instances\": [-]}");
        bodies.add("{\"instances\": [NaNa]}");
        bodies.add("{\"instances\": [\"\\ud800\"]}");
        bodies.add("{\"instances\": [\"\\u12\"]}");
        bodies.add("{\"instances\": [true, null]}");
        bodies.add("{\"instances\": [{\"b64\": \"AAAA\"}]}");
        bodies.add("{\"instances\": [{\"x\": 1, \"x\": 1}]}");
        bodies.add("{\"instances\": [[1, 2], [3, 4]]}");
        bodies.add("{\"instances\": [[]]}");
        bodies.add("{\"inputs\": []}");
        bodies.add("{\"inputs\": 3}");
        bodies.add("{\"inputs\": {}}");
        bodies.add("{\"signature_name\": 3, \"instances\": [1]}");
        bodies.add("{\"instances\": [1],}");
        bodies.add("\u0000\u0001\u0002");
        bodies.add("{\"" + "a".repeat(500_000) + "\": 1}");
        for (String body : bodies) {
            String shown = body.substring(0, Math.min(60, body.length()));
            for (String path : List.of(PREDICT, INFER, "/v1/models/half:regress")) {
                assertThat(client.post(path, body).statusCode())
                        .as("%s to %s", shown, path)
                        .isBetween(400, 499);
            }
        }
        assertThat(client.post(PREDICT, "[" + " ".repeat(2 << 20) + "]").statusCode())
                .as("too large")
                .isEqualTo(413);
    }

    @Test
    void inferenceRequestsThatClaimTooMuchAreRefused() {
        for (String input :
                List.of(
                        "{\"name\": \"x\", \"shape\": [2147483647, 2147483647], \"datatype\":"
                                + " \"FP32\", \"data\": [1]}",
                        "{\"name\": \"x\", \"shape\": [-1], \"datatype\": \"FP32\", \"data\": [1]}",
                        "{\"name\": \"x\", \"shape\": [1.5], \"datatype\": \"FP32\", \"data\":"
                                + " [1]}",
                        "{\"name\": \"x\", \"shape\": [1], \"datatype\": \"INT8\", \"data\": [1]}",
                        "{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\"}",
                        "{\"name\": \"x\", \"shape\": [2], \"datatype\": \"FP32\", \"data\": [1]}",
                        "{\"name\": \"y\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": [1]}",
                        "{\"shape\": 3}",
                        "7")) {
            assertThat(client.post(INFER, "{\"inputs\": [" + input + "]}").statusCode())
                    .as(input)
                    .isEqualTo(400);
        }
    }

    @Test
    void addressesOfAllKindsAreRefused() {
        for (String path :
                List.of(
                        "/v1/models/half/versions/99999999999999999999",
                        "/v1/models/half/versions/-1",
                        "/v1/models//metadata",
                        "/v1/models/%00",
                        "/v1/../etc/passwd",
                        "/v2/models/half/versions/x",
                        "/v2/models/none",
                        "/page/none.js",
                        "/v1/models/" + "a".repeat(5000),
                        "/none")) {
            assertThat(client.get(path).statusCode()).as(path).isBetween(400, 499);
        }
        for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS")) {
            assertThat(client.send(method, PREDICT).statusCode()).as(method).isEqualTo(400);
        }
    }

    /** Damaged ones; what is still a request is answered. */
    @Test
    void damagedRequestsAreAnsweredOrRefused() {
        String good = "{\"signature_name\": \"serving_default\", \"instances\": [1.5, -2e1, 3]}";
        byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
        Draw.times(
                200,
                draw -> {
                    byte[] damaged = draw.hostile(List.of(bytes));
                    String body = new String(damaged, StandardCharsets.ISO_8859_1);
                    assertThat(client.post(PREDICT, body).statusCode()).as(body).isLessThan(500);
                });
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), serving.restPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** Hundreds of clients that begin a request and do not go on take no thread. */
    @Test
    void clientsThatStopHalfWayHoldUpNobody() throws IOException {
        List<Socket> stuck = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = connect();
                stuck.add(socket);
                String half =
                        "POST " + PREDICT + " HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{";
                socket.getOutputStream().write(half.getBytes(StandardCharsets.ISO_8859_1));
            }
            assertThat(client.post(PREDICT, "{\"instances\": [1.0]}").body()).contains("2.5");
        } finally {
            for (Socket socket : stuck) {
                socket.close();
            }
        }
    }

    @Test
    void whatIsNoHttpIsRefused() throws IOException {
        for (String raw :
                List.of(
                        "\u0016\u0003\u0001\r\n\r\n",
                        "GET\r\n\r\n",
                        "POST " + PREDICT + " HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
                        "POST " + PREDICT + " HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                        "POST "
                                + PREDICT
                                + " HTTP/1.1\r\n"
                                + "Host: a\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "zz\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(100_000) + "\r\n\r\n")) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(raw.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                InputStream in = socket.getInputStream();
                String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(answer).as(raw.substring(0, 5)).matches("(?s)(HTTP/1.1 4.*)?");
            }
        }
    }
}
