package org.duograph.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.duograph.data.Images;
import org.duograph.data.Shapes10;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Predictor;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.proto.NetDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReproduceTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine command = Reproduce.commandLine();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(args);
    }

    @Test
    void aShortRunLearnsAndReports(@TempDir Path folder) throws IOException {
        int exit =
                run(
                        "--synthetic",
                        "--images=1280",
                        "--epochs=3",
                        "--test-each-epoch",
                        "--out=" + folder);
        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        assertThat(out.toString())
                .contains("shapes-10 (synthetic)")
                .contains("right answers")
                .contains("training  ")
                .contains("peak memory");
        double[] losses = losses(folder.resolve("loss.csv"));
        assertThat(losses).hasSize(60);
        double first = Arrays.stream(losses, 0, 10).average().orElseThrow();
        double last = Arrays.stream(losses, 50, 60).average().orElseThrow();
        assertThat(last).as("loss of the last steps, at first %s", first).isLessThan(0.95 * first);
        assertThat(folder.resolve("index.html"))
                .content()
                .contains("<svg")
                .contains("test accuracy")
                .contains("Caffe2, K80 (paper)", "Duograph, this run")
                .contains("<td>reproduce --synthetic --images=1280")
                .doesNotContain("_seconds");
        String confusion = Files.readString(folder.resolve("confusion.svg"));
        assertThat(confusion).contains(Shapes10.CLASS_NAMES);
        assertThat(sum(confusion)).as("all test images").isEqualTo(1280);
        assertThat(Files.readString(folder.resolve("mistakes.svg")).split("<image"))
                .hasSize(1 + 16);
        assertThat(Files.readString(folder.resolve("filters.svg")).split("<image")).hasSize(1 + 32);
        assertThat(folder.resolve("summary.json")).content().contains("\"accuracy_after_pass\"");
        Map<String, NDArray> weights = BlobFiles.load(folder.resolve("weights.minidb"));
        assertThat(weights.get("conv1_w").shape()).hasToString("32x3x3x3");
        NetDef predict = NetFiles.readNet(folder.resolve("predict.pbtxt"));
        NetDef init = NetFiles.readNet(folder.resolve("init.pb"));
        try (Predictor predictor = new Predictor(init, predict)) {
            Images images = new Shapes10(1, 0, 100).generate().test();
            var guesses = predictor.classify(images.toArray(), 1);
            long right =
                    IntStream.range(0, images.count())
                            .filter(
                                    i ->
                                            guesses.get(i)
                                                    .get(0)
                                                    .name()
                                                    .equals(
                                                            Shapes10.CLASS_NAMES.get(
                                                                    images.label(i))))
                            .count();
            assertThat(right).as("of 100 images, given as bytes").isGreaterThan(20);
        }
    }

    @Test
    void aFolderThatCanNotBeWrittenIsNoticedBeforeTraining(@TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "");
        assertThat(run("--synthetic", "--images=1280", "--out=" + file)).isEqualTo(1);
        assertThat(err.toString()).contains("Nothing can be written to " + file);
        assertThat(out.toString()).doesNotContain("Backend");
    }

    @Test
    void aRunWhoseParametersOverflowIsNoSuccess(@TempDir Path folder) {
        int exit =
                run(
                        "--synthetic",
                        "--images=64",
                        "--epochs=2",
                        "--learning-rate=1e38",
                        "--weight-decay=1e9",
                        "--out=" + folder);
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains("after 1 steps: training has diverged");
        assertThat(folder).isEmptyDirectory();
    }

    private static int sum(String confusion) {
        return Pattern.compile("text-anchor=\"middle\">(\\d+)<")
                .matcher(confusion)
                .results()
                .mapToInt(r -> Integer.parseInt(r.group(1)))
                .sum();
    }

    private static double[] losses(Path csv) throws IOException {
        return Files.readAllLines(csv).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",")[1]))
                .toArray();
    }

    @Test
    void wrongUsageIsExplained() {
        assertThat(run("--epochs=0")).isEqualTo(2);
        assertThat(err.toString()).contains("--epochs must be at least 1, found 0");
    }

    @Test
    void aFolderWithoutDataIsAnErrorWithoutAStackTrace(@TempDir Path empty) {
        assertThat(run("--data=" + empty)).isEqualTo(1);
        assertThat(err.toString()).startsWith("Error: ").contains(empty.toString());
        assertThat(err.toString()).doesNotContain("\tat ");
    }

    @Test
    void anUnknownBackendIsAnsweredWithThoseThereAre(@TempDir Path folder) {
        int exit = run("--synthetic", "--images=64", "--backend=cudda", "--out=" + folder);
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains("No backend \"cudda\"").contains("java");
    }
}
