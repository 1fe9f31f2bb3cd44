package org.duograph.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duograph.session.proto.Event;
import org.duograph.session.proto.Summary;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobWatchTest {
    @TempDir private Path folder;

    @Test
    void whatANetPrintsAndSummarizesIsWritten() throws IOException {
        Net net = new Net("told");
        net.op("Scale", "x", "x", Ops.arg("scale", 2f));
        net.op("Print", List.of("x"), List.of());
        net.op("SumElements", "x", "loss");
        net.op("Print", List.of("loss"), List.of(), Ops.arg("name", "train/loss"));
        net.op("Summarize", List.of("x"), List.of());
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        FileWriter writer = new FileWriter(folder);
        try (Workspace workspace = new Workspace("java", 0);
                writer) {
            workspace.setOutput(new PrintStream(printed));
            BlobWatch.in(workspace, writer);
            workspace.feedBlob("x", NDArray.vector(1, 3));
            workspace.createNet(net);
            workspace.runNet("told", 2);
        }
        List<String> points = new ArrayList<>();
        for (Event event : EventReader.readAll(writer.file())) {
            for (Summary.Value value : event.getSummary().getValueList()) {
                String number =
                        value.hasHisto()
                                ? "up to " + value.getHisto().getMax()
                                : "" + value.getSimpleValue();
                points.add(value.getTag() + "@" + event.getStep() + "=" + number);
            }
        }
        assertThat(points)
                .containsExactly(
                        "x@0=up to 6.0",
                        "train/loss@0=8.0",
                        "x/min@0=2.0",
                        "x/max@0=6.0",
                        "x/mean@0=4.0",
                        "x/std@0=2.828427",
                        "x@0=up to 6.0",
                        "x@1=up to 12.0",
                        "train/loss@1=16.0",
                        "x/min@1=4.0",
                        "x/max@1=12.0",
                        "x/mean@1=8.0",
                        "x/std@1=5.656854",
                        "x@1=up to 12.0");
        assertThat(printed.toString()).isEmpty();
    }
}
