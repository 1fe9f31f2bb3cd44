package org.duograph.cli.train;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.StandardInput;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.data.DataSet;
import org.duograph.data.ImageShape;
import org.duograph.data.Normalization;
import org.duograph.spark.SparkRun;
import org.duograph.spark.SparkTraining;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code duograph spark-train}: trains a net by the executors of a Spark application. */
@Command(
        name = "spark-train",
        description = {
            "Trains a net on CIFAR-10's binary files by the executors of an Apache Spark application.",
            "",
            "The executors share every batch, and each reads its own part of the files. When one of"
                    + " them is lost, training goes on from the last checkpoint. Spark has to be on"
                    + " this machine: --spark-home, or SPARK_HOME, names its folder."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph spark-train --net nets/cifar10.pbtxt --solver nets/cifar10_solver.pbtxt --data"
                    + " cifar-10-batches-bin --executors 2 --master spark://127.0.0.1:7077",
            "",
            WorkspaceOptions.ENVIRONMENT
        })
public final class SparkTrainCommand implements Callable<Integer> {
    private static final String EXTRA_PATH = "spark.executor.extraClassPath";

    @Mixin private Streams streams;
    @Mixin private WorkspaceOptions workspaceOptions;
    @Mixin private SolverOptions solverOptions;
    @Spec private CommandSpec spec;

    @Option(
            names = "--net",
            required = true,
            paramLabel = "NET",
            description = "The net, text or binary.")
    private Path net;

    @Option(
            names = "--solver",
            required = true,
            paramLabel = "FILE",
            description = "How to train; batch_size is the batch of all executors together.")
    private Path solver;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The folder with CIFAR-10's binary files, which all executors can read.")
    private Path data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where the trained net goes (default: here).")
    private Path out;

