package org.duograph.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.duograph.cli.CommandLineRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of a net that go wrong are answered with what is wrong with the first operator that is. */
class EditedNetTest {
    private static final String CONV = "arg { name: \"kernel\" i: 3 }";

    @TempDir Path folder;
    private TinyTraining tiny;

    @BeforeEach
    void files() throws IOException {
        tiny = TinyTraining.in(folder);
    }

    /** What train and net shapes say of the net with one thing replaced. */
    private String errors(String before, String after) throws IOException {
        assertThat(TinyTraining.NET).contains(before);
        tiny.net(TinyTraining.NET.replace(before, after));
        CommandLineRun train = tiny.train("max_iter: 1");
        assertThat(train.code()).isEqualTo(1);
        CommandLineRun shapes =
                CommandLineRun.of(
                        "net",
                        "shapes",
                        folder.resolve("net.pbtxt"),
                        "--feed",
                        "data=float32:32x1x28x28");
        assertThat(shapes.code()).isEqualTo(1);
        return train.err() + shapes.err();
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    @Test
    void aKernelThatIsTooLargeIsToldByItsOperator() throws IOException {
        String errors = errors(CONV, CONV.replace("3", "30"));
        assertThat(errors).doesNotContain("num_output");
        assertThat(count(errors, "(operator 0 of net \"tiny\")")).as(errors).isEqualTo(2);
    }

    @Test
    void aMisspeltBlobIsAnsweredWithTheNearOne() throws IOException {
        String errors =
                errors(
                        "input: \"bn\" output: \"bn\" type: \"Relu\"",
                        "input: \"bm\" output: \"bn\" type: \"Relu\"");
        assertThat(errors).doesNotContain("num_output");
        assertThat(count(errors, "did you mean \"bn\"?")).as(errors).isEqualTo(2);
        assertThat(errors).contains("reads blob \"bm\" (X of operator 2 (Relu))");
    }

    @Test
    void aMisspeltOperatorIsAnsweredWithTheNearOne() throws IOException {
        String errors =
                errors(
                        "input: \"f\" output: \"f\" type: \"Relu\"",
                        "input: \"f\" output: \"f\" type: \"ReLU\"");
        assertThat(errors).doesNotContain("num_output");
        assertThat(count(errors, "did you mean \"Relu\"?")).as(errors).isEqualTo(2);
    }

    @Test
    void aLayerWithoutItsNumberOfOutputsIsToldToNameIt() throws IOException {
        tiny.net(TinyTraining.NET.replace("arg { name: \"num_output\" i: 4 }", ""));
        assertThat(tiny.train("max_iter: 1").err())
                .contains("reads blob \"c_w\" (W of operator 0 (Conv)), whose shape is not known")
                .contains("Give the operator arg { name: \"num_output\" i: 10 }")
                .doesNotContain("bn_s");
    }

    @Test
    void aNetThatDoesNotReadTheImagesOrWritesThemIsRefused() throws IOException {
        tiny.net(TinyTraining.NET.replace("\"data\"", "\"dat\""));
        assertThat(tiny.train("max_iter: 1").err())
                .contains("does not read the images, blob \"data\"; did you mean \"dat\"?");
        tiny.net(
                TinyTraining.NET.replaceFirst(
                        "op", "op { output: \"data\" type: \"ConstantFill\" } op"));
        assertThat(tiny.train("max_iter: 1").err())
                .contains("operator 0 (ConstantFill) of net \"tiny\" writes blob \"data\"");
    }
}
