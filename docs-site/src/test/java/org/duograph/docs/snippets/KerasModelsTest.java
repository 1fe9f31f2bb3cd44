package org.duograph.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.duograph.keras.Model;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.training.History;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page about Keras-like models shows code that runs. Here it runs on files in Fashion-MNIST's
 * format whose pictures are bars, one place for each class.
 */
class KerasModelsTest {
    private static final Path RECORDED = Path.of("src/recorded/keras-summary.txt");

    @TempDir Path folder;

    /** The folder that the variable FASHION_MNIST_DIR names in these tests. */
    private static Path files() {
        String named = System.getenv("FASHION_MNIST_DIR");
        assertThat(named).as("docs-site/pom.xml sets it").isNotNull();
        return Path.of(named);
    }

    @Test
    void tenLinesTrainTestAndUseAModel() throws IOException {
        Bars.write(files(), "train", 600, 0);
        Bars.write(files(), "t10k", 100, 0);
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        FashionInTenLines.Made made;
        try {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            made = FashionInTenLines.run();
        } finally {
            System.setOut(before);
        }
        String printed = bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
        String summary = made.model().summaryText();
        if (Boolean.getBoolean("duograph.record")) {
            Files.writeString(RECORDED, summary);
        }
        assertThat(summary).isEqualTo(Files.readString(RECORDED));
        assertThat(printed)
                .startsWith(summary)
                .contains("Train on 600 samples, validate on 100 samples\nEpoch 1/5\n")
                .containsPattern(
                        "100/100 \\[=+\\] - .*\n\\{loss=0\\.\\d+, accuracy=[01]\\.\\d+\\}\n");
        assertThat(made.history().last("val_accuracy")).isGreaterThan(0.9);
        long right = 0;
        for (int i = 0; i < 100; i++) {
            right += made.classes().get(i) == i % 10 ? 1 : 0;
        }
        assertThat(right).isGreaterThan(90);
        made.model().close();
    }

    @Test
    void theReadmeShowsTheSameTenLines() throws IOException {
        String source =
                Files.readString(
                        Path.of("src/test/java/org/duograph/docs/snippets/FashionInTenLines.java"));
        String lines = source.substring(source.indexOf("::ten[]") + 7);
        lines = lines.substring(0, lines.indexOf("// end::ten[]"));
        assertThat(lines.strip().lines()).as("lines").hasSize(10);
        assertThat(Files.readString(Path.of("../README.md")).replaceAll("\\s", ""))
                .contains(lines.replaceAll("// <\\d>", "").replaceAll("\\s", ""));
    }

    @Test
    void modelsOfSeveralInputsAreTrainedSavedAndOpened() throws IOException {
        float[] left = new float[80 * 784];
        float[] right = new float[80 * 784];
        float[] same = new float[80];
        Philox random = Philox.of(2, "pairs", 0);
        for (int i = 0; i < 80; i++) {
            same[i] = i % 2;
            int a = i % 10;
            int b = i % 2 == 1 ? a : (a + 1 + random.below(i, 9)) % 10;
            fill(left, i, Bars.bar(a, random, 10_000L + 2000L * i));
            fill(right, i, Bars.bar(b, random, 11_000L + 2000L * i));
        }
        Shape images = Shape.of(80, 28, 28, 1);
        List<NDArray> x = List.of(NDArray.of(images, left), NDArray.of(images, right));
        List<NDArray> y = List.of(NDArray.of(Shape.of(80, 1), same));
        try (Model model = KerasModels.twins()) {
            StringBuilder out = new StringBuilder();
            model.printingTo(out);
            History history = KerasModels.fit(model, x, y, folder);
            assertThat(history.get("loss")).hasSizeGreaterThan(1);
            assertThat(history.last("loss")).isLessThan(history.get("loss").get(0));
            assertThat(out.toString()).startsWith("Train on 60 samples, validate on 20 samples\n");
            assertThat(folder.resolve("log.csv")).exists();
            assertThat(folder.resolve("history.svg")).exists();
            assertThat(folder.resolve("epoch-01")).isDirectory();
            assertThat(KerasModels.files(model, x, folder)).isEqualTo(model.predictAll(x).get(0));
            assertThat(folder.resolve("served/saved_model.pb")).exists();
            NDArray where = KerasModels.open(model, x);
            assertThat(where.shape()).isEqualTo(images);
            assertThat(Arrays.stream(where.toDoubles()).max().getAsDouble()).isPositive();
        }
    }

    private static void fill(float[] all, int image, byte[] pixels) {
        for (int p = 0; p < pixels.length; p++) {
            all[image * pixels.length + p] = (pixels[p] & 0xff) / 255f;
        }
    }
}