    @Option(
            names = "--checkpoints",
            paramLabel = "DIR",
            description =
                    "Where checkpoints go, and from where a run goes on: a folder that all machines"
                            + " see (default: checkpoints in --out).")
    private Path checkpoints;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            defaultValue = "100",
            description = "Steps between two checkpoints (default: 100).")
    private int every;

    @Option(
            names = "--executors",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many executors train (default: 2).")
    private int executors;

    @Option(
            names = "--master",
            paramLabel = "URL",
            defaultValue = "local[*]",
            description =
                    "Spark's master, such as spark://HOST:7077 or yarn (default: local[*], threads"
                            + " of one process).")
    private String master;

    @Option(
            names = "--conf",
            paramLabel = "KEY=VALUE",
            description = "A setting of Spark's; may be given several times.")
    private Map<String, String> conf = new LinkedHashMap<>();

    @Option(
            names = "--spark-home",
            paramLabel = "DIR",
            description = "The folder of Spark, with its jars (default: SPARK_HOME).")
    private Path sparkHome;

    @Option(
            names = "--loss",
            paramLabel = "BLOB",
            defaultValue = "loss",
            description = "The blob to make small (default: loss).")
    private String loss;

    @Option(
            names = "--scores",
            paramLabel = "BLOB",
            defaultValue = "softmax",
            description = "The blob with scores, N x classes (default: softmax).")
    private String scores;

    @Override
    public Integer call() throws IOException {
        if (!hasSpark()) {
            return withSpark();
        }
        NetDef forward = NetArgument.read(net);
        Settings settings =
                Settings.read(StandardInput.orFile(solver), solverOptions::over)
                        .withSeed(workspaceOptions.seed());
        int size = settings.solver().getBatchSize();
        requireFits(settings, size);
        DataSet images = Sets.find(settings.solver(), data, streams);
        streams.out().println(images.describe());
        int steps = settings.steps((images.train().count() + size - 1) / size);
        try (OutputPlace place =
                OutputPlace.take(
                        out,
                        settings.solver().getSnapshotPrefix(),
                        forward.getName(),
                        steps,
                        streams.err()::println)) {
            SparkTraining.Result result = train(forward, settings, images, steps);
            streams.out()
                    .println(
                            "Trained %,d steps by %d shards in %d stages; loss %.4f at first, %.4f at last, checksum of the weights %s"
                                    .formatted(
                                            steps,
                                            result.shards(),
                                            result.stages(),
                                            result.losses()[0],
                                            result.losses()[steps - 1],
                                            result.weights()));
            test(forward, settings, images, steps, result.checkpoint(), place);
        }
        return 0;
    }

    private void requireFits(Settings settings, int size) {
        if (executors < 1 || size % executors != 0) {
            throw new IllegalArgumentException(
                    "%d executors can't share a batch of %d images evenly; take another --executors or --batch"
                            .formatted(executors, size));
        }
        String set = settings.solver().getDataset();
        if (!set.equals("cifar10") || settings.solver().getAugment()) {
            throw new IllegalArgumentException(
                    "spark-train reads CIFAR-10's binary files as they are; the solver asks for data set \"%s\"%s"
                            .formatted(set, settings.solver().getAugment() ? " with augment" : ""));
        }
    }

    private SparkTraining.Result train(NetDef forward, Settings settings, DataSet images, int steps)
            throws IOException {
        ImageShape shape = images.train().shape();
        Normalization normal = Normalization.of(images.train());
        SolverModel model =
                new SolverModel(
                        forward,
                        settings.solver(),
                        steps,
                        settings.solver().getBatchSize() / executors,
                        loss,
                        scores,
                        List.of(shape.channels(), shape.height(), shape.width()),
                        normal.byteMean(),
                        normal.byteDeviation());
        Path folder = checkpoints == null ? out.resolve("checkpoints") : checkpoints;
        SparkTraining training =
                new SparkTraining(model, folder)
                        .batch(model.batch())
                        .steps(steps, every)
                        .seed(settings.solver().getRandomSeed())
                        .backend(workspaceOptions.backend())
                        .telling(streams.err()::println);
        conf.putIfAbsent(EXTRA_PATH, classPath());
        conf.putIfAbsent("spark.ui.enabled", "false");
        List<Path> files =
                IntStream.rangeClosed(1, 5)
                        .mapToObj(i -> data.resolve("data_batch_%d.bin".formatted(i)))
                        .toList();
        return SparkRun.run(
                training,
                "duograph " + forward.getName(),
                master,
                conf,
                files,
                1 + shape.size(),
                executors);
    }

    /** Measures accuracy on the test images, and exports the net. */
    private void test(
            NetDef forward,
            Settings settings,
            DataSet images,
            int steps,
            Path checkpoint,
            OutputPlace place)
            throws IOException {
        int size = settings.solver().getBatchSize();
        ArrayType batch = new ArrayType(DType.FLOAT32, images.train().shape().batchOf(size));
        ArrayType labels = new ArrayType(DType.INT32, Shape.of(size));
        try (Workspace w = workspaceOptions.open(settings.solver().getRandomSeed())) {
            TrainingNets nets =
                    TrainingNets.of(w, forward, batch, labels, settings, steps, loss, scores);
            w.runNetOnce(nets.init());
            BlobFiles.load(checkpoint, nets.kept()::contains).forEach(w::feedBlob);
            w.feedBlob(TrainingNets.DATA, NDArray.zeros(batch));
            w.feedBlob(TrainingNets.LABEL, NDArray.zeros(labels));
            w.createNet(nets.test());
            LearningNet learnt = LearningNet.onOneDevice(w, nets, loss, null);
            TrainingRun run =
                    new TrainingRun(
                            w, learnt, nets, settings, images, streams, loss, scores, steps);
            run.tell(steps, run.accuracy());
            Export export = Export.of(w, nets.use(), images, run.normalization());
            streams.out().println(export.write(place));
        }
    }

    private static boolean hasSpark() {
        try {
            Class.forName("org.apache.spark.SparkConf");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static String classPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    /** Runs the same command in a process that has Spark's jars behind our own. */
    private int withSpark() throws IOException {
        String known = System.getenv("SPARK_HOME");
        sparkHome = sparkHome == null && known != null ? Path.of(known) : sparkHome;
        if (sparkHome == null || !Files.isDirectory(sparkHome.resolve("jars"))) {
            throw new IllegalArgumentException(
                    "spark-train needs Apache Spark 4.2 for Scala 2.13 on this machine; name its folder, which has a folder \"jars\", by --spark-home or SPARK_HOME (found %s)"
                            .formatted(sparkHome == null ? "neither" : sparkHome));
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(classPath() + File.pathSeparator + sparkHome.resolve("jars") + "/*");
        command.add("org.duograph.cli.Duograph");
        command.addAll(spec.root().commandLine().getParseResult().originalArgs());
        ProcessBuilder process = new ProcessBuilder(command).inheritIO();
        process.environment().put("SPARK_HOME", sparkHome.toAbsolutePath().toString());
        process.environment().put("SPARK_SCALA_VERSION", "2.13");
        try {
            return process.start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
