package org.duograph.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.cli.CommandLineRun;
import org.duograph.cli.JavaProcess;
import org.duograph.data.Images;
import org.duograph.data.Mnist;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.BlobFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
    private static final String NET = TinyTraining.NET;

    @TempDir Path folder;
    private TinyTraining tiny;

    @BeforeEach
    void files() throws IOException {
        tiny = TinyTraining.in(folder);
    }

    private CommandLineRun train(String solver, Object... more) throws IOException {
        return tiny.train(solver, more);
    }

    private static double accuracy(CommandLineRun run) {
        assertThat(run.code()).as(run.err()).isZero();
        Matcher m = Pattern.compile("accuracy ([\\d.]+)%").matcher(run.out());
        double last = -1;
        while (m.find()) {
            last = Double.parseDouble(m.group(1));
        }
        return last;
    }

    @Test
    void aNetThatIsNothingButATextLearns() throws IOException {
        Path out = folder.resolve("out");
        CommandLineRun run = train("epochs: 6", "--out", out);
        assertThat(accuracy(run)).as(run.out() + run.err()).isGreaterThan(80);
        assertThat(run.out())
                .contains("MNIST: 256 training and 100 test images of 1x28x28")
                .contains("tiny: 22,042 numbers to learn in 48 steps of 32 images, on ")
                .contains("Measured on MNIST.")
                .contains("Snapshot: " + out.resolve("tiny_iter_48.minidb"));
        assertThat(run.err())
                .containsPattern("Training \\d+%  [\\d,]+/1,536 images  .*loss .*left")
                .containsPattern("Training: 1,536 images in .* images/s, loss ");
    }

    @Test
    void optionsTakeThePlaceOfTheSolversWordsAndATableIsLeft() throws IOException {
        Path out = folder.resolve("out");
        CommandLineRun run =
                train("max_iter: 50", "--epochs", 2, "--batch", 64, "--lr", 0.02, "--out", out);
        double printed = accuracy(run);
        assertThat(run.out()).contains("in 8 steps of 64 images");
        List<String> lines = Files.readAllLines(out.resolve("tiny_log.csv"));
        assertThat(lines.get(0)).isEqualTo("step,epoch,loss,learning_rate,test_accuracy");
        assertThat(lines.get(1)).matches("4,1\\.0000,\\d+\\.\\d{6},0\\.02,");
        assertThat(lines.get(2)).matches("8,2\\.0000,\\d+\\.\\d{6},0\\.02,\\d\\.\\d{4}");
        double told = Double.parseDouble(lines.get(2).split(",")[4]);
        assertThat(100 * told).isCloseTo(printed, within(0.01));
        assertThat(lines).hasSize(3);
        assertThat(train("epochs: 1", "--lr", -1).err()).contains("base_lr must be above 0");
    }

    @Test
    void theTrainedNetTakesPixelsAsTheyAreAndReachesTheAccuracyThatWasPrinted() throws IOException {
        Path out = folder.resolve("out");
        CommandLineRun trained = train("epochs: 6", "--out", out);
        double printed = accuracy(trained);
        assertThat(trained.out())
                .contains("takes pixels as they are: N x 1 x 28 x 28, numbers from 0 to 255, grey")
                .contains("subtracts the mean and divides by the deviation itself");
        Images test = Mnist.DIGITS.read(folder.resolve("digits")).test();
        NDArray bytes = test.toArray();
        CommandLineRun run = predict(out, bytes);
        NDArray scores = Npy.read(folder.resolve("softmax.npy"));
        int right = 0;
        for (int i = 0; i < test.count(); i++) {
            int best = 0;
            for (int c = 1; c < 10; c++) {
                best = scores.get(10 * i + c) > scores.get(10 * i + best) ? c : best;
            }
            right += best == test.label(i) ? 1 : 0;
        }
        assertThat(100.0 * right / test.count()).isCloseTo(printed, within(1.01));
        assertThat(run.out())
                .containsPattern("softmax, image 0: \\d [01]\\.\\d{3}, \\d 0")
                .contains("... and 90 images more");

        float[] unit = new float[bytes.size()];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (bytes.get(i) / 255);
        }
        assertThat(predict(out, NDArray.of(bytes.shape(), unit)).err())
                .contains("\"data\" holds no number beyond 1, but the net takes N x 1 x 28 x 28");
    }

    private CommandLineRun predict(Path out, NDArray images) throws IOException {
        Path file = folder.resolve("images.npy");
        Npy.write(file, images);
        return CommandLineRun.good(
                "net",
                "run",
                out.resolve("tiny_predict.pbtxt"),
                "--init",
                out.resolve("tiny_init.pb"),
                "--feed",
                "data=" + file,
                "--out",
                folder);
    }

    @Test
    void aResumedRunEndsBitForBitLikeOneThatWasNotStopped() throws IOException {
        Path once = folder.resolve("once");
        Path twice = folder.resolve("twice");
        assertThat(train("max_iter: 20", "--out", once).code()).isZero();
        assertThat(train("max_iter: 11 snapshot: 4", "--out", twice).code()).isZero();
        assertThat(twice).isDirectoryContaining("glob:**tiny_iter_4.minidb");
        CommandLineRun resumed =
                train(
                        "max_iter: 20 test_interval: 5", // testing in between changes nothing
                        "--out",
                        twice,
                        "--resume",
                        twice.resolve("tiny_iter_11.minidb"));
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(BlobFiles.load(twice.resolve("tiny_iter_20.minidb")))
                .isEqualTo(BlobFiles.load(once.resolve("tiny_iter_20.minidb")));
        assertThat(
                        Files.mismatch(
                                twice.resolve("tiny_iter_20.minidb"),
                                once.resolve("tiny_iter_20.minidb")))
                .isEqualTo(-1);
    }

    @Test
    void theSameSeedGivesTheSameRunAndAnotherSeedAnother() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (String seed : List.of("1", "1", "2")) {
            Path out = folder.resolve("seed");
            String solver = "max_iter: 3 random_seed: " + seed;
            assertThat(train(solver, "--out", out).code()).isZero();
            files.add(Files.readAllBytes(out.resolve("tiny_iter_3.minidb")));
        }
        assertThat(files.get(0)).isEqualTo(files.get(1)).isNotEqualTo(files.get(2));
    }

    @Test
    void aSnapshotOfAnotherRunIsRefused() throws IOException {
        assertThat(train("max_iter: 2", "--out", folder).code()).isZero();
        Path snapshot = folder.resolve("tiny_iter_2.minidb");
        assertThat(train("max_iter: 5 batch_size: 16", "--resume", snapshot).err())
                .contains("is a snapshot of another run")
                .contains("batch_size: 32 there, 16 here")
                .contains("go on all the same with --allow-changes");
        assertThat(train("max_iter: 5 augment: true base_lr: 0.1", "--resume", snapshot).err())
                .contains("augment: false there, true here")
                .contains("base_lr: 0.05 there, 0.1 here");
        assertThat(train("max_iter: 5", "--resume", snapshot, "--backend", "java").err())
                .contains("backend: ")
                .contains("reference kernels in Java");
        tiny.net(NET.replaceFirst("\"Relu\"", "\"Sigmoid\""));
        assertThat(train("max_iter: 5", "--resume", snapshot).err())
                .contains("net: operator 2 is ")
                .contains("Relu", "Sigmoid");
        tiny.net(NET.replace("num_output\" i: 32", "num_output\" i: 8"));
        assertThat(train("max_iter: 5", "--resume", snapshot, "--allow-changes").err())
                .contains("blob \"f_w\" is float32 32x676 there, but float32 8x676 here");
    }

    @Test
    void aSnapshotOfAnotherRunIsGoneOnWithIfTheUserSaysSo() throws IOException {
        assertThat(train("max_iter: 2", "--out", folder).code()).isZero();
        Path snapshot = folder.resolve("tiny_iter_2.minidb");
        CommandLineRun on =
                train("max_iter: 3 base_lr: 0.1", "--resume", snapshot, "--allow-changes");
        assertThat(on.code()).as(on.err()).isZero();
        assertThat(on.err())
                .contains("Not as the run of " + snapshot + " began:")
                .contains("base_lr: 0.05 there, 0.1 here");
    }

    @Test
    void aSnapshotOfAnOlderVersionIsReadWithANote() throws IOException {
        assertThat(train("max_iter: 2", "--out", folder).code()).isZero();
        Path snapshot = folder.resolve("tiny_iter_2.minidb");
        Map<String, Object> old = new LinkedHashMap<>(BlobFiles.load(snapshot));
        old.put("duograph/batch_size", NDArray.of(Shape.of(1), 32L));
        old.put("duograph/random_seed", NDArray.of(Shape.of(1), 7L));
        BlobFiles.save(snapshot, old);
        CommandLineRun on = train("max_iter: 3", "--resume", snapshot);
        assertThat(on.code()).as(on.err()).isZero();
        assertThat(on.err())
                .contains("is of an older version")
                .contains("Not compared: net, loss, data");
        assertThat(train("max_iter: 3 batch_size: 16", "--resume", snapshot).err())
                .contains("batch_size: 32 there, 16 here");
    }

    @Test
    void beingStoppedSavesASnapshotToGoOnFrom() throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        List<Object> args = tiny.arguments("max_iter: 1000000 snapshot: 5", "--out", out);
        JavaProcess run =
                JavaProcess.start(args.stream().map(Object::toString).toArray(String[]::new));
        while (run.isAlive() && Files.notExists(out.resolve("tiny_iter_5.minidb"))) {
            Thread.sleep(50);
        }
        run.interrupt();
        run.waitFor();
        Matcher m =
                Pattern.compile("Stopped after step (\\d+); go on with --resume (\\S+)")
                        .matcher(run.output());
        assertThat(m.find()).as(run.output()).isTrue();
        CommandLineRun resumed =
                train(
                        "max_iter: " + (Integer.parseInt(m.group(1)) + 2),
                        "--out",
                        out,
                        "--resume",
                        m.group(2));
        assertThat(resumed.code()).as(resumed.err()).isZero();
    }

    @Test
    void trainsOnFromTheNumbersOfAnInitNet() throws IOException {
        Path out = folder.resolve("out");
        assertThat(train("epochs: 6", "--out", out).code()).isZero();
        CommandLineRun on =
                train("max_iter: 1 base_lr: 1e-6", "--init", out.resolve("tiny_init.pb"));
        assertThat(accuracy(on)).isGreaterThan(80);
    }

    @Test
    void theExamplesTrain() throws IOException {
        CommandLineRun.good("examples", "--out", folder);
        Path solver =
                Files.writeString(
                        folder.resolve("short.pbtxt"),
                        Files.readString(folder.resolve("lenet_solver.pbtxt"))
                                .replaceAll("max_iter: \\d+", "max_iter: 12"));
        CommandLineRun lenet =
                CommandLineRun.good(
                        "train",
                        "--net",
                        folder.resolve("lenet.pbtxt"),
                        "--solver",
                        solver,
                        "--data",
                        folder.resolve("digits"),
                        "--out",
                        folder);
        assertThat(lenet.out()).contains("lenet: 431,080 numbers to learn");
        assertThat(accuracy(lenet)).isGreaterThan(15);
        Settings cifar = Settings.read(folder.resolve("cifar10_solver.pbtxt"));
        assertThat(cifar.steps(781)).isEqualTo(1562);
    }

    @Test
    void aNetWithoutLossOrScoresIsToldWhatToName() throws IOException {
        assertThat(train("max_iter: 1", "--loss", "losss").err())
                .contains("writes no blob \"losss\"")
                .contains("did you mean \"loss\"?");
        assertThat(train("max_iter: 1", "--scores", "c").err()).contains("scores of N x classes");
        assertThat(train("max_iter: 1", "--loss", "softmax").err())
                .contains("\"softmax\" is float32 32x10, but a loss is one floating-point number");
    }

    @Test
    void aSolverWithAWrongFieldOrValueIsRefused() throws IOException {
        assertThat(train("max_iter: 1 base_rl: 1").err())
                .contains("solver.pbtxt, line 10")
                .contains("Solver has no field \"base_rl\"; did you mean \"base_lr\"?");
        assertThat(train("max_iter: 1 type: \"SDG\"").err())
                .contains("type can't be \"SDG\"; did you mean \"SGD\"?");
        assertThat(train("").err()).contains("say how long to train: max_iter or epochs");
        assertThat(train("max_iter: 1 dataset: \"minst\"").err())
                .contains("There is no data set \"minst\"; did you mean \"mnist\"?");
    }
}
