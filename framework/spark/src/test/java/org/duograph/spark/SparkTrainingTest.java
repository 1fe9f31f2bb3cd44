package org.duograph.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.parallel.DataParallel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two executors, processes of their own, train the 6-layer network; one of them is killed or frozen
 * at a random moment. {@code -Dduograph.kills=10} does so ten times each.
 */
class SparkTrainingTest {
    private static final int RECORDS = 200;
    private static final int BATCH = 32;
    private static final int STEPS = 12;
    private static final int EVERY = 3;
    private static final long SEED = 5;

    /** A new executor on a busy machine takes longer than ten seconds until it trains. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final int KILLS = Integer.getInteger("duograph.kills", 1);

    @TempDir private static Path folder;
    private static JavaSparkContext spark;
    private static Path file;
    private static SparkTraining.Result undisturbed;

    @BeforeAll
    static void twoExecutorsTrain() throws IOException {
        linkJars(Path.of(System.getenv("SPARK_HOME"), "jars"));
        file = Files.write(folder.resolve("records.bin"), SixLayers.records(RECORDS));
        SparkConf conf =
                new SparkConf()
                        .setAppName("duograph-test")
                        .setMaster("local-cluster[2,1,1024]")
                        .set("spark.driver.host", "127.0.0.1")
                        .set("spark.driver.bindAddress", "127.0.0.1")
                        .set("spark.ui.enabled", "false")
                        .set("spark.local.dir", folder.resolve("local").toString())
                        .set("spark.executor.memory", "1g")
                        .set("spark.executorEnv.OMP_NUM_THREADS", "1")
                        .set("spark.executorEnv.SPARK_LOCAL_IP", "127.0.0.1")
                        .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                        .set(
                                "spark.executor.extraJavaOptions",
                                "-Dduograph.onednn.choices=off -XX:TieredStopAtLevel=1")
                        .set("spark.executor.heartbeatInterval", "2s")
                        .set("spark.storage.blockManagerHeartbeatTimeoutMs", "20s")
                        .set("spark.network.timeoutInterval", "2s");
        spark = new JavaSparkContext(SparkTraining.configure(conf, 2));
        undisturbed = train(folder.resolve("undisturbed"), null);
    }

    @AfterAll
    static void stop() {
        if (spark != null) {
            spark.close();
        }
    }

    private static void linkJars(Path jars) throws IOException {
        Files.createDirectories(jars);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            Path link = jars.resolve(jar.getFileName());
            if (entry.endsWith(".jar") && Files.notExists(link)) {
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, jar);
            }
        }
    }

    private static SparkTraining training(Path checkpoints, Path pids) {
        return new SparkTraining(new SixLayers(pids == null ? null : pids.toString()), checkpoints)
                .batch(BATCH)
                .steps(STEPS, EVERY)
                .seed(SEED)
                .backend("onednn")
                .deadline(DEADLINE);
    }

    private static SparkTraining.Result train(Path checkpoints, Path pids) throws IOException {
        return training(checkpoints, pids)
                .run(spark, n -> RecordSlices.of(spark, List.of(file), SixLayers.RECORD, n), 2);
    }

    @Test
    void twoExecutorsLearnWhatOneProcessDoesWithTheWholeBatch() throws IOException {
        SixLayers net = new SixLayers(null);
        byte[] bytes = SixLayers.records(RECORDS);
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            all.add(Arrays.copyOfRange(bytes, i * SixLayers.RECORD, (i + 1) * SixLayers.RECORD));
        }
        int half = RECORDS / 2;
        BatchOrder[] orders = {
            new BatchOrder(half, RECORDS, 2, BATCH, SEED, 0),
            new BatchOrder(half, RECORDS, 2, BATCH, SEED, 1)
        };
        try (Workspace workspace = new Workspace("onednn", SEED)) {
            DataParallel one = net.start(workspace, null);
            for (int step = 0; step < STEPS; step++) {
                List<byte[]> rows = new ArrayList<>();
                for (int shard = 0; shard < 2; shard++) {
                    for (int number : orders[shard].at(step)) {
                        rows.add(all.get(shard * half + number));
                    }
                }
                one.feed(workspace, net.batch(rows));
                one.run(workspace);
                assertThat(undisturbed.losses()[step])
                        .as("loss of step " + step)
                        .isCloseTo(one.loss(workspace), within(1e-3));
            }
        }
        assertThat(undisturbed.losses()).hasSize(STEPS);
        assertThat(undisturbed.losses()[STEPS - 1]).isLessThan(undisturbed.losses()[0]);
        assertThat(undisturbed.stages()).isEqualTo(1);
        assertThat(undisturbed.shards()).isEqualTo(2);
        assertThat(undisturbed.checkpoint()).exists();
    }

    @Test
    void anExecutorThatIsKilledIsReplacedAndNothingIsLost() throws Exception {
        for (int i = 0; i < KILLS; i++) {
            disturb("KILL", i);
        }
    }

    @Test
    void anExecutorThatIsFrozenIsReplacedAndNothingIsLost() throws Exception {
        assumeTrue(File.separatorChar == '/', "only Unix can freeze a process");
        for (int i = 0; i < KILLS; i++) {
            disturb("STOP", i);
        }
    }

    /** Sends a signal to an executor, some time after the first checkpoint. */
    private void disturb(String signal, int round) throws Exception {
        Path checkpoints = folder.resolve(signal + round);
        Path pids = folder.resolve(signal + round + "-pids");
        List<String> told = new ArrayList<>();
        Thread killer = new Thread(() -> kill(signal, checkpoints, pids, told, round));
        killer.start();
        SparkTraining.Result result = train(checkpoints, pids);
        killer.join();
        assertThat(told).as("processes that got the signal").hasSize(1);
        assertThat(result.stages()).as("stages").isGreaterThan(1);
        assertThat(result.losses()).isEqualTo(undisturbed.losses());
        assertThat(result.weights()).isEqualTo(undisturbed.weights());
    }

