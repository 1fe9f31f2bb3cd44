package org.duograph.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A training of one model by the executors of a Spark application.
 *
 * <pre>{@code
 * SparkConf conf = SparkTraining.configure(new SparkConf().setAppName("cifar"), 2);
 * try (JavaSparkContext spark = new JavaSparkContext(conf)) {
 *     SparkTraining.Result result =
 *             new SparkTraining(new MyModel(), Path.of("/shared/checkpoints"))
 *                     .batch(32)
 *                     .steps(1000, 100)
 *                     .run(spark, shards -> RecordSlices.of(spark, files, 3073, shards), 2);
 * }
 * }</pre>
 *
 * <p>Each partition of the data is a shard, and all shards train at the same time, in a barrier
 * stage. The first one writes a checkpoint every so many steps. When a shard is lost, because its
 * process died or froze, the stage fails, and another one goes on from the last checkpoint: with as
 * many shards as before its losses are those of a run that nobody disturbed, bit for bit; with
 * another number, they go on from there.
 */
public final class SparkTraining {
    private static final int MOST_FAILURES = 4;
    private static final int SECRET = 16;
    private static final Duration USUAL = Duration.ofMinutes(1);
    private static final Duration EXECUTORS = Duration.ofMinutes(2);

    private final ShardModel model;
    private final Checkpoints checkpoints;
    private String backend = "";
    private int batch = 32;
    private int steps = 1000;
    private int every = 100;
    private long seed = 1;
    private Duration deadline = USUAL;
    private Consumer<String> tell = text -> {};

    /**
     * A training of a model.
     *
     * @param checkpoints a folder that the driver and all machines with executors see; the run goes
     *     on from what lies there
     */
    public SparkTraining(ShardModel model, Path checkpoints) {
        this.model = model;
        this.checkpoints = new Checkpoints(checkpoints.toAbsolutePath());
    }

    /** Gives records by partitions. */
    @FunctionalInterface
    public interface Records {
        /** The records, in so many partitions; called anew for each stage. */
        JavaRDD<byte[]> of(int shards) throws IOException;
    }

    /**
     * What came of a training.
     *
     * @param losses of all steps, each the mean over the batch of all shards
     * @param weights a checksum over what was learnt, the same in all shards
     * @param checkpoint the file with what was learnt
     * @param stages how many stages it took: 1 if nothing was lost
     * @param shards how many there were in the last stage
     */
    public record Result(
            double[] losses, String weights, Path checkpoint, int stages, int shards) {}

    /** How many records a shard has in its batch; the whole batch has as many times shards. */
    public SparkTraining batch(int records) {
        batch = positive("A batch", records);
        return this;
    }

    /** How many steps to train in all, and after how many to write a checkpoint. */
    public SparkTraining steps(int count, int checkpointEvery) {
        steps = positive("The number of steps", count);
        every = positive("The steps between checkpoints", checkpointEvery);
        return this;
    }

    /** From what the order of records follows, and what a model starts with. */
    public SparkTraining seed(long number) {
        seed = number;
        return this;
    }

    /** The backend of all shards; the best that is there if nothing is said. */
    public SparkTraining backend(String choice) {
        backend = choice;
        return this;
    }

    /** How long a shard is waited for that gives no sign; a minute if nothing is said. */
    public SparkTraining deadline(Duration time) {
        deadline = time;
        return this;
    }

    /** Who is told when a stage begins or is lost. */
    public SparkTraining telling(Consumer<String> listener) {
        tell = listener;
        return this;
    }

