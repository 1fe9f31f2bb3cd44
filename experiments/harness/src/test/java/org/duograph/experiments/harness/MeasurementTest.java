package org.duograph.experiments.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.experiments.harness.Measurement.Bytes;
import org.duograph.experiments.harness.Measurement.Seconds;
import org.duograph.experiments.harness.Request.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementTest {
    private static final Request REQUEST =
            new Request(
                    "pytorch",
                    "channels-last",
                    Kind.MEMORY_TRAIN,
                    "vgg16",
                    64,
                    0,
                    2,
                    5,
                    0,
                    0.01,
                    5e-4,
                    1,
                    "cifar10",
                    0,
                    3);

    @Test
    void aFileGivesBackWhatWasWritten(@TempDir Path folder) throws IOException {
        Measurement written =
                new Measurement(
                        REQUEST,
                        "PyTorch \"2.10\"",
                        "CIFAR-10",
                        "2026-11-25T19:00:00Z",
                        new Seconds(1.5, 0.25, 0.125, 1e-7, List.of(0.1, 0.2), 3, 0, List.of()),
                        List.of(2.3025, Double.NaN, Double.POSITIVE_INFINITY),
                        List.of(0.5),
                        new Bytes(4_000_000_000L, 1, 0),
                        0,
                        Measurement.UNKNOWN,
                        2,
                        "",
                        new Measurement.Origin("abc1234", "a processor"));
        written.write(folder.resolve("m.json"));
        assertThat(Measurement.read(folder.resolve("m.json"))).isEqualTo(written);
        assertThat(folder.toFile().list()).containsExactly("m.json");
    }

    @Test
    void aRequestSurvivesTheCommandLineOfAProcess() {
        assertThat(Request.of(REQUEST.words())).isEqualTo(REQUEST);
        assertThat(REQUEST.words()).noneMatch(word -> word.contains("\n"));
    }

    @Test
    void keysDifferWheneverRequestsDo() {
        assertThat(REQUEST.key()).matches("memory-train-vgg16-64-pytorch-channels-last-\\w{8}-3");
        Request otherRound = REQUEST.inRound(4);
        assertThat(otherRound.key()).isEqualTo(REQUEST.key().replaceAll("3$", "4"));
        assertThat(REQUEST.by("pytorch", "nchw").key()).isNotEqualTo(REQUEST.key());
    }
}
