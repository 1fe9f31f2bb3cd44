package org.duograph.experiments.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalingRowTest {
    @Test
    void aStepIsComputingAndThenTheTurnsOfTheRing() {
        StepModel model = new StepModel(0.5, 8e6, 1e7, 0.001, 0);
        assertThat(model.sum(1)).isZero();
        assertThat(model.speedUp(1)).isEqualTo(1);
        // 6 turns of 1 ms and 2 MB at 10 MB/s
        assertThat(model.sum(4)).isCloseTo(6 * (0.001 + 0.2), within(1e-12));
        assertThat(model.step(4)).isCloseTo(0.5 + 1.206, within(1e-12));
        assertThat(model.speedUp(4)).isCloseTo(4 * 0.5 / 1.706, within(1e-12));
    }

    @Test
    void whatTravelsWhileGradientsAreComputedTakesNoTimeOfItsOwn() {
        assertThat(new StepModel(3, 8e6, 1e7, 0, 0.5).step(2)).isCloseTo(3, within(1e-12));
        assertThat(new StepModel(1, 8e6, 1e7, 0, 0.5).step(2)).isCloseTo(1.3, within(1e-12));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new StepModel(0, 1, 1, 0, 0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new StepModel(1, 1, 1, 0, 2)).hasMessageContaining("from 0 to 1");
    }

    @Test
    void rowsComeBackFromTheirFileAndAreTakenTogetherByMedians(@TempDir Path folder)
            throws IOException {
        List<ScalingRow> rows =
                List.of(
                        new ScalingRow(2, 200, 16, 8_000_000, 0.1, 0.5, 2.5e7, 0.0005),
                        new ScalingRow(1, 0, 16, 8_000_000, 0.1, 0.1, 1e9, 0),
                        new ScalingRow(2, 200, 16, 8_000_000, 0.3, 0.7, 2.4e7, 0.0002),
                        new ScalingRow(2, 200, 16, 8_000_000, 0.2, 0.9, 2.6e7, 0.0003));
        Path file = folder.resolve("scaling.csv");
        ScalingRow.write(file, rows);
        assertThat(ScalingRow.read(file)).isEqualTo(rows);
        List<ScalingRow> medians = ScalingRow.medians(rows);
        assertThat(medians)
                .containsExactly(
                        rows.get(1),
                        new ScalingRow(2, 200, 16, 8_000_000, 0.2, 0.7, 2.5e7, 0.0003));
        ScalingRow two = medians.get(1);
        assertThat(two.imagesPerSecond()).isCloseTo(32 / 0.7, within(1e-9));
        assertThat(two.error()).isCloseTo((0.2 + 2 * (0.0003 + 0.16)) / 0.7 - 1, within(1e-9));
    }

    @Test
    void otherFilesAreRefusedByName(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("scaling.csv");
        Files.writeString(file, "a,b\n");
        assertThatThrownBy(() -> ScalingRow.read(file)).hasMessageContaining("does not begin with");
        ScalingRow.write(file, List.of());
        Files.writeString(file, Files.readString(file).trim() + "\n1,2,three\n");
        assertThatThrownBy(() -> ScalingRow.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1,2,three");
    }
}
