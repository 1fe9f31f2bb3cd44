package org.duograph.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.cli.CommandLineRun;
import org.duograph.session.proto.Event;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.SessionLog;
import org.duograph.session.proto.Summary;
import org.duograph.tensorboard.EventReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event files of {@code duograph train --events}. */
class TrainingEventsTest {
    @TempDir Path folder;
    private TinyTraining tiny;

    @BeforeEach
    void files() throws IOException {
        tiny = TinyTraining.in(folder);
    }

    private static List<Event> events(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return EventReader.readAll(all.get(0));
        }
    }

    /** Numbers by tag and step; of histograms how many numbers they count. */
    private static Map<String, Map<Long, Double>> curves(List<Event> events) {
        Map<String, Map<Long, Double>> curves = new LinkedHashMap<>();
        for (Event event : events) {
            for (Summary.Value value : event.getSummary().getValueList()) {
                curves.computeIfAbsent(value.getTag(), tag -> new LinkedHashMap<>())
                        .put(
                                event.getStep(),
                                value.hasHisto()
                                        ? value.getHisto().getNum()
                                        : value.getSimpleValue());
            }
        }
        return curves;
    }

    @Test
    void curvesAndHistogramsAreWrittenWhileItTrains() throws IOException {
        Path runs = folder.resolve("runs/first");
        CommandLineRun run = tiny.train("max_iter: 24 test_interval: 16", "--events", runs);
        assertThat(run.code()).as(run.err()).isZero();
        Map<String, Map<Long, Double>> curves = curves(events(runs));
        assertThat(curves.get("loss").keySet()).containsExactly(10L, 16L, 20L, 24L);
        assertThat(curves.get("loss").get(24L)).isLessThan(curves.get("loss").get(10L));
        assertThat(curves.get("learning_rate").get(10L)).isCloseTo(0.05, within(1e-6));
        assertThat(curves.get("learning_rate").get(20L)).isCloseTo(0.025, within(1e-6));
        assertThat(curves.get("test_accuracy").keySet()).containsExactly(16L, 24L);
        assertThat(run.out())
                .contains(
                        "step 24: test accuracy %.2f%%"
                                .formatted(100 * curves.get("test_accuracy").get(24L)));
        assertThat(curves.get("f_w")).isEqualTo(Map.of(16L, 32.0 * 676, 24L, 32.0 * 676));
        assertThat(curves).containsKeys("c_w", "c_b", "bn_rm", "g_w", "g_b");
        Path page = folder.resolve("board.html");
        assertThat(CommandLineRun.good("board", runs, "--export", page).out()).contains("1 run");
        assertThat(Files.readString(page)).contains("test_accuracy");
    }

    @Test
    void theNetIsAmongThem() throws IOException {
        assertThat(tiny.train("max_iter: 1", "--events", folder.resolve("r")).code()).isZero();
        List<String> types = new ArrayList<>();
        for (Event event : events(folder.resolve("r"))) {
            GraphDef.parseFrom(event.getGraphDef())
                    .getNodeList()
                    .forEach(n -> types.add(n.getOp()));
        }
        assertThat(types).contains("Conv", "SpatialBN", "SoftmaxWithLoss");
    }

    @Test
    void aResumedRunReplacesWhatComesAfterItsSnapshot() throws IOException {
        assertThat(tiny.train("max_iter: 20 snapshot: 10").code()).isZero();
        Path runs = folder.resolve("runs");
        CommandLineRun on =
                tiny.train(
                        "max_iter: 20",
                        "--resume",
                        folder.resolve("tiny_iter_10.minidb"),
                        "--events",
                        runs);
        assertThat(on.code()).as(on.err()).isZero();
        List<Event> events = events(runs);
        assertThat(events)
                .filteredOn(e -> e.getSessionLog().getStatus() == SessionLog.SessionStatus.START)
                .extracting(Event::getStep)
                .containsExactly(11L);
        assertThat(curves(events).get("loss").keySet()).containsExactly(20L);
    }

    @Test
    void whatCanNotBeWrittenIsSaidBeforeTheFirstStep() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        CommandLineRun run = tiny.train("max_iter: 1", "--events", file);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("duograph: Events can't be written to " + file);
        assertThat(run.out()).doesNotContain("test accuracy");
    }
}
