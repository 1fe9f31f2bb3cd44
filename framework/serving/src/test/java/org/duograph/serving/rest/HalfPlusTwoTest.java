package org.duograph.serving.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
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

/** The examples of TensorFlow Serving's page about REST, byte for byte as its server prints. */
class HalfPlusTwoTest {
    @TempDir static Path folder;
    private static Serving serving;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        Path base = Files.createDirectories(folder.resolve("half_plus_two"));
        SavedModels.halfPlus(base.resolve("00000123"), 2);
        SavedModels.halfPlus(Files.createDirectories(folder.resolve("three")).resolve("1"), 3);
        SavedModels.severalInputs(folder.resolve("several"));
        serving =
                Serving.start(
                        List.of(
                                ModelConfig.of("half_plus_two", base.toString()),
                                ModelConfig.of("half_plus_three", folder.resolve("three") + ""),
                                ModelConfig.of("several", folder.resolve("several") + "")),
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
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        return answer.body();
    }

    private static void refused(int status, String text, HttpResponse<String> answer) {
        assertThat(answer.body()).isEqualTo("{\n    \"error\": \"" + text + "\"\n}");
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void statusIsThatOfThePage() {
        assertThat(ok(client.get("/v1/models/half_plus_two")))
                .isEqualTo(
                        """
                        {
                         "model_version_status": [
                          {
                           "version": "123",
                           "state": "AVAILABLE",
                           "status": {
                            "error_code": "OK",
                            "error_message": ""
                           }
                          }
                         ]
                        }
                        """);
        assertThat(client.get("/v1/models/half_plus_two/versions/123").body())
                .isEqualTo(client.get("/V1/Models/half_plus_two").body());
    }

    @Test
    void rowsArePredicted() {
        String instances = "{\"instances\": [1.0, 2.0, 5.0]}";
        assertThat(ok(client.post("/v1/models/half_plus_two:predict", instances)))
                .isEqualTo("{\n    \"predictions\": [2.5, 3.0, 4.5\n    ]\n}");
        assertThat(ok(client.post("/v1/models/half_plus_three:predict", instances)))
                .isEqualTo("{\n    \"predictions\": [3.5, 4.0, 5.5\n    ]\n}");
        assertThat(ok(client.post("/v1/models/half_plus_two/versions/123:predict", instances)))
                .contains("4.5");
        assertThat(
                        ok(
                                client.post(
                                        "/v1/models/half_plus_two:predict",
                                        "{\"instances\": [{\"x\": 1}, {\"x\": 2.5e0}]} and more")))
                .isEqualTo("{\n    \"predictions\": [2.5, 3.25\n    ]\n}");
    }

    @Test
    void columnsArePredicted() {
        for (String inputs : List.of("[1.0, 2.0]", "{\"x\": [1, 2], \"other\": null}")) {
            assertThat(
                            ok(
                                    client.post(
                                            "/v1/models/half_plus_two:predict",
                                            "{\"inputs\": " + inputs + "}")))
                    .isEqualTo("{\n    \"outputs\": [\n        2.5,\n        3.0\n    ]\n}");
        }
    }

    @Test
    void numbersThatJsonDoesNotHaveAreTakenAndGiven() {
        assertThat(
                        ok(
                                client.post(
                                        "/v1/models/half_plus_two:predict",
                                        "{\"instances\": [NaN, Infinity, -Infinity, 1e30, 0.1]}")))
                .isEqualTo(
                        "{\n    \"predictions\": [NaN, Infinity, -Infinity, 5e+29, 2.05\n    ]\n}");
    }

    @Test
    void severalInputsAreNamed() {
        String body =
                "{\"instances\": [{\"signal\": [1, 2, 3], \"count\": 4},"
                        + " {\"count\": -1, \"signal\": [0, 0.5, 0]}]}";
        assertThat(ok(client.post("/v1/models/several:predict", body)))
                .isEqualTo(
                        """
                        {
                            "predictions": [
                                {
                                    "more": 8,
                                    "sum": [2.0, 3.0, 4.0]
                                },
                                {
                                    "more": -2,
                                    "sum": [1.0, 1.5, 1.0]
                                }
                            ]
                        }\
                        """
                                .stripTrailing());
        refused(
                400,
                "instances is a plain list, but expecting list of objects as multiple input tensors"
                        + " required as per tensorinfo_map",
                client.post("/v1/models/several:predict", "{\"instances\": [1]}"));
        refused(
                400,
                "Missing named input: signal in 'inputs' object.",
                client.post("/v1/models/several:predict", "{\"inputs\": {\"count\": [1]}}"));
        refused(
                400,
                "Failed to process element: 0 key: count of 'instances' list. Error:"
                        + " INVALID_ARGUMENT: JSON Value: 1.5 Type: Number is not of expected type:"
                        + " int32",
                client.post(
                        "/v1/models/several:predict",
                        "{\"instances\": [{\"count\": 1.5, \"signal\": [1, 2, 3]}]}"));
    }

    @Test
    void bytesComeAndGoInBase64() {
        assertThat(
                        ok(
                                client.post(
                                        "/v1/models/several:predict",
                                        "{\"signature_name\": \"echo\", \"instances\":"
                                                + " [\"hi\", {\"b64\": \"/wAB\"}]}")))
                .isEqualTo(
                        """
                        {
                            "predictions": [
                                {
                                    "b64": "aGk="
                                },
                                {
                                    "b64": "/wAB"
                                }
                            ]
                        }\
                        """
                                .replace("[\n        {", "[{")
                                .replace("},\n        {", "}, {"));
        refused(
                400,
                "Failed to process element: 0 of 'instances' list. Error: INVALID_ARGUMENT: Unable"
                        + " to base64 decode",
                client.post(
                        "/v1/models/several:predict",
                        "{\"signature_name\": \"echo\", \"instances\": [{\"b64\": \"?\"}]}"));
    }

    @Test
    void examplesAreRegressedAndClassified() {
        String examples =
                "{\"signature_name\": \"tensorflow/serving/regress\","
                        + " \"examples\": [{\"x\": 1.0}, {\"x\": 2.0}]}";
        assertThat(ok(client.post("/v1/models/half_plus_three:regress", examples)))
                .isEqualTo("{\n    \"results\": [3.5, 4.0]\n}");
        String classify =
                "{\"signature_name\": \"classify_x_to_y\", \"context\": {\"x\": 3},"
                        + " \"examples\": [{}, {\"x\": [2.5]}]}";
        assertThat(ok(client.post("/v1/models/half_plus_two:classify", classify)))
                .isEqualTo("{\n    \"results\": [[[\"\", 3.5]], [[\"\", 3.25]]\n    ]\n}");
        refused(
                400,
                "Expected regression signature method_name to be tensorflow/serving/regress. Was:"
                        + " tensorflow/serving/predict",
                client.post("/v1/models/half_plus_two:regress", "{\"examples\": [{\"x\": 1.0}]}"));
        refused(
                400,
                "Unexpected element type in feature: x expecting type: int64",
                client.post(
                        "/v1/models/half_plus_two:regress", "{\"examples\": [{\"x\": [1, 2.5]}]}"));
        refused(
                400,
                "Example must be JSON object but got JSON Number",
                client.post("/v1/models/half_plus_two:regress", "{\"examples\": [1]}"));
    }

    @Test
    void metadataAreSignatures() {
        String metadata = ok(client.get("/v1/models/half_plus_two/metadata"));
        assertThat(metadata)
                .startsWith(
                        """
                        {
                        "model_spec":{
                         "name": "half_plus_two",
                         "signature_name": "",
                         "version": "123"
                        }
                        ,
                        "metadata": {"signature_def": {
                         "signature_def": {
                          "classify_x_to_y": {
                           "inputs": {
                            "inputs": {
                             "dtype": "DT_FLOAT",
                             "tensor_shape": {
                              "dim": [
                               {
                                "size": "-1",
                                "name": ""
                               },
                               {
                                "size": "1",
                                "name": ""
                               }
                              ],
                              "unknown_rank": false
                             },
                             "name": "x2:0"
                            }
                           },
                        """)
                .endsWith("\n}\n}\n");
    }

    @Test
    void whatIsNotThereIsSaidAsTensorFlowServingSaysIt() {
        refused(
                404,
                "Servable not found for request: Latest(half)",
                client.post("/v1/models/half:predict", "{\"instances\": [1.0, 5.0]}"));
        refused(
                404,
                "Servable not found for request: Specific(half_plus_two, 7)",
                client.post("/v1/models/half_plus_two/versions/7:predict", "{\"instances\": [1]}"));
        refused(404, "Could not find any versions of model half", client.get("/v1/models/half"));
        refused(
                404,
                "Could not find version 7 of model half_plus_two",
                client.get("/v1/models/half_plus_two/versions/7"));
        refused(
                400,
                "Unrecognized servable version label: stable",
                client.post(
                        "/v1/models/half_plus_two/labels/stable:predict", "{\"instances\": [1]}"));
        refused(400, "Missing model name in request.", client.get("/v1/models"));
        refused(400, "Malformed request: GET /v1/other", client.get("/v1/other"));
        refused(
                400,
                "Malformed request: POST /v1/models/half_plus_two",
                client.post("/v1/models/half_plus_two", ""));
        assertThat(client.get("/v2x").statusCode()).isEqualTo(404);
    }

    @Test
    void bodiesThatDoNotFitAreRefusedInItsWords() {
        String predict = "/v1/models/half_plus_two:predict";
        refused(400, "JSON Parse error: The document is empty", client.post(predict, ""));
        refused(
                400,
                "JSON Parse error: Invalid value. at offset: 14",
                client.post(predict, "{\"instances\": x}"));
        refused(400, "JSON Value: [] Is not object", client.post(predict, "[]"));
        refused(400, "Missing 'inputs' or 'instances' key", client.post(predict, "{}"));
        refused(
                400,
                "Serving signature name: \\\"no\\\" not found in signature def",
                client.post(predict, "{\"signature_name\": \"no\", \"instances\": [1]}"));
        refused(
                400,
                "Failed to process element: 1 of 'instances' list. Error: INVALID_ARGUMENT: JSON"
                        + " Value: \\\"a\\\" Type: String is not of expected type: float",
                client.post(predict, "{\"instances\": [1, \"a\"]}"));
        refused(
                400,
                "Failed to process element: 1 of 'instances' list. Error: INVALID_ARGUMENT:"
                        + " Expecting shape [] but got: [1]",
                client.post(predict, "{\"instances\": [1, [2]]}"));
        refused(
                400,
                "Encountered list at unexpected size: 1 at level: 1 expected size: 2",
                client.post(predict, "{\"inputs\": [[1, 2], [3]]}"));
        assertThat(client.post(predict, "{\"instances\": []}").body())
                .contains("No values in 'instances' array");
        assertThat(client.post(predict, "{\"instances\": [1], \"inputs\": [1]}").body())
                .contains("expecting only one of 'inputs' or 'instances' keys to exist");
    }
}
