package org.duograph.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.session.Graph;
import org.duograph.session.proto.Event;
import org.duograph.session.proto.Summary;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.training.ArraySamples;
import org.duograph.training.Learner;
import org.duograph.training.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTest {
    @TempDir private Path folder;
    private final ArraySamples samples = // 3 batches
            new ArraySamples(List.of(NDArray.of(Shape.of(6, 1), new float[6])), 2, false, 0);

    /** Its loss is how often it has learnt. */
    private static final class Counter implements Learner {
        private int steps;

        @Override
        public Map<String, Double> train(List<NDArray> batch) {
            return Map.of("loss", (double) steps++);
        }

        @Override
        public Map<String, Double> evaluate(List<NDArray> batch) {
            return Map.of("loss", 100.0);
        }

        @Override
        public List<NDArray> weights() {
            return List.of(NDArray.vector(steps, Float.NaN, 1), NDArray.vector(2));
        }
    }

    private void fit(TensorBoard listener, ArraySamples validation, int epochs) {
        new Trainer(new Counter(), listener).fit(samples, validation, epochs);
    }

    /** {@code tag@step=number}, of a run. */
    private List<String> points(String run) throws IOException {
        List<String> points = new ArrayList<>();
        for (Event event : events(run)) {
            for (Summary.Value value : event.getSummary().getValueList()) {
                String number =
                        value.hasHisto()
                                ? "histogram of " + (int) value.getHisto().getNum()
                                : "" + value.getSimpleValue();
                points.add(value.getTag() + "@" + event.getStep() + "=" + number);
            }
        }
        return points;
    }

    private List<Event> events(String run) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(run))) {
            return EventReader.readAll(files.findFirst().orElseThrow());
        }
    }

    @Test
    void epochsAndSomeBatchesAreCurves() throws IOException {
        fit(new TensorBoard(folder).everyBatches(2), samples, 2);
        assertThat(points("train"))
                .containsExactly(
                        "batch/loss@0=0.0",
                        "batch/loss@2=2.0",
                        "epoch/loss@1=1.0",
                        "batch/loss@4=4.0",
                        "epoch/loss@2=4.0");
        assertThat(points("validation"))
                .containsExactly("epoch/loss@1=100.0", "epoch/loss@2=100.0");
    }

    @Test
    void weightsAreHistogramsWithoutWhatIsNoNumber() throws IOException {
        fit(new TensorBoard(folder).everyBatches(0).histograms(), null, 1);
        assertThat(points("train"))
                .containsExactly(
                        "epoch/loss@1=1.0",
                        "weights/0@1=histogram of 2",
                        "not finite/weights/0@1=1.0",
                        "weights/1@1=histogram of 1");
        assertThat(folder.resolve("validation")).doesNotExist();
    }

    @Test
    void theGraphIsDrawnIfItIsGiven() throws IOException {
        Graph graph = new Graph();
        graph.constant("c", 1f);
        fit(new TensorBoard(folder).graph(graph), null, 1);
        assertThat(events("train")).filteredOn(e -> !e.getGraphDef().isEmpty()).hasSize(1);
    }

    @Test
    void everyFewerThanNoBatchesIsRefused() {
        assertThatThrownBy(() -> new TensorBoard(folder).everyBatches(-1))
                .hasMessageContaining("found -1");
    }
}
