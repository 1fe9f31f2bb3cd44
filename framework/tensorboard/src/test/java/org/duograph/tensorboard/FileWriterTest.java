package org.duograph.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.measure.Profile;
import org.duograph.ops.Cost;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.proto.Event;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.proto.RunMetadata;
import org.duograph.session.proto.SessionLog;
import org.duograph.session.proto.Summary;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWriterTest {
    @TempDir private Path folder;
    private FileWriter writer;

    @BeforeEach
    void open() {
        writer = new FileWriter(folder);
    }

    /** What was written, without the first record. */
    private List<Event> written() throws IOException {
        writer.close();
        List<Event> events = EventReader.readAll(writer.file());
        return events.subList(1, events.size());
    }

    private Summary.Value value() throws IOException {
        return written().get(0).getSummary().getValue(0);
    }

    @Test
    void scalarsHaveTagStepAndTime() throws IOException {
        double before = System.currentTimeMillis() / 1e3;
        writer.addScalar("loss", 0.25, 17);
        Event event = written().get(0);
        assertThat(event.getStep()).isEqualTo(17);
        assertThat(event.getWallTime()).isBetween(before, System.currentTimeMillis() / 1e3);
        assertThat(event.getSummary().getValue(0).getTag()).isEqualTo("loss");
        assertThat(event.getSummary().getValue(0).getSimpleValue()).isEqualTo(0.25f);
    }

    @Test
    void summariesOfSessionsAreTakenAsTheyCome() throws IOException {
        Graph g = new Graph();
        g.summaries().scalar("loss", g.constant(3f));
        g.summaries().image("in", g.constant(NDArray.of(Shape.of(1, 2, 2, 1), 1f, 2f, 3f, 4f)));
        Tensor all = g.summaries().mergeAll();
        try (Session session = new Session(g)) {
            writer.addSummary(session.run(all), 5);
        }
        assertThat(written().get(0).getSummary().getValueList())
                .extracting(Summary.Value::getTag)
                .containsExactly("loss", "in/image/0");
        assertThatThrownBy(() -> writer.addSummary(NDArray.ofTexts(Shape.SCALAR, "no"), 1))
                .hasMessageContaining("A summary is what an operation of graph.summaries() gives");
    }

    @Test
    void textsNameTheirView() throws IOException {
        writer.addText("note", "größer", 1);
        Summary.Value value = value();
        assertThat(value.getMetadata().getPluginData().getPluginName()).isEqualTo("text");
        assertThat(value.getTensor().getStringVal(0).toStringUtf8()).isEqualTo("größer");
    }

    @Test
    void aCurveOfPrecisionAndRecallCountsByThreshold() throws IOException {
        NDArray labels = NDArray.vector(1, 1, 0, 0);
        NDArray predictions = NDArray.vector(0.9f, 0.4f, 0.6f, 0.1f);
        writer.addPrCurve("pr", labels, predictions, 1);
        NDArray curve = org.duograph.session.op.Tensors.array(value().getTensor());
        assertThat(curve.shape()).isEqualTo(Shape.of(6, 201));
        assertThat(column(curve, 0)).containsExactly(2, 2, 0, 0, 0.5, 1); // all count as yes
        assertThat(column(curve, 100)).containsExactly(1, 1, 1, 1, 0.5, 0.5); // from 0.5 on
        assertThat(column(curve, 150)).containsExactly(1, 0, 2, 1, 1, 0.5);
        assertThat(column(curve, 200)).containsExactly(0, 0, 2, 2, 0, 0);
    }

    private static double[] column(NDArray curve, int t) {
        double[] column = new double[6];
        for (int i = 0; i < 6; i++) {
            column[i] = curve.get(i * 201 + t);
        }
        return column;
    }

    @Test
    void curvesOfOtherNumbersAreRefused() {
        NDArray one = NDArray.vector(1);
        assertThatThrownBy(() -> writer.addPrCurve("pr", one, NDArray.vector(2), 1))
                .hasMessageContaining("number 0 is 1.0 and 2.0");
        assertThatThrownBy(() -> writer.addPrCurve("pr", one, NDArray.vector(0, 1), 1))
                .hasMessageContaining("found 1, 2 and 201");
    }

    @Test
    void graphsOfBothFacesAreWritten() throws IOException {
        Graph g = new Graph();
        g.constant("a", 1f).plus(g.constant("b", 2f));
        writer.addGraph(g);
        Net net = new Net("small");
        net.op("Relu", "x", "y");
        net.op("Relu", "y", "y");
        net.op("Sum", List.of("x", "y"), List.of("z"));
        writer.addGraph(net.proto());
        List<Event> events = written();
        GraphDef session = GraphDef.parseFrom(events.get(0).getGraphDef());
        assertThat(session.getNodeList()).extracting(NodeDef::getName).contains("a", "b");
        GraphDef workspace = GraphDef.parseFrom(events.get(1).getGraphDef());
        assertThat(workspace.getNodeList())
                .extracting(n -> n.getOp() + " " + n.getName() + " " + n.getInputList())
                .containsExactly("Blob x []", "Relu y [x]", "Relu y_1 [y]", "Sum z [x, y_1]");
    }

    @Test
    void aProfileIsARunWithItsTimes() throws IOException {
        Profile profile =
                new Profile(
                        "p",
                        1,
                        List.of(
                                new Profile.Line(0, "Conv", "Conv c", "fast", false, Cost.NONE, 2),
                                new Profile.Line(
                                        1, "Relu", "Relu r", "fast", false, Cost.NONE, 0.5)),
                        "");
        writer.addProfile(profile, "step_7", 7);
        Event event = written().get(0);
        assertThat(event.getTaggedRunMetadata().getTag()).isEqualTo("step_7");
        RunMetadata run = RunMetadata.parseFrom(event.getTaggedRunMetadata().getRunMetadata());
        assertThat(run.getStepStats().getDevStats(0).getNodeStatsList())
                .extracting(
                        n ->
                                n.getNodeName()
                                        + " "
                                        + n.getAllStartMicros()
                                        + " "
                                        + n.getAllEndRelMicros())
                .containsExactly("Conv c 0 2000", "Relu r 2000 500");
    }

    @Test
    void aNewStartIsSaid() throws IOException {
        writer.addSessionStart(40);
        Event event = written().get(0);
        assertThat(event.getStep()).isEqualTo(40);
        assertThat(event.getSessionLog().getStatus()).isEqualTo(SessionLog.SessionStatus.START);
    }

    @Test
    void whatCantBeWrittenIsToldWithItsPlace() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "");
        assertThatThrownBy(() -> new FileWriter(file))
                .hasMessageContaining("Events can't be written to " + file);
        writer.close();
        assertThatThrownBy(() -> writer.addScalar("loss", 1, 1))
                .hasMessageContaining("Events can't be written to " + writer.file());
    }
}
