package org.duograph.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.keras.Keras.batchSize;
import static org.duograph.keras.Keras.dense;
import static org.duograph.keras.Keras.epochs;
import static org.duograph.keras.Keras.validation;
import static org.duograph.keras.Keras.verbose;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The progress bar as Keras 2.3 draws it, by a clock that the tests turn. */
class KerasBarTest {
    private final StringBuilder out = new StringBuilder();
    private long now;

    private KerasBar bar(int verbose, boolean terminal) {
        return new KerasBar(out, verbose, terminal, () -> now);
    }

    private void pass(double seconds) {
        now += (long) (seconds * 1e9);
    }

    private static Map<String, Double> numbers(double loss, double acc) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("loss", loss);
        numbers.put("acc", acc);
        return numbers;
    }

    @Test
    void onATerminalTheLineIsDrawnAgain() {
        KerasBar bar = bar(1, true);
        bar.begin(60_000);
        pass(0.9);
        bar.update(640, numbers(2.1034, 0.275));
        String first =
                "  640/60000 [..............................] - ETA: 1:23 - loss: 2.1034 - acc: 0.2750";
        assertThat(out.toString()).isEqualTo("\r" + first);
        pass(0.01);
        bar.update(1280, numbers(2, 0.3));
        assertThat(out.toString()).as("too early to draw again").isEqualTo("\r" + first);
        out.setLength(0);
        pass(8.09);
        bar.update(48_000, numbers(0.5, 0.9));
        assertThat(out.toString())
                .startsWith(
                        "\b".repeat(first.length())
                                + "\r48000/60000 [=======================>......]")
                .contains(" - ETA: 2s - loss: 0.5000 - acc: 0.9000");
        out.setLength(0);
        pass(3);
        bar.update(60_000, numbers(0.0005, 0.95));
        assertThat(out.toString())
                .contains(
                        "\r60000/60000 [==============================] - 12s 200us/step - loss: 5.0000e-04 - acc: 0.9500")
                .endsWith("\n");
    }

    @Test
    void timesLeftAreHoursMinutesOrSeconds() {
        KerasBar bar = bar(1, true);
        bar.begin(10_000);
        pass(10);
        bar.update(10, Map.of());
        assertThat(out.toString()).contains("   10/10000 [").contains(" - ETA: 2:46:30");
        bar.begin(10);
        pass(20);
        bar.update(10, Map.of());
        assertThat(out.toString()).contains("10/10 [==============================] - 20s 2s/step");
        bar.begin(1000);
        pass(5);
        bar.update(1000, Map.of());
        assertThat(out.toString()).contains(" - 5s 5ms/step");
    }

    @Test
    void elsewhereTheBarStandsOnALineOfItsOwnWhenItIsDone() {
        KerasBar bar = bar(1, false);
        bar.begin(100);
        pass(1);
        bar.update(50, Map.of());
        assertThat(out.toString()).isEmpty();
        bar.update(100, Map.of());
        assertThat(out.toString())
                .isEqualTo("100/100 [==============================] - 1s 10ms/step\n");
    }

    @Test
    void fitPrintsAsKerasDoes() {
        Blobs data = new Blobs(1, 50);
        try (Sequential model = new Sequential(dense(Blobs.CLASSES, "softmax").inputShape(4))) {
            model.printingTo(out);
            model.compile("sgd", "sparse_categorical_crossentropy", "acc");
            model.fit(data.x, data.y, epochs(2), batchSize(20), validation(data.x, data.y));
            String number = "\\d\\.\\d{4}";
            String line =
                    "50/50 \\[={30}\\] - \\d+s \\d+(us|ms|s)/step - loss: %s - acc: %s - val_loss: %s - val_acc: %s\n"
                            .formatted(number, number, number, number);
            assertThat(out.toString())
                    .matches(
                            "Train on 50 samples, validate on 50 samples\n"
                                    + ("Epoch 1/2\n" + line)
                                    + ("Epoch 2/2\n" + line));
            out.setLength(0);
            model.fit(data.x, data.y, verbose(2));
            assertThat(out.toString())
                    .matches(
                            "Train on 50 samples\nEpoch 1/1\n - \\d+s - loss: %s - acc: %s\n"
                                    .formatted(number, number));
            out.setLength(0);
            model.fit(data.x, data.y, verbose(0));
            model.evaluate(data.x, data.y, verbose(0));
            assertThat(out.toString()).isEmpty();
            model.evaluate(data.x, data.y);
            assertThat(out.toString()).matches("50/50 \\[={30}\\] - \\d+s \\d+(us|ms|s)/step\n");
        }
    }
}
