package org.duograph.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.duograph.cli.CommandLineRun;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.BlobFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --devices} promises: the same run, shared by several devices. */
class SeveralDevicesTrainingTest {
    private static final double ROUNDING = 1e-5;

    /** The tiny net, without the layers that see only a device's own images. */
    private static final String PLAIN =
            without(without(TinyTraining.NET, "Dropout").replace("\"d\"", "\"f\""), "SpatialBN")
                    .replace("\"bn\"", "\"c\"");

    @TempDir Path folder;
    private TinyTraining tiny;

    @BeforeEach
    void files() throws IOException {
        tiny = TinyTraining.in(folder);
    }

    /** A net's text without the operator of a type. */
    private static String without(String net, String type) {
        StringBuilder text = new StringBuilder();
        for (String op : net.split("(?=op \\{ input)")) {
            text.append(op.contains("type: \"" + type + "\"") ? "" : op);
        }
        return text.toString();
    }

    private CommandLineRun train(String solver, Object... more) throws IOException {
        Object[] all = new Object[more.length + 2];
        all[0] = "--backend";
        all[1] = "java";
        System.arraycopy(more, 0, all, 2, more.length);
        return tiny.train(solver, all);
    }

    private static CommandLineRun good(CommandLineRun run) {
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private Map<String, NDArray> snapshot(String out, int step) throws IOException {
        return BlobFiles.load(folder.resolve(out).resolve("tiny_iter_" + step + ".minidb"));
    }

    private static void requireClose(Map<String, NDArray> found, Map<String, NDArray> wanted) {
        assertThat(found.keySet()).isEqualTo(wanted.keySet());
        found.forEach(
                (blob, numbers) ->
                        assertThat(numbers.toDoubles())
                                .as(blob)
                                .containsExactly(wanted.get(blob).toDoubles(), within(ROUNDING)));
    }

    @Test
    void twoDevicesWithHalfABatchEachLearnWhatOneLearnsFromTheWholeBatch() throws IOException {
        tiny.net(PLAIN);
        good(train("max_iter: 6", "--out", folder.resolve("one")));
        CommandLineRun two =
                good(train("max_iter: 6", "--out", folder.resolve("two"), "--devices", "cpu:2"));
        requireClose(snapshot("two", 6), snapshot("one", 6));
        assertThat(snapshot("one", 6)).containsKeys("c_w", "c_w_momentum", "optimizer_iteration");
        assertThat(two.out())
                .contains("numbers to learn in 6 steps of 32 images, on 2 devices,")
                .contains("16 + 16 images in a step: cpu 0, cpu 1, each reference kernels in Java")
                .contains("step 6: test accuracy ");
    }

    @Test
    void imagesThatDoNotDivideEvenlyCountAlike() throws IOException {
        tiny.net(PLAIN);
        String solver = "max_iter: 3 batch_size: 17";
        good(train(solver, "--out", folder.resolve("one")));
        CommandLineRun three =
                good(train(solver, "--out", folder.resolve("three"), "--devices", "cpu:3"));
        requireClose(snapshot("three", 3), snapshot("one", 3));
        assertThat(three.out()).contains("6 + 6 + 5 images in a step");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu:1", "cpu:4", ""})
    void whatTwoDevicesBeganOneOrFourGoOnWith(String devices) throws IOException {
        tiny.net(PLAIN);
        good(train("max_iter: 8", "--out", folder.resolve("whole")));
        good(train("max_iter: 4", "--out", folder.resolve("part"), "--devices", "cpu:2"));
        Path begun = folder.resolve("part/tiny_iter_4.minidb");
        Object[] on = {"--out", folder.resolve("part"), "--resume", begun, "--devices", devices};
        good(train("max_iter: 8", devices.isEmpty() ? java.util.Arrays.copyOf(on, 4) : on));
        requireClose(snapshot("part", 8), snapshot("whole", 8));
    }

    @Test
    void aRunThatIsResumedOnAsManyDevicesEndsBitForBitLikeOneThatWasNotStopped()
            throws IOException {
        good(train("max_iter: 8", "--out", folder.resolve("once"), "--devices", "cpu:2"));
        Path twice = folder.resolve("twice");
        good(train("max_iter: 3", "--out", twice, "--devices", "cpu:2"));
        good(
                train(
                        "max_iter: 8 test_interval: 2",
                        "--out",
                        twice,
                        "--resume",
                        twice.resolve("tiny_iter_3.minidb"),
                        "--devices",
                        "cpu:2"));
        assertThat(twice.resolve("tiny_iter_8.minidb"))
                .hasSameBinaryContentAs(folder.resolve("once/tiny_iter_8.minidb"));
    }

    @Test
    void combinedBatchNormalizationIsThatOfOneDevice() throws IOException {
        tiny.net(without(TinyTraining.NET, "Dropout").replace("\"d\"", "\"f\""));
        good(train("max_iter: 4", "--out", folder.resolve("one")));
        good(
                train(
                        "max_iter: 4",
                        "--out",
                        folder.resolve("two"),
                        "--devices",
                        "cpu:2",
                        "--combine-spatial-bn"));
        requireClose(snapshot("two", 4), snapshot("one", 4));
        assertThat(train("max_iter: 4", "--combine-spatial-bn").err())
                .contains("--combine-spatial-bn needs several devices; add --devices");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,1", "all"})
    void gpusAreNamedByTheirNumbersOrAllAtOnce(String devices) throws IOException {
        CommandLineRun run = good(tiny.train("max_iter: 2", "--devices", devices));
        assertThat(run.out()).contains("16 + 16 images in a step: gpu 0, gpu 1, each ");
        good(tiny.train("max_iter: 3", "--devices", "1", "--backend", "cuda,memory=1GiB"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    7       | GPU 7 can't be used: there are cuda:0, cuda:1; driver 470
                    0,2     | GPU 2 can't be used: there are cuda:0, cuda:1
                    0,0     | names GPU 0 twice; give each device once
                    two     | --devices can't be "two": write numbers of GPUs (0,1), "all" for all GPUs, or cpu:4
                    cpu:0   | --devices can't be "cpu:0"
                    cpu:64  | 64 devices can't share a batch of 32 images; name fewer, or raise batch_size
                    """)
    void whatIsNoListOfDevicesIsRefusedWithWhatThereIs(String devices, String message)
            throws IOException {
        CommandLineRun run = tiny.train("max_iter: 1", "--devices", devices);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(message);
    }

    @Test
    void aBackendThatHasNoSuchDevicesIsRefused() throws IOException {
        assertThat(tiny.train("max_iter: 1", "--devices", "0,1", "--backend", "java").err())
                .contains("--devices means GPUs, and --backend java none");
        assertThat(tiny.train("max_iter: 1", "--devices", "cpu:2", "--backend", "cuda").err())
                .contains("--devices means the processor, and --backend cuda none");
        assertThat(tiny.train("max_iter: 1", "--devices", "0,1", "--backend", "cuda:1").err())
                .contains("--devices says which; write --backend cuda");
    }

    /** One image has a label that the net has no score for. */
    @Test
    void aDeviceThatFailsIsNamedAndTheRunTellsWhatIsSaved() throws IOException {
        tiny.net(PLAIN);
        Path labels = folder.resolve("digits/train-labels-idx1-ubyte");
        byte[] bytes = Files.readAllBytes(labels);
        for (int i = 8; i < bytes.length; i++) {
            bytes[i] = (byte) Math.min(bytes[i], 8);
        }
        bytes[100] = 9;
        Files.write(labels, bytes);
        tiny.net(PLAIN.replace("num_output\" i: 10", "num_output\" i: 9"));
        CommandLineRun run = train("max_iter: 8", "--devices", "cpu:4");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .containsPattern("cpu_0/.* on java:|cpu_([123])/.* on java:\\1")
                .containsPattern("Nothing of this run was saved|The state after step \\d is saved");
    }
}
