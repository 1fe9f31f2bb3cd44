package org.duograph.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.cli.CommandLineRun;
import org.duograph.cli.JavaProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run has computed is not lost, and what is no result is not given out as one. */
class SafeTrainingTest {
    @TempDir Path folder;
    private TinyTraining tiny;

    @BeforeEach
    void files() throws IOException {
        tiny = TinyTraining.in(folder);
    }

    private static CommandLineRun failed(CommandLineRun run) {
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(1);
        return run;
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "onednn"})
    void aRunThatDivergesSaysAtWhichStepAndExportsNothing(String backend) throws IOException {
        Path out = folder.resolve("out");
        CommandLineRun run =
                failed(
                        tiny.train(
                                "max_iter: 50 base_lr: 1e30", "--out", out, "--backend", backend));
        assertThat(run.err())
                .containsPattern("after step \\d+: training has diverged, and nothing is exported")
                .contains("Take a smaller base_lr than 1.0E30");
        assertThat(out).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "onednn"})
    void aRunWhoseLastStepDivergesIsNoSuccess(String backend) throws IOException {
        // The loss of the first step is finite; its update is not.
        CommandLineRun run =
                failed(
                        tiny.train(
                                "max_iter: 1 base_lr: 1e38 weight_decay: 1e9",
                                "--backend",
                                backend));
        assertThat(run.err()).contains("after step 1: training has diverged");
        assertThat(folder.resolve("tiny_predict.pbtxt")).doesNotExist();
        assertThat(folder.resolve("tiny_iter_1.minidb")).doesNotExist();
    }

    @Test
    void aRunThatDivergesLateKeepsItsLastGoodState() throws IOException {
        String solver =
                """
                dataset: "mnist" base_lr: 1e-20 lr_policy: "step" gamma: 1e35 stepsize: 10
                batch_size: 32 max_iter: 50 random_seed: 7
                """;
        CommandLineRun run = failed(tiny.trainBy(solver));
        assertThat(run.err()).contains("the rate of this step was ");
        Path saved = folder.resolve("tiny_iter_8.minidb"); // 8 steps are an epoch of 256 images
        assertThat(run.err()).contains("go on from it with --resume " + saved);
        assertThat(saved).exists();
    }

    @Test
    void theFolderOfThePrefixIsMade() throws IOException {
        Path out = folder.resolve("out");
        CommandLineRun run = tiny.train("max_iter: 1 snapshot_prefix: \"a/b/lenet\"", "--out", out);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(names(out.resolve("a/b")))
                .containsExactly(
                        "lenet_init.pb",
                        "lenet_iter_1.minidb",
                        "lenet_log.csv",
                        "lenet_predict.pbtxt");
        assertThat(tiny.train("max_iter: 1 snapshot_prefix: \"a/b\"", "--out", out).code())
                .isZero();
        assertThat(names(out.resolve("a/b"))).contains("tiny_iter_1.minidb");
    }

    @Test
    void aPlaceThatCanNotBeWrittenIsRefusedBeforeTheFirstStep() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "");
        CommandLineRun run = failed(tiny.train("max_iter: 1000000", "--out", file));
        assertThat(run.err()).contains(file + " is a file, but the run's files need a folder");
        Files.createDirectory(folder.resolve("tiny_init.pb"));
        assertThat(failed(tiny.train("max_iter: 1000000")).err())
                .contains("tiny_init.pb is a folder");
    }

    @Test
    void aFolderThatIsGoneLaterLosesNothing() throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        JavaProcess run = start("max_iter: 4000 snapshot: 2", out);
        while (run.isAlive() && Files.notExists(out.resolve("tiny_iter_2.minidb"))) {
            Thread.sleep(20);
        }
        Files.move(out, folder.resolve("away"));
        Files.writeString(out, "a file where the folder was");
        while (run.isAlive() && !run.output().contains(" instead.")) {
            Thread.sleep(20);
        }
        run.interrupt();
        run.waitFor();
        Matcher m = Pattern.compile("go on with --resume (\\S+)").matcher(run.output());
        assertThat(m.find()).as(run.output()).isTrue();
        Path saved = Path.of(m.group(1));
        assertThat(saved).exists();
        assertThat(run.output()).contains("It is saved as ");
        for (String name : names(saved.getParent())) {
            Files.delete(saved.resolveSibling(name));
        }
        Files.delete(saved.getParent());
    }

    private JavaProcess start(String solver, Path out) throws IOException {
        List<Object> args = tiny.arguments(solver, "--out", out);
        return JavaProcess.start(args.stream().map(Object::toString).toArray(String[]::new));
    }

    @Test
    void aRunThatWasFinishedIsExportedByResuming() throws IOException {
        Path out = folder.resolve("out");
        assertThat(tiny.train("max_iter: 3", "--out", out).code()).isZero();
        byte[] net = Files.readAllBytes(out.resolve("tiny_init.pb"));
        Files.delete(out.resolve("tiny_init.pb"));
        Files.delete(out.resolve("tiny_predict.pbtxt"));
        CommandLineRun again =
                tiny.train(
                        "max_iter: 3", "--out", out, "--resume", out.resolve("tiny_iter_3.minidb"));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.out()).contains("has all 3 steps already", "step 3: test accuracy");
        assertThat(out.resolve("tiny_init.pb")).hasBinaryContent(net);
        assertThat(out.resolve("tiny_predict.pbtxt")).exists();
    }

    @Test
    void aSecondRunInTheSamePlaceIsRefused() throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        JavaProcess first = start("max_iter: 1000000 snapshot: 2", out);
        while (first.isAlive() && Files.notExists(out.resolve("tiny_iter_2.minidb"))) {
            Thread.sleep(20);
        }
        assertThat(failed(tiny.train("max_iter: 1", "--out", out)).err())
                .containsPattern("Another training \\(process \\d+\\) writes files \"tiny...\"")
                .contains("name another place: --out, or snapshot_prefix");
        String other = "max_iter: 1 snapshot_prefix: \"other\"";
        assertThat(tiny.train(other, "--out", out).code()).isZero();
        first.interrupt();
        first.waitFor();
        assertThat(tiny.train("max_iter: 1", "--out", out).code()).isZero();
        assertThat(names(out)).noneMatch(name -> name.startsWith("."));
    }

    @Test
    void whatDeadRunsLeftIsSwept() throws IOException {
        Path dead = folder.resolve(".tiny_iter_20.minidb." + UUID.randomUUID());
        Path others = folder.resolve(".tiny.txt." + UUID.randomUUID());
        Files.writeString(dead, "half a snapshot");
        Files.writeString(others, "somebody else's");
        assertThat(tiny.train("max_iter: 1").code()).isZero();
        assertThat(dead).doesNotExist();
        assertThat(others).exists();
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
