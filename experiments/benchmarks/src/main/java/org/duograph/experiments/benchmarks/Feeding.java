package org.duograph.experiments.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.duograph.backend.Backends;
import org.duograph.data.DataSet;
import org.duograph.data.DataSources;
import org.duograph.plan.Placement;
import org.duograph.session.data.Dataset;
import org.duograph.session.data.DatasetReader;
import org.duograph.tensor.NDArray;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./mvnw -q -Pbenchmarks -Dprogram=Feeding}: does a data pipeline keep the backend busy?
 *
 * <p>A net is trained with a batch that is there already, with batches of a pipeline that prepares
 * them ahead, and with batches that are made when they are asked for. The ways take turns, so that
 * whatever else the machine does hits all of them; shares are of one round, and the median of all
 * rounds is printed.
 */
@Command(
        name = "feeding",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains the 6-layer network with batches from memory and with batches of two data",
            "pipelines, in turn, and prints images in a second: of each pipeline alone, of",
            "training from memory, and of training fed by the pipeline, with its share of that."
        })
public final class Feeding implements Callable<Integer> {
    private static final int WARM_UP = 5;
    private static final int AHEAD = 4;
    private static final double NANOS = 1e9;

    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with the CIFAR-10 binary files; searched for by default.")
    private Path data;

    @Option(
            names = "--batch",
            defaultValue = "64",
            paramLabel = "N",
            description = "Images per batch (default: 64).")
    private int batch;

    @Option(
            names = "--steps",
            defaultValue = "50",
            paramLabel = "N",
            description = "Steps of each way in a round (default: 50).")
    private int steps;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            paramLabel = "N",
            description = "Rounds, of which the median counts (default: 5).")
    private int rounds;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that decode and augment (default: one for each processor).")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** Makes the same pipeline with so many threads. */
    private interface Pipeline {
        Dataset of(int threads) throws IOException;
    }

    /** Takes so many steps. */
    private interface Way {
        void run(int steps);
    }

    /** Runs the command and exits: 0 measured, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Feeding())
                .setExecutionExceptionHandler(
                        (e, command, parsed) -> {
                            command.getErr().println("Error: " + e.getMessage());
                            return 1;
                        });
    }

    @Override
    public Integer call() throws IOException {
        if (batch < 1 || steps < 1 || rounds < 1 || threads < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--batch, --steps, --rounds and --threads must be at least 1, found %d, %d, %d and %d"
                            .formatted(batch, steps, rounds, threads));
        }
        PrintWriter out = spec.commandLine().getOut();
        DataSet images =
                DataSources.standard()
                        .withFolder(data)
                        .telling(out::println, (what, done, total) -> {})
                        .cifar10();
        out.println("Data: " + images.describe());
        try (Placement placement = Placement.of(Backends.open(""))) {
            out.println("Backend: " + placement.preferred().description());
        }
        out.printf(
                "The 6-layer network, batches of %d; %d steps of each way in each of %d rounds; %d"
                        + " threads make batches, %d ahead%n%n",
                batch, steps, rounds, threads, AHEAD);
        out.println("images in a second; shares are of training from memory");
        out.println("pipeline     alone  memory  ahead  share  on demand  share");
        Pipelines pipelines = new Pipelines(images.train(), batch);
        measure("records", pipelines::records, out);
        measure("jpeg", pipelines::jpeg, out);
        out.flush();
        return 0;
    }

    private void measure(String name, Pipeline pipeline, PrintWriter out) throws IOException {
        Dataset ahead = pipeline.of(threads).prefetch(AHEAD);
        List<NDArray> one;
        try (DatasetReader reader = ahead.read()) {
            one = reader.next();
        }
        double[][] rates = new double[4][rounds];
        try (DatasetReader alone = pipeline.of(threads).prefetch(AHEAD).read();
                FedTraining memory = new FedTraining(Pipelines.fromMemory(one));
                FedTraining prefetched = new FedTraining(ahead);
                FedTraining onDemand = new FedTraining(pipeline.of(1))) {
            Way[] ways = {
                n -> {
                    for (int i = 0; i < n; i++) {
                        alone.next();
                    }
                },
                memory::train,
                prefetched::train,
                onDemand::train
            };
            for (int round = 0; round < rounds; round++) {
                for (int way = 0; way < ways.length; way++) {
                    rates[way][round] = rate(ways[way]);
                }
            }
        }
        out.printf(
                Locale.ROOT,
                "%-10s %,7.0f %,7.0f %,6.0f %5.0f%% %,10.0f %5.0f%%%n",
                name,
                median(rates[0]),
                median(rates[1]),
                median(rates[2]),
                100 * median(shares(rates[2], rates[1])),
                median(rates[3]),
                100 * median(shares(rates[3], rates[1])));
        out.flush();
    }

    /** Images in a second; what was prepared while others had their turn is used up before. */
    private double rate(Way way) {
        way.run(WARM_UP + AHEAD);
        long start = System.nanoTime();
        way.run(steps);
        return batch * steps * NANOS / (System.nanoTime() - start);
    }

    private static double[] shares(double[] some, double[] of) {
        double[] shares = new double[some.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = some[i] / of[i];
        }
        return shares;
    }

    private static double median(double[] some) {
        double[] sorted = some.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
