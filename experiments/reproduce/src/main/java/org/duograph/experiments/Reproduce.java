package org.duograph.experiments;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.duograph.data.DataSet;
import org.duograph.data.DataSources;
import org.duograph.data.ProgressBar;
import org.duograph.data.Shapes10;
import org.duograph.experiments.harness.Programs;
import org.duograph.messages.AtomicFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job, as a command: finds CIFAR-10, trains the 6-layer network, tests it, reports. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains the paper's 6-layer network on CIFAR-10 and reports time, memory and accuracy.",
            "Threads: set OMP_NUM_THREADS in the environment; all processors by default."
        })
public final class Reproduce implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--epochs",
            defaultValue = "2",
            paramLabel = "N",
            description =
                    "Epochs over the training images; the paper's setting is 10 (default: 2).")
    private int epochs;

    @Option(
            names = "--batch",
            defaultValue = "64",
            paramLabel = "N",
            description = "Images per batch (default: 64).")
    private int batch;

    @Option(
            names = "--learning-rate",
            defaultValue = "0.05",
            paramLabel = "RATE",
            description = "Learning rate of the first step; it falls to 0 (default: 0.05).")
    private double learningRate;

    @Option(
            names = "--weight-decay",
            defaultValue = "0.001",
            paramLabel = "SHARE",
            description = "Share of each weight added to its gradient (default: 0.001).")
    private double weightDecay;

    @Option(names = "--augment", description = "Pad, crop and flip the training images at random.")
    private boolean augment;

    @Option(
            names = "--test-each-epoch",
            description = "Test after every epoch, not only after the last.")
    private boolean testEachEpoch;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Seed of weights, order and augmentation (default: 1).")
    private long seed;

    @Option(
            names = "--backend",
            defaultValue = "",
            paramLabel = "NAME",
            description =
                    "onednn, java, cuda, cuda:1 or cuda,memory=4GiB; the best available by default.")
    private String backend;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with the CIFAR-10 binary files; searched for by default.")
    private Path data;

    @Option(
            names = "--synthetic",
            description = "Train on shapes-10, the synthetic data set, without looking further.")
    private boolean synthetic;

    @Option(
            names = "--images",
            defaultValue = "0",
            paramLabel = "N",
            description = "Train on the first N images only, and test on as many (default: all).")
    private int images;

    @Option(
            names = "--out",
            defaultValue = "out/reproduce",
            paramLabel = "DIR",
            description = "Folder for report and trained net (default: out/reproduce).")
    private Path out;

    @Option(names = "--debug", description = "Show where an error came from.")
    private boolean debug;

    /** Runs the command and exits: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Reproduce()).setExecutionExceptionHandler(Reproduce::explain);
    }

    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        Reproduce self = command.getCommand();
        if (self.debug) {
            e.printStackTrace(command.getErr());
        } else {
            command.getErr().println("Error: " + e.getMessage());
        }
        return 1;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        require(epochs >= 1, "--epochs must be at least 1, found " + epochs);
        require(batch >= 1, "--batch must be at least 1, found " + batch);
        require(learningRate > 0, "--learning-rate must be positive, found " + learningRate);
        require(weightDecay >= 0, "--weight-decay can't be negative, found " + weightDecay);
        PrintWriter print = spec.commandLine().getOut();
        ProgressBar bar = ProgressBar.on(print, ProgressBar.onTerminal());
        DataSet dataSet = findData(print, bar);
        Cifar10Run.Settings settings =
                new Cifar10Run.Settings(
                        epochs,
                        batch,
                        learningRate,
                        weightDecay,
                        augment,
                        seed,
                        backend,
                        testEachEpoch);
        tryToWrite();
        try (Cifar10Run run = new Cifar10Run(settings, dataSet, bar)) {
            print.println("Data: " + dataSet.describe());
            print.println("Backend: " + run.backend());
            print.flush();
            Cifar10Run.Result result = run.run();
            RunReport report =
                    new RunReport(
                            settings,
                            result,
                            dataSet,
                            run.backend(),
                            "reproduce "
                                    + String.join(
                                            " ",
                                            spec.commandLine().getParseResult().originalArgs()),
                            Programs.commit(Path.of("")),
                            run.look(),
                            run.filters());
            report.write(out);
            run.save(out);
            print.println();
            print.print(report.summary());
            print.println("report                 " + out.resolve("index.html"));
            print.flush();
        }
        return 0;
    }

    /** Fails now, not after minutes of training, if results can't be written. */
    private void tryToWrite() throws IOException {
        try {
            Files.createDirectories(out);
            AtomicFile.open(out.resolve("weights.minidb")).close();
        } catch (FileSystemException e) {
            throw new IOException(
                    "Nothing can be written to %s (%s); name another folder with --out"
                            .formatted(out, e),
                    e);
        }
    }

    private DataSet findData(PrintWriter print, ProgressBar bar) throws IOException {
        DataSources sources =
                DataSources.standard()
                        .withFolder(data)
                        .telling(
                                text -> {
                                    print.println(text);
                                    print.flush();
                                },
                                bar);
        DataSet all = synthetic ? Shapes10.STANDARD.generate() : sources.cifar10();
        if (images == 0) {
            return all;
        }
        require(images >= batch, "--images must be at least the batch, found " + images);
        return all.first(
                Math.min(images, all.train().count()), Math.min(images, all.test().count()));
    }

    private void require(boolean ok, String message) {
        if (!ok) {
            throw new CommandLine.ParameterException(spec.commandLine(), message);
        }
    }
}
