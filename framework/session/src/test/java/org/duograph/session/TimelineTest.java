package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.session.proto.NodeExecStats;
import org.duograph.session.proto.RunMetadata;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private final Graph graph = new Graph();
    private final Tensor x = graph.placeholder("x", DType.FLOAT32, -1);
    private final Tensor y = x.exp().times(x);

    @Test
    void aMeasuredRunGivesTheSameAndTellsItsSteps() {
        RunMetadata.Builder metadata = RunMetadata.newBuilder();
        try (Session session = new Session(graph, SessionOptions.DEFAULT.backend("java"))) {
            NDArray plain = session.newRun().feed(x, NDArray.vector(0, 1, 2)).run(y);
            NDArray measured =
                    session.newRun().feed(x, NDArray.vector(0, 1, 2)).metadata(metadata).run(y);
            assertThat(measured).isEqualTo(plain);
        }
        assertThat(metadata.getStepStats().getDevStatsList())
                .singleElement()
                .satisfies(device -> assertThat(device.getDevice()).isEqualTo("java"));
        assertThat(metadata.getStepStats().getDevStats(0).getNodeStatsList())
                .extracting(NodeExecStats::getNodeName)
                .satisfiesExactly(
                        exp -> assertThat(exp).startsWith("Exp"),
                        product -> assertThat(product).startsWith("Mul"));
        assertThat(metadata.getStepStats().getDevStats(0).getNodeStats(0).getMemory(0))
                .satisfies(memory -> assertThat(memory.getLiveBytes()).isPositive());
        assertThat(Timeline.chromeTrace(metadata.build()))
                .contains("\"cat\":\"Exp\"", "\"cat\":\"Mul\"", "\"name\":\"memory in use\"");
    }

    @Test
    void runsThatAreMeasuredAddUp() {
        RunMetadata.Builder metadata = RunMetadata.newBuilder();
        try (Session session = new Session(graph, SessionOptions.DEFAULT.backend("java"))) {
            for (int i = 0; i < 2; i++) {
                session.newRun().feed(x, NDArray.vector(1, 2)).metadata(metadata).run(y);
            }
        }
        assertThat(
                        metadata.getStepStats().getDevStatsList().stream()
                                .mapToInt(device -> device.getNodeStatsCount())
                                .sum())
                .isEqualTo(4);
    }
}
