package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

class NormalizationTest {
    @Test
    void meanAndDeviationAreThoseOfTheChannel() throws IOException {
        byte[] pixels = {0, (byte) 255, 51, 51};
        Normalization n =
                Normalization.of(new Images(new ImageShape(2, 1, 2), pixels, new byte[1]));
        assertThat(n.mean()).containsExactly(new float[] {0.5f, 0.2f}, within(1e-6f));
        assertThat(n.deviation())
                .as("a channel of one value is only shifted")
                .containsExactly(new float[] {0.5f, 1f}, within(1e-6f));
    }

    @Test
    void normalisedTrainingImagesHaveMeanZeroAndDeviationOne() throws IOException {
        Images images = new Shapes10(1, 50, 0).generate().train();
        Batches batches = Batches.of(images, 50).normalized(Normalization.of(images));
        try (BatchReader reader = batches.read(1)) {
            float[] all = reader.next().images().floats();
            double sum = 0;
            double squares = 0;
            for (float v : all) {
                sum += v;
                squares += v * v;
            }
            assertThat(sum / all.length).isCloseTo(0, within(1e-5));
            assertThat(squares / all.length).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void undoGivesTheBytesBack() throws IOException {
        Images images = new Shapes10(1, 3, 0).generate().train();
        Normalization n = Normalization.of(images);
        try (BatchReader reader = Batches.of(images, 3).normalized(n).read(1)) {
            float[] back = n.undo(reader.next().images()).floats();
            NDArray bytes = images.toArray();
            for (int i = 0; i < back.length; i++) {
                assertThat(back[i]).isCloseTo((float) bytes.get(i), within(1e-3f));
            }
        }
    }

    @Test
    void aDeviationOfZeroIsRefused() {
        assertThatThrownBy(() -> new Normalization(new float[1], new float[1]))
                .hasMessageContaining("deviations [0.0]");
    }
}
