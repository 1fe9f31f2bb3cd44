package org.duograph.serving.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.duograph.serving.SavedModels;
import org.duograph.serving.Serving;
import org.duograph.serving.ServingOptions;
import org.duograph.serving.versions.ModelConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gRPC interface as Node.js sees it, whose gRPC is not the one that the server has. */
class GrpcFromNodeTest {
    @TempDir Path folder;

    @Test
    void anotherImplementationIsAnswered() throws IOException {
        String modules = System.getProperty("duograph.grpcjs");
        assumeTrue(
                modules != null,
                "needs Node.js, and -Dduograph.grpcjs=FOLDER/node_modules after npm install --prefix FOLDER @grpc/grpc-js @grpc/proto-loader");
        SavedModels.halfPlus(folder.resolve("half"), 2);
        try (Serving serving =
                Serving.start(
                        List.of(ModelConfig.of("half", folder.resolve("half").toString())),
                        ServingOptions.standard().ports(0, 0),
                        text -> {})) {
            ProcessBuilder node =
                    new ProcessBuilder(
                            "node",
                            "src/test/node/judge.cjs",
                            Integer.toString(serving.grpcPort()),
                            "src/main/proto",
                            "../session/src/main/proto");
            node.environment().put("NODE_PATH", modules);
            Process process = node.redirectError(Redirect.INHERIT).start();
            String answer =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer.strip())
                    .isEqualTo(
                            "{\"y\":[2.5,3,4.5],\"version\":1,\"state\":\"AVAILABLE\","
                                    + "\"none\":{\"code\":5,\"details\":\"Servable not found for"
                                    + " request: Latest(none)\"},\"many\":200,\"large\":2000000}");
        }
    }
}
