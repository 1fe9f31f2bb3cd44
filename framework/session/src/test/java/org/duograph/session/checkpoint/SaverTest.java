package org.duograph.session.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GradientDescentOptimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaverTest {
    @TempDir Path folder;

    private final Graph graph = new Graph();
    private final Variable w = graph.variable("w", new float[] {1, 2});
    private final Variable b = graph.variable("b", 3f);

    @Test
    void variablesComeBackInAnotherSession() throws IOException {
        Tensor sum = w.read().plus(b);
        Tensor more = w.assignAdd(new float[] {10, 10});
        Saver saver = new Saver(graph);
        Path saved;
        try (Session s = new Session(graph)) {
            assertThatThrownBy(() -> saver.save(s, folder.resolve("m")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("uninitialized value w");
            s.initialize();
            s.run(more);
            saved = saver.save(s, folder.resolve("deep/model"), 7);
        }
        assertThat(saved).hasFileName("model-7");
        assertThat(Saver.latestCheckpoint(folder.resolve("deep"))).contains(saved);
        try (Session s = new Session(graph)) {
            saver.restore(s, saved);
            assertThat(s.run(sum).floats()).containsExactly(14, 15);
            assertThat(s.uninitializedVariables()).isEmpty();
        }
    }

    @Test
    void onlyTheNewestAreKept() throws IOException {
        Saver saver = new Saver(Saver.byName(List.of(w)), 2);
        try (Session s = new Session(graph)) {
            s.initialize();
            for (int step = 1; step <= 4; step++) {
                saver.save(s, folder.resolve("m"), step);
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "checkpoint",
                            "m-3.index",
                            "m-3.data-00000-of-00001",
                            "m-3.meta",
                            "m-4.meta",
                            "m-4.index",
                            "m-4.data-00000-of-00001");
        }
        assertThat(folder.resolve("checkpoint"))
                .hasContent(
                        """
                        model_checkpoint_path: "m-4"
                        all_model_checkpoint_paths: "m-3"
                        all_model_checkpoint_paths: "m-4"
                        """);
    }

    @Test
    void someVariablesCanBeRestoredUnderOtherNamesAndNothingChangesIfOneDoesNotFit()
            throws IOException {
        try (Session s = new Session(graph)) {
            s.initialize();
            Path saved = new Saver(Map.of("old", b), 0).save(s, folder.resolve("part"));
            s.run(b.assign(0f));
            new Saver(Map.of("old", b), 0).restore(s, saved);
            assertThat(s.value(b).item()).isEqualTo(3);
            s.run(b.assign(0f));
            assertThatThrownBy(() -> new Saver(Map.of("old", w), 0).restore(s, saved))
                    .hasMessageContaining("Assign requires shapes of both tensors to match");
            assertThatThrownBy(() -> new Saver(graph).restore(s, saved))
                    .hasMessageContaining("Key w not found in checkpoint");
            assertThat(s.value(b).item()).isZero();
        }
    }

    /** A program that knows the files alone goes on where the first one stopped. */
    @Test
    void aGraphIsReadNextToItsCheckpoint() throws IOException {
        Tensor loss = w.read().times(b.read()).square().sum();
        Operation step = new GradientDescentOptimizer(0.01).minimize(loss);
        Path saved = folder.resolve("m-1");
        float after;
        try (Session s = new Session(graph)) {
            s.initialize();
            s.run(step);
            new Saver(Map.of("weights", w, "b", b), 0).save(s, saved);
            after = s.run(loss, step).toFloat(0);
            after = (float) s.run(loss).item();
        }
        Saver saver = Saver.importMetaGraph(folder.resolve("m-1.meta"));
        Graph read = saver.graph();
        assertThat(read.variables()).extracting(Variable::name).containsExactly("w", "b");
        assertThat(read.trainableVariables()).hasSize(2);
        assertThat(read.has("save/SaveV2")).isFalse();
        try (Session s = new Session(read)) {
            saver.restore(s, saved);
            s.run(step.name());
            assertThat((float) s.run(read.tensor(loss.name())).item()).isEqualTo(after);
            saver.save(s, folder.resolve("again"));
        }
        assertThat(Saver.importMetaGraph(folder.resolve("again.meta")).graph().variables())
                .hasSize(2);
    }

    @Test
    void whatIsNoMetaGraphIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("x.meta"), "no graph");
        assertThatThrownBy(() -> Saver.importMetaGraph(file)).isInstanceOf(IOException.class);
        Path empty = Files.write(folder.resolve("y.meta"), new byte[0]);
        assertThatThrownBy(() -> Saver.importMetaGraph(empty)).isInstanceOf(Exception.class);
    }
}