    private static int positive(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "%s must be 1 or more, found %d".formatted(what, number));
        }
        return number;
    }

    /**
     * Settings with which barrier stages of so many shards start without delay and end in time: the
     * application waits for its executors, and nobody waits for ever. What is set already stays.
     */
    public static SparkConf configure(SparkConf conf, int shards) {
        conf.setIfMissing("spark.cores.max", "" + shards);
        conf.setIfMissing("spark.scheduler.minRegisteredResourcesRatio", "1.0");
        conf.setIfMissing("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s");
        conf.setIfMissing("spark.barrier.sync.timeout", "120");
        conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s");
        conf.setIfMissing("spark.dynamicAllocation.enabled", "false");
        return conf;
    }

    /**
     * Trains until all steps are done.
     *
     * @param shards how many to train with; fewer if there are not as many executors after a while
     * @throws IllegalStateException if several stages in a row were lost without getting any
     *     further
     */
    public Result run(JavaSparkContext spark, Records records, int shards) throws IOException {
        int failures = 0;
        int reached = -1;
        for (int stage = 0; ; stage++) {
            int now = executors(spark, shards);
            tell.accept(
                    "Stage %d: %d shards from step %d"
                            .formatted(stage, now, checkpoints.newestStep()));
            String group = "duograph-" + spark.sc().applicationId() + "-" + stage;
            spark.setJobGroup(group, "Duograph trains, stage " + stage, true);
            try {
                List<ShardReport> reports = train(spark, records.of(now), group);
                return result(reports, stage + 1);
            } catch (Exception e) {
                int step = checkpoints.newestStep();
                failures = step > reached ? 1 : failures + 1;
                reached = step;
                if (failures >= MOST_FAILURES || spark.sc().isStopped()) {
                    throw new IllegalStateException(
                            "%d stages in a row were lost at step %d, the last one for: %s"
                                    .formatted(failures, step, e.getMessage()),
                            e);
                }
                tell.accept("Stage %d was lost: %s".formatted(stage, firstLines(e)));
            } finally {
                spark.clearJobGroup();
            }
        }
    }

    private static String firstLines(Exception e) {
        String text = String.valueOf(e.getMessage());
        return text.length() > 500 ? text.substring(0, 500) + "..." : text;
    }

    private List<ShardReport> train(JavaSparkContext spark, JavaRDD<byte[]> records, String run) {
        byte[] secret = new byte[SECRET];
        new SecureRandom().nextBytes(secret);
        ShardSettings settings =
                new ShardSettings(
                        run,
                        HexFormat.of().formatHex(secret),
                        "batch %d a shard, seed %d".formatted(batch, seed),
                        backend,
                        batch,
                        steps,
                        every,
                        seed,
                        checkpoints.folder().toString(),
                        deadline.toMillis());
        ClassTag<ShardReport> tag = ClassTag$.MODULE$.apply(ShardReport.class);
        RDD<ShardReport> shards =
                records.rdd().barrier().mapPartitions(new ShardTask(model, settings), false, tag);
        return JavaRDD.fromRDD(shards, tag).collect();
    }

    private Result result(List<ShardReport> reports, int stages) throws IOException {
        List<String> sums = reports.stream().map(ShardReport::weights).distinct().toList();
        if (sums.size() != 1) {
            throw new IllegalStateException("Shards have learnt different things: " + reports);
        }
        double[] losses = checkpoints.newest().losses();
        return new Result(losses, sums.get(0), checkpoints.newestFile(), stages, reports.size());
    }

    /**
     * How many shards can run now: as many as are wanted, or, after a while, as there are
     * executors. Threads of a local master count as well.
     */
    private static int executors(JavaSparkContext spark, int wanted) {
        if (spark.master().startsWith("local[") || spark.master().equals("local")) {
            return wanted;
        }
        long end = System.nanoTime() + EXECUTORS.toNanos();
        int each = spark.getConf().getInt("spark.executor.cores", 1);
        int found = 0;
        while (System.nanoTime() < end) {
            found = (spark.statusTracker().getExecutorInfos().length - 1) * each; // less the driver
            if (found >= wanted) {
                return wanted;
            }
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while executors were waited for", e);
            }
        }
        return Math.max(1, Math.min(found, wanted));
    }
}
