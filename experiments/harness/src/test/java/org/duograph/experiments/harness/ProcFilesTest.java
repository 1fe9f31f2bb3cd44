package org.duograph.experiments.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.experiments.harness.ProcFiles.Ticks;
import org.junit.jupiter.api.Test;

class ProcFilesTest {
    private static final Ticks THEN = new Ticks(1000, 400, 100);

    @Test
    void othersUsedWhatWasBusyAndNotOurs() {
        assertThat(new Ticks(1200, 560, 220).othersSince(THEN)).isEqualTo(40 / 200.0);
    }

    @Test
    void othersNeverUsedLessThanNothing() {
        assertThat(new Ticks(1200, 500, 201).othersSince(THEN)).isZero();
    }

    @Test
    void tooShortATimeTellsNothing() {
        assertThat(new Ticks(1049, 449, 100).othersSince(THEN)).isEqualTo(Measurement.UNKNOWN);
    }
}
