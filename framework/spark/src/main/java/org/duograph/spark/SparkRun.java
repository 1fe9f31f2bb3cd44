package org.duograph.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark application that trains one model on files of records, and is over then. */
public final class SparkRun {
    private SparkRun() {}

    /**
     * Starts the application, trains, and stops it.
     *
     * @param master where it runs, such as {@code spark://10.0.0.7:7077}
     * @param settings Spark's own, over those of {@link SparkTraining#configure}
     * @param files of records, which all executors can read under these names
     * @param length bytes of a record
     * @param shards how many executors train
     */
    public static SparkTraining.Result run(
            SparkTraining training,
            String name,
            String master,
            Map<String, String> settings,
            List<Path> files,
            int length,
            int shards)
            throws IOException {
        SparkConf conf = new SparkConf().setAppName(name).setMaster(master);
        settings.forEach(conf::set);
        try (JavaSparkContext spark = new JavaSparkContext(SparkTraining.configure(conf, shards))) {
            return training.run(spark, now -> RecordSlices.of(spark, files, length, now), shards);
        }
    }
}
