package org.duograph.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredRunTest {
    @Test
    void writesATimelineBesideTheResult(@TempDir Path folder) throws IOException {
        Graph graph = new Graph();
        Tensor x = graph.placeholder("x", DType.FLOAT32, -1);
        Path file = folder.resolve("trace.json");
        try (Session session = new Session(graph)) {
            NDArray ones = NDArray.vector(1, 1);
            assertThat(MeasuredRun.run(session, x, ones, x.plus(x), file))
                    .isEqualTo(NDArray.vector(2, 2));
        }
        assertThat(Files.readString(file)).contains("\"cat\":\"Add\"");
    }
}
