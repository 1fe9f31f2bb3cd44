package org.duograph.serving.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.duograph.serving.SavedModels;
import org.duograph.serving.Serving;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.versions.ModelConfig;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Open Inference Protocol's extension for binary data: arrays as bytes behind the JSON. */
class BinaryInferenceTest {
    private static final String LENGTH = "Inference-Header-Content-Length";
    private static final String SIGNAL =
            "{\"name\": \"signal\", \"datatype\": \"FP32\", \"shape\": [2, 3],"
                    + " \"parameters\": {\"binary_data_size\": 24}}";
    private static final String COUNT =
            "{\"name\": \"count\", \"datatype\": \"INT32\", \"shape\": [2], \"data\": [1, 2]}";

    @TempDir static Path folder;
    private static Serving serving;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        SavedModels.severalInputs(folder.resolve("several"));
        serving =
                Serving.start(
                        List.of(ModelConfig.of("several", folder.resolve("several").toString())),
                        ServingOptions.standard(),
                        text -> {});
    }

    @AfterAll
    static void stop() {
        serving.close();
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] signal() {
        ByteBuffer bytes = bytes(24);
        for (int i = 1; i <= 6; i++) {
            bytes.putFloat(i);
        }
        return bytes.array();
    }

    private HttpResponse<byte[]> post(String json, byte[] behind, String length) throws Exception {
        byte[] head = json.getBytes(StandardCharsets.UTF_8);
        byte[] body = Arrays.copyOf(head, head.length + behind.length);
        System.arraycopy(behind, 0, body, head.length, behind.length);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://localhost:"
                                                + serving.restPort()
                                                + "/v2/models/several/infer"))
                        .POST(BodyPublishers.ofByteArray(body));
        if (length != null) {
            request.header(LENGTH, length);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> post(String json, byte[] behind) throws Exception {
        return post(json, behind, Integer.toString(json.length()));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void bytesGoInAndComeOut() throws Exception {
        String json =
                "{\"inputs\": [%s, %s], \"outputs\": [{\"name\": \"more\"}, {\"name\": \"sum\", \"parameters\": {\"binary_data\": true}}]}"
                        .formatted(SIGNAL, COUNT);
        HttpResponse<byte[]> answer = post(json, signal());
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        int length = Integer.parseInt(answer.headers().firstValue(LENGTH).orElseThrow());
        assertThat(new String(answer.body(), 0, length, StandardCharsets.UTF_8))
                .contains("\"data\": [2, 4]")
                .contains("\"binary_data_size\": 24")
                .doesNotContain("2.0");
        ByteBuffer sum =
                ByteBuffer.wrap(answer.body(), length, answer.body().length - length)
                        .slice()
                        .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(sum.capacity()).isEqualTo(24);
        for (int i = 2; i <= 7; i++) {
            assertThat(sum.getFloat()).isEqualTo(i);
        }
    }

    @Test
    void allOutputsAreBytesWhereThatIsAskedForAll() throws Exception {
        String json =
                "{\"parameters\": {\"binary_data_output\": true}, \"inputs\": [%s, %s]}"
                        .formatted(COUNT, SIGNAL);
        HttpResponse<byte[]> answer = post(json, signal());
        int length = Integer.parseInt(answer.headers().firstValue(LENGTH).orElseThrow());
        assertThat(answer.body()).hasSize(length + 8 + 24);
        assertThat(text(answer)).doesNotContain("\"data\"");
    }

    private void refused(String json, byte[] behind, String length, String why) throws Exception {
        HttpResponse<byte[]> answer = post(json, behind, length);
        assertThat(text(answer)).contains(why);
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void whatDoesNotFitIsRefused() throws Exception {
        String json = "{\"inputs\": [%s, %s]}".formatted(SIGNAL, COUNT);
        String whole = Integer.toString(json.length());
        refused(json, new byte[23], whole, "should have 24 bytes behind the JSON, where 23 are");
        refused(json, new byte[25], whole, "1 bytes behind the JSON belong to no input");
        refused(json, signal(), "-1", "must be a number of bytes");
        refused(json, signal(), "99999", "must be a number of bytes");
        refused(json, signal(), "999999999999", "must be a number of bytes");
        refused(json, signal(), "5", "JSON Parse error");
        refused(json, new byte[0], null, "where 0 are left");
        for (String[] change :
                new String[][] {
                    {"24", "-24", "should have -24 bytes"},
                    {"24", "1.5", "should have -1 bytes"},
                    {"24", "23", "which are not those of float32 2x3"},
                    {"[2, 3]", "[2147483647, 1]", "which are not those of float32"},
                    {"24}", "24}, \"data\": [1]", "must have either \\\"data\\\""},
                    {", \"parameters\": {\"binary_data_size\": 24}", "", "must have either"},
                }) {
            String changed = json.replace(change[0], change[1]);
            refused(changed, signal(), Integer.toString(changed.length()), change[2]);
        }
    }

    @Test
    void damagedRequestsAreAnsweredOrRefused() {
        String json = "{\"inputs\": [%s, %s]}".formatted(SIGNAL, COUNT);
        byte[] good = (json + "0".repeat(24)).getBytes(StandardCharsets.UTF_8);
        Draw.times(
                100,
                draw -> {
                    byte[] damaged = draw.hostile(List.of(good));
                    String length = Integer.toString(Math.min(damaged.length, json.length()));
                    HttpResponse<byte[]> answer = post("", damaged, length);
                    assertThat(answer.statusCode()).as(text(answer)).isLessThan(500);
                });
    }
}
