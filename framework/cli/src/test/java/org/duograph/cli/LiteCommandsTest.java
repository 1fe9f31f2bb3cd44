package org.duograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code duograph lite}: from a model of the zoo to a file, and its answers. */
class LiteCommandsTest {
    @TempDir Path folder;

    private String place(String name) {
        return folder.resolve(name).toString();
    }

    private static CommandLineRun ran(String... args) {
        CommandLineRun run = CommandLineRun.of((Object[]) args);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private void writeInputs(String name) throws IOException {
        Files.createDirectories(folder.resolve(name));
        NDArray images = NDArray.of(Shape.of(4, 1, 28, 28), new float[4 * 784]);
        Philox random = Philox.of(1, name, 0);
        for (int i = 0; i < images.size(); i++) {
            images.set(i, random.below(i, 256));
        }
        Npy.write(folder.resolve(name).resolve("four.npy"), images);
        Npy.write(folder.resolve("one.npy"), images.slice(0, 0, 1).reshape(1, 28, 28, 1));
    }

    @Test
    void aNetBecomesAFileThatAnswersAsTheNetDoes() throws IOException {
        writeInputs("inputs");
        ran("zoo", "export", "lenet-fashion", "--as", "nets", "--out", place("lenet"));
        CommandLineRun convert =
                ran(
                        "lite",
                        "convert",
                        place("lenet"),
                        "--feed",
                        "data=float32:1x1x28x28",
                        "--out",
                        place("lenet.tflite"),
                        "--verify",
                        place("inputs"));
        assertThat(convert.out())
                .contains("takes float32 1x28x28x1 \"data\"", "gives float32 1x10 \"softmax\"")
                .contains("the greatest number stands in the same place 4 times");
        ran(
                "lite",
                "run",
                place("lenet.tflite"),
                "--feed",
                "data=" + place("one.npy"),
                "--out",
                place("out"));
        NDArray scores = Npy.read(folder.resolve("out/softmax.npy"));
        assertThat(scores.shape()).isEqualTo(Shape.of(1, 10));
        assertThat(ran("lite", "bench", place("lenet.tflite"), "--iterations", "3").out())
                .contains("3 runs: median");
    }

    @Test
    void asInt8ItSaysWhichLayersLoseMost() throws IOException {
        writeInputs("inputs");
        ran("zoo", "export", "lenet-fashion", "--as", "predictor", "--out", place("lenet.minidb"));
        CommandLineRun convert =
                ran(
                        "lite",
                        "convert",
                        place("lenet.minidb"),
                        "--feed",
                        "data=float32:1x1x28x28",
                        "--int8",
                        "--calibrate",
                        place("inputs"),
                        "--verify",
                        place("inputs"),
                        "--out",
                        place("small.tflite"));
        assertThat(convert.out()).contains("signal to noise", " dB  ");
        assertThat(Files.size(folder.resolve("small.tflite"))).isLessThan(500_000);
    }

    @Test
    void whatIsLackingIsSaid() throws IOException {
        ran("zoo", "export", "lenet-fashion", "--as", "nets", "--out", place("lenet"));
        String file = place("lenet.tflite");
        assertThat(CommandLineRun.of("lite", "convert", place("lenet"), "--out", file).err())
                .contains("The type of input \"data\" is not known", "--feed data=");
        Files.writeString(folder.resolve("no.tflite"), "this is no model");
        assertThat(CommandLineRun.of("lite", "bench", place("no.tflite")).err())
                .contains("this is no .tflite file", "troubleshooting.html#file-format");
        assertThat(CommandLineRun.of("lite", "convert", "m", "--int8", "--out", file).err())
                .contains("--int8 needs --calibrate DIR");
    }
}
