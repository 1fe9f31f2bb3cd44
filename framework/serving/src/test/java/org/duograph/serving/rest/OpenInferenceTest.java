package org.duograph.serving.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.duograph.serving.Client;
import org.duograph.serving.SavedModels;
import org.duograph.serving.Serving;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.versions.ModelConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Open Inference Protocol, the metrics, and the page's facts; a model of the zoo. */
class OpenInferenceTest {
    @TempDir static Path folder;
    private static Serving serving;
    private static Client client;

    @BeforeAll
    static void start() {
        SavedModels.severalInputs(folder.resolve("several"));
        serving =
                Serving.start(
                        List.of(
                                ModelConfig.of("several", folder.resolve("several").toString()),
                                ModelConfig.of("clothes", "zoo:lenet-fashion")),
                        ServingOptions.standard(),
                        text -> {});
        client = new Client(serving);
    }

    @AfterAll
    static void stop() {
        serving.close();
    }

    private static String ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void healthAndMetadataAreThere() {
        assertThat(ok(client.get("/v2/health/live"))).contains("true");
        assertThat(ok(client.get("/v2/health/ready"))).contains("true");
        assertThat(ok(client.get("/v2"))).contains("\"name\": \"duograph\"");
        assertThat(ok(client.get("/v2/models/several/ready"))).contains("true");
        assertThat(ok(client.get("/v2/models/clothes/versions/1")))
                .isEqualTo(
                        """
                        {
                            "name": "clothes",
                            "versions": [
                                "1"
                            ],
                            "platform": "duograph",
                            "inputs": [
                                {
                                    "name": "data",
                                    "datatype": "FP32",
                                    "shape": [-1, 1, 28, 28]
                                }
                            ],
                            "outputs": [
                                {
                                    "name": "softmax",
                                    "datatype": "FP32",
                                    "shape": [-1, 10]
                                }
                            ]
                        }\
                        """
                                .stripTrailing());
        assertThat(client.get("/v2/models/none/ready").statusCode()).isEqualTo(404);
    }

    @Test
    void arraysAreAskedAndGiven() {
        String body =
                "{\"id\": \"7\", \"inputs\": [{\"name\": \"count\", \"datatype\": \"INT32\","
                        + " \"shape\": [2], \"data\": [1, 2]}, {\"shape\": [2, 3], \"name\":"
                        + " \"signal\", \"datatype\": \"FP32\", \"data\": [[1, 2, 3], [4, 5, 6]]}],"
                        + " \"outputs\": [{\"name\": \"sum\"}]}";
        assertThat(ok(client.post("/v2/models/several/infer", body)))
                .isEqualTo(
                        """
                        {
                            "model_name": "several",
                            "model_version": "1",
                            "id": "7",
                            "outputs": [
                                {
                                    "name": "sum",
                                    "shape": [2, 3],
                                    "datatype": "FP32",
                                    "data": [2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
                                }
                            ]
                        }\
                        """
                                .stripTrailing());
    }

    @Test
    void aModelOfTheZooPredictsAndNamesClasses() {
        String zeros =
                "[["
                        + "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],"
                                .repeat(28)
                                .replaceFirst(",$", "")
                        + "]]";
        String answer =
                ok(
                        client.post(
                                "/v1/models/clothes:predict",
                                "{\"instances\": [" + zeros + "," + zeros + "]}"));
        assertThat(answer.split("\\[")).as("two rows in a list").hasSize(4);
        String flat = "[" + "0.0,".repeat(28 * 28).replaceFirst(",$", "") + "]";
        String classes =
                ok(
                        client.post(
                                "/v1/models/clothes:classify",
                                "{\"signature_name\": \"classify\", \"examples\": [{\"data\": "
                                        + flat
                                        + "}]}"));
        assertThat(classes).contains("[\"T-shirt/top\", 0.").contains("[\"Ankle boot\", ");
    }

    @Test
    void requestsAreCountedAndMeasured() {
        ok(client.get("/v1/models/several"));
        client.post("/v1/models/several:predict", "{}");
        client.post("/v1/models/invented:predict", "{}");
        client.post(
                "/v1/models/several:predict",
                "{\"inputs\": {\"count\": [1], \"signal\": [[1, 2, 3]]}}");
        String metrics = ok(client.get("/monitoring/prometheus/metrics"));
        assertThat(metrics)
                .contains(
                        ":tensorflow:serving:request_count{model_name=\"several\",status=\"INVALID_ARGUMENT\"}"
                                + " ")
                .contains(
                        "request_latency_bucket{model_name=\"several\",API=\"Predict\",entrypoint=\"REST\",le=\"10.0\"}")
                .contains(
                        "runtime_latency_count{model_name=\"several\",API=\"Predict\",runtime=\"Duograph\"}")
                .contains("duograph_serving_rows{model_name=\"several\"}")
                .contains("duograph_serving_waiting_requests 0")
                .contains("# TYPE jvm_memory_used_bytes gauge")
                .doesNotContain("invented");
    }
}