    private static void kill(
            String signal, Path checkpoints, Path pids, List<String> told, int round) {
        try {
            while (new Checkpoints(checkpoints).newestStep() == 0) {
                Thread.sleep(20);
            }
            Thread.sleep(new Random(round).nextInt(150));
            try (Stream<Path> files = Files.list(pids)) {
                String pid = files.sorted().toList().get(round % 2).getFileName().toString();
                new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start().waitFor();
                told.add(pid);
            }
        } catch (Exception e) {
            told.add(e.toString());
        }
    }

    @Test
    void aRunGoesOnFromItsCheckpointsWithAnotherNumberOfExecutorsToo() throws IOException {
        SparkTraining.Records records =
                n -> RecordSlices.of(spark, List.of(file), SixLayers.RECORD, n);
        for (int executors : new int[] {2, 1}) {
            Path checkpoints = folder.resolve("more" + executors);
            training(checkpoints, null).steps(EVERY, EVERY).run(spark, records, 2);
            SparkTraining.Result result =
                    training(checkpoints, null).run(spark, records, executors);
            assertThat(result.shards()).isEqualTo(executors);
            assertThat(result.losses()).hasSize(STEPS).doesNotContain(0);
            int same = executors == 2 ? STEPS : EVERY;
            assertThat(Arrays.copyOf(result.losses(), same))
                    .isEqualTo(Arrays.copyOf(undisturbed.losses(), same));
        }
    }

    @Test
    void recordsAreCutIntoPartitionsOfTheSameSize() throws IOException {
        for (int n : new int[] {1, 3, 7}) {
            List<List<byte[]>> parts =
                    RecordSlices.of(spark, List.of(file, file), SixLayers.RECORD, n)
                            .glom()
                            .collect();
            assertThat(parts).hasSize(n);
            assertThat(parts.stream().mapToInt(List::size).sum()).isEqualTo(2 * RECORDS);
            assertThat(parts).allMatch(p -> Math.abs(p.size() - 2 * RECORDS / n) <= 1);
        }
        assertThatThrownBy(() -> RecordSlices.of(spark, List.of(file), 1000, 2))
                .hasMessageContaining("no multiple");
    }

    @Test
    void anOrderHasEachRecordOnceInAnEpochAndBeginsAgainWhereAShardIsShort() {
        BatchOrder order = new BatchOrder(10, 22, 2, 4, 1, 1);
        assertThat(order.stepsPerEpoch()).isEqualTo(3);
        int[] epoch = IntStream.range(0, 3).flatMap(step -> IntStream.of(order.at(step))).toArray();
        assertThat(IntStream.of(epoch).limit(10).sorted())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(Arrays.copyOfRange(epoch, 10, 12)).containsExactly(epoch[0], epoch[1]);
        assertThat(order.at(3)).isNotEqualTo(order.at(0));
        assertThat(new BatchOrder(10, 22, 2, 4, 1, 1).at(4)).isEqualTo(order.at(4));
    }
}
