package org.duograph.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.duograph.cli.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Without Spark, which is on no class path here; {@code framework/spark} tests what it does with
 * it.
 */
class SparkTrainCommandTest {
    @TempDir private Path folder;

    private CommandLineRun run(String... more) throws Exception {
        String[] words = {
            "spark-train",
            "--net=" + Files.writeString(folder.resolve("net.pbtxt"), "name: \"net\""),
            "--solver=" + Files.writeString(folder.resolve("solver.pbtxt"), "max_iter: 1"),
            "--data=" + folder
        };
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return CommandLineRun.of((Object[]) all);
    }

    @Test
    void whereThereIsNoSparkItSaysHowToNameOne() throws Exception {
        CommandLineRun run = run("--spark-home=" + folder);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains(
                        "needs Apache Spark 4.2", "--spark-home or SPARK_HOME", "found " + folder);
    }

    @Test
    void theHelpSaysWhatItNeeds() {
        CommandLineRun help = CommandLineRun.of("spark-train", "--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("--executors", "--master", "--checkpoints", "SPARK_HOME");
    }
}
