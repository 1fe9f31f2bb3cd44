package org.duograph.serving.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.interop.onnx.OnnxExporter;
import org.duograph.ops.OpCatalog;
import org.duograph.serving.Client;
import org.duograph.serving.Serving;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.versions.ModelConfig;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of ONNX, with a batch that is left open, behind the server. */
class OnnxServingTest {
    @TempDir static Path folder;
    private static Serving serving;
    private static Client client;

    @BeforeAll
    static void start() throws IOException {
        Path version = Files.createDirectories(folder.resolve("1"));
        Files.write(
                version.resolve("model.onnx"),
                new OnnxExporter(product(1)).batch(product(2)).export(List.of("y")).toByteArray());
        serving =
                Serving.start(
                        List.of(ModelConfig.of("product", folder.toString())),
                        ServingOptions.standard(),
                        text -> {});
        client = new Client(serving);
    }

    @AfterAll
    static void stop() {
        serving.close();
    }

    /** y = x * W. */
    private static Graph product(int rows) {
        Graph graph = new Graph("product");
        Value x = graph.variable("x", ArrayType.float32(rows, 2));
        Value w = graph.constant("w", NDArray.of(Shape.of(2, 2), 1f, 10, 2, 20));
        graph.assign("y", graph.append("y", OpCatalog.get("MatMul"), Map.of(), x, w).output(0));
        return graph;
    }

    private static String ask(String instances) {
        HttpResponse<String> answer =
                client.post("/v1/models/product:predict", "{\"instances\": " + instances + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().replaceAll("\\s", "");
    }

    @Test
    void anyNumberOfRowsIsAnsweredByManyThreads() {
        IntStream.range(0, 40)
                .parallel()
                .forEach(
                        i ->
                                assertThat(ask("[[%d, 0], [0, %d]]".formatted(i, i)))
                                        .isEqualTo(
                                                "{\"predictions\":[[%d.0,%d.0],[%d.0,%d.0]]}"
                                                        .formatted(i, 10 * i, 2 * i, 20 * i)));
        assertThat(ask("[[1, 1]]")).isEqualTo("{\"predictions\":[[3.0,30.0]]}");
    }

    @Test
    void itsMetadataSaysThatRowsAreOpen() {
        assertThat(client.get("/v2/models/product").body())
                .contains("\"name\": \"x\"", "\"shape\": [-1, 2]", "\"name\": \"y\"");
    }

    @Test
    void anArrayThatDoesNotFitIsRefused() {
        assertThat(client.post("/v1/models/product:predict", "{\"instances\": [[1, 2, 3]]}"))
                .satisfies(
                        answer -> {
                            assertThat(answer.statusCode()).isEqualTo(400);
                            assertThat(answer.body()).contains("must be float32 [? x 2]");
                        });
    }
}
