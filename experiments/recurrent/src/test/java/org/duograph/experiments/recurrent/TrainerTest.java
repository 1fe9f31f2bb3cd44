package org.duograph.experiments.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class TrainerTest {
    @Test
    void bothSidesComputeTheSameLossAndTheSameGradient() {
        try (Trainer duograph = new DuographTrainer();
                Trainer pytorch = new PyTorchTrainer()) {
            float loss = duograph.step(false);
            assertThat(pytorch.step(false)).isCloseTo(loss, withinPercentage(0.01));
            assertThat(pytorch.gradientSquares())
                    .isCloseTo(duograph.gradientSquares(), withinPercentage(0.1));
        }
    }

    @Test
    void bothSidesLearn() {
        try (Trainer duograph = new DuographTrainer();
                Trainer pytorch = new PyTorchTrainer()) {
            float before = duograph.step(true);
            pytorch.step(true);
            for (int i = 0; i < 5; i++) {
                duograph.step(true);
                pytorch.step(true);
            }
            assertThat(duograph.step(true)).isLessThan(before);
            assertThat(pytorch.step(true)).isLessThan(before);
        }
    }
}
