package org.duograph.oracle.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.checkpoint.Checkpoint;
import org.duograph.session.checkpoint.Saver;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.MetaGraphDef;
import org.duograph.session.saved.SavedModel;
import org.duograph.session.saved.Signature;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we write, TensorFlow runs to the same results; what it writes, we read. */
class GraphsTest {
    @TempDir Path folder;

    private final Graph graph = new Graph();
    private final Tensor x = graph.placeholder("x", DType.FLOAT32, -1, 3);
    private final Variable w =
            graph.variable("w", NDArray.of(Shape.of(3, 2), 0.5f, -1, 2, 0.25f, -0.75f, 1));
    private final Variable b = graph.variable("b", new float[] {0.125f, -0.5f});
    private final Tensor y = x.matmul(w.read()).addBias(b.read()).tanh().softmax();
    private final NDArray rows = NDArray.of(Shape.of(2, 3), 1f, 2, 3, -1, 0.5f, 0);

    @Test
    void aGraphGivesTheSameThereAndHere() {
        graph.group("init", w.initializer(), b.initializer());
        NDArray ours;
        try (Session s = new Session(graph)) {
            s.initialize();
            ours = s.feed(x, rows).run(y);
        }
        try (TensorFlow1 tf = new TensorFlow1(GraphDefWriter.write(graph))) {
            tf.run(Map.of(), List.of("init"), List.of());
            requireClose(tf.run(Map.of("x", rows), List.of(), List.of(y.name())).get(0), ours);
        }
    }

    @Test
    void aSavedModelIsServedThere() throws IOException {
        Path saved = folder.resolve("model");
        NDArray ours;
        try (Session s = new Session(graph)) {
            s.initialize();
            s.run(b.assign(new float[] {3, 4})); // not what it began with
            ours = s.feed(x, rows).run(y);
            SavedModel.save(
                    s,
                    saved,
                    Map.of(Signature.DEFAULT, Signature.predict(Map.of("x", x), Map.of("y", y))));
        }
        try (TensorFlow1 tf = new TensorFlow1(saved, "serve")) {
            requireClose(tf.run(Map.of("x", rows), List.of(), List.of(y.name())).get(0), ours);
        }
    }

    /** Its own SaveV2 writes; we read the bytes. */
    @Test
    void aCheckpointOfTensorFlowIsRead() throws IOException {
        Path saved = folder.resolve("model");
        try (Session s = new Session(graph)) {
            s.initialize();
            SavedModel.save(
                    s,
                    saved,
                    Map.of(Signature.DEFAULT, Signature.predict(Map.of("x", x), Map.of("y", y))));
        }
        Path prefix = folder.resolve("theirs");
        try (TensorFlow1 tf = new TensorFlow1(saved, "serve")) {
            NDArray name = NDArray.ofTexts(Shape.SCALAR, prefix.toString());
            tf.run(Map.of("save/Const", name), List.of("save/control_dependency"), List.of());
        }
        Checkpoint read = Checkpoint.open(prefix);
        assertThat(read.names()).containsExactly("b", "w");
        assertThat(read.read("b")).isEqualTo(NDArray.vector(0.125f, -0.5f));
        assertThat(read.read("w").shape()).isEqualTo(Shape.of(3, 2));
    }

    /** Its own nodes restore what we saved, in the graph that stands next to it. */
    @Test
    void aGraphNextToACheckpointIsRestoredThere() throws IOException {
        Path prefix = folder.resolve("model");
        NDArray ours;
        try (Session s = new Session(graph)) {
            s.initialize();
            s.run(b.assign(new float[] {3, 4}));
            ours = s.feed(x, rows).run(y);
            new Saver(graph).save(s, prefix);
        }
        MetaGraphDef meta =
                MetaGraphDef.parseFrom(Files.readAllBytes(folder.resolve("model.meta")));
        try (TensorFlow1 tf = new TensorFlow1(meta.getGraphDef())) {
            NDArray name = NDArray.ofTexts(Shape.SCALAR, prefix.toString());
            tf.run(
                    Map.of(meta.getSaverDef().getFilenameTensorName(), name),
                    List.of(meta.getSaverDef().getRestoreOpName()),
                    List.of());
            requireClose(tf.run(Map.of("x", rows), List.of(), List.of(y.name())).get(0), ours);
        }
    }

    private static void requireClose(NDArray theirs, NDArray ours) {
        assertThat(ours.type()).isEqualTo(theirs.type());
        for (int i = 0; i < ours.size(); i++) {
            assertThat(ours.get(i))
                    .isCloseTo(theirs.get(i), org.assertj.core.api.Assertions.within(1e-6));
        }
    }
}
