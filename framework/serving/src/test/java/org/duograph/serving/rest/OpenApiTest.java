package org.duograph.serving.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.serving.Client;
import org.duograph.serving.SavedModels;
import org.duograph.serving.Serving;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.batch.Batcher;
import org.duograph.serving.metrics.Metrics;
import org.duograph.serving.versions.Catalog;
import org.duograph.serving.versions.Loading;
import org.duograph.serving.versions.ModelConfig;
import org.duograph.serving.versions.VersionPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the interface says what there is, no more and no less. */
class OpenApiTest {
    private static final Pattern OPERATION =
            Pattern.compile(
                    "(?m)^  (/\\S*):$|^    (get|post):$|requestBody: .*requestBodies/(\\w+)'");
    private static final Pattern EXAMPLE =
            Pattern.compile("(?ms)^    (\\w+):\n      required: true$.*?example: (\\{.*?\\})$");

    @TempDir static Path folder;
    private static Serving serving;
    private static Client client;
    private static String text;

    @BeforeAll
    static void start() {
        SavedModels.halfPlus(folder.resolve("1"), 2);
        serving =
                Serving.start(
                        List.of(
                                new ModelConfig(
                                        "half",
                                        folder.toString(),
                                        VersionPolicy.ALL,
                                        Map.of("stable", 1L))),
                        ServingOptions.standard(),
                        line -> {});
        client = new Client(serving);
        text = client.get("/openapi.yaml").body();
    }

    @AfterAll
    static void stop() {
        serving.close();
    }

    /** Operations, as {@code GET /v2}, and the kind of body that each takes. */
    private static Map<String, String> operations() {
        Map<String, String> operations = new TreeMap<>();
        String path = "";
        String last = "";
        Matcher found = OPERATION.matcher(text);
        while (found.find()) {
            if (found.group(1) != null) {
                path = found.group(1);
            } else if (found.group(2) != null) {
                last = found.group(2).toUpperCase(java.util.Locale.ROOT) + " " + path;
                operations.put(last, "");
            } else {
                operations.put(last, found.group(3));
            }
        }
        return operations;
    }

    private static Map<String, String> examples() {
        Map<String, String> examples = new TreeMap<>();
        Matcher found = EXAMPLE.matcher(text);
        while (found.find()) {
            examples.put(found.group(1), found.group(2));
        }
        return examples;
    }

    @Test
    void whatIsDescribedIsAnswered() {
        Map<String, String> examples = examples();
        assertThat(examples).containsOnlyKeys("Predict", "Classify", "Regress", "Infer");
        assertThat(operations()).hasSizeGreaterThan(20);
        operations()
                .forEach(
                        (operation, body) -> {
                            String path =
                                    operation
                                            .substring(operation.indexOf('/'))
                                            .replace("{model}", "half")
                                            .replace("{version}", "1")
                                            .replace("{label}", "stable");
                            HttpResponse<String> answer =
                                    operation.startsWith("GET")
                                            ? client.get(path)
                                            : client.post(path, examples.get(body));
                            assertThat(answer.statusCode())
                                    .as(operation + ": " + answer.body())
                                    .isEqualTo(200);
                        });
    }

    @Test
    void whatIsAnsweredIsDescribed() {
        Metrics metrics = new Metrics();
        ServingOptions options = ServingOptions.standard();
        try (Catalog catalog = new Catalog(new Loading("", false, 1, List.of(1)), line -> {});
                Batcher batcher = new Batcher(options.batching(), metrics);
                RestServer server = new RestServer(options, catalog, batcher, metrics)) {
            TreeSet<String> routes = new TreeSet<>(server.routes());
            routes.removeIf(route -> route.matches("\\w+ /(page/.*)?")); // for browsers
            assertThat(routes.removeIf(route -> route.endsWith(" /v1/<rest>"))).isTrue();
            TreeSet<String> described = new TreeSet<>(operations().keySet());
            described.removeIf(operation -> operation.contains(" /v1/"));
            assertThat(described).isEqualTo(routes);
        }
    }
}
