package org.duograph.experiments;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.duograph.data.Batch;
import org.duograph.data.BatchReader;
import org.duograph.data.Batches;
import org.duograph.data.DataSet;
import org.duograph.data.DataSources;
import org.duograph.data.Normalization;
import org.duograph.experiments.harness.Framework;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.plot.LinePlot;
import org.duograph.experiments.harness.plot.LinePlot.Point;
import org.duograph.experiments.harness.plot.Style;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains the 6-layer network for thousands of steps and watches whether memory stays flat. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains the 6-layer network for thousands of steps and prints what memory it holds:",
            "the resident set, live Java objects, direct buffers, the backend's memory and its",
            "native objects. Ends with 0 if all stay flat, with 1 if something grows."
        })
public final class Soak implements Callable<Integer> {
    private static final float LEARNING_RATE = 0.001f;
    private static final double MB = 1e6;

    @Spec private CommandSpec spec;

    @Option(
            names = "--steps",
            defaultValue = "10000",
            paramLabel = "N",
            description = "Training steps (default: 10000).")
    private int steps;

    @Option(
            names = "--every",
            defaultValue = "500",
            paramLabel = "N",
            description = "Steps between two looks at memory (default: 500).")
    private int every;

    @Option(
            names = "--batch",
            defaultValue = "64",
            paramLabel = "N",
            description = "Images per batch (default: 64).")
    private int batch;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with the CIFAR-10 binary files; searched for by default.")
    private Path data;

    @Option(
            names = "--out",
            defaultValue = "out/soak",
            paramLabel = "DIR",
            description = "Folder for soak.csv and soak.svg (default: out/soak).")
    private Path out;

    private final List<Footprint> samples = new ArrayList<>();

    /** Runs the command and exits: 0 flat, 1 not flat or failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Soak())
                .setExecutionExceptionHandler(
                        (e, command, parsed) -> {
                            command.getErr().println("Error: " + e.getMessage());
                            return 1;
                        });
    }

    @Override
    public Integer call() throws IOException {
        if (batch < 1 || every < 1 || steps < 4L * every) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--batch and --every must be at least 1 and --steps at least four times"
                            + " --every, found %d, %d and %d".formatted(batch, every, steps));
        }
        PrintWriter print = spec.commandLine().getOut();
        DataSet images =
                DataSources.standard()
                        .withFolder(data)
                        .telling(print::println, (what, done, total) -> {})
                        .cifar10();
        print.println("Data: " + images.describe());
        train(images, print);
        Files.createDirectories(out);
        Files.writeString(out.resolve("soak.csv"), csv());
        Files.writeString(out.resolve("soak.svg"), plot());
        boolean flat = judge(print);
        print.println("All samples: " + out.resolve("soak.csv") + ", " + out.resolve("soak.svg"));
        print.flush();
        return flat ? 0 : 1;
    }

    private void train(DataSet images, PrintWriter print) throws IOException {
        Batches batches =
                Batches.of(images.train(), batch)
                        .shuffled()
                        .normalized(Normalization.of(images.train()));
        FloatBuffer numbers = direct(batch * images.train().shape().size());
        NetSpec net = NetSpec.named("six");
        var setup = new Framework.Setup(net, batch, true, 0.9f, 0.001f, 1);
        int epochs = (steps + batches.perEpoch() - 1) / batches.perEpoch();
        try (WorkspaceModel model = new WorkspaceModel(setup);
                BatchReader reader = batches.read(epochs)) {
            model.initialize();
            print.println("Backend: " + model.backend().description());
            print.println("   step  resident MB  heap MB  direct MB  native MB  handles    loss");
            print.flush();
            for (int step = 1; step <= steps; step++) {
                Batch next = reader.next();
                numbers.put(0, next.images().floats());
                int[] labels = (int[]) next.labels().data();
                float loss = model.trainStep(numbers, labels, LEARNING_RATE);
                if (step % every == 0) {
                    samples.add(Footprint.after(step, model.backend()));
                    print.println(line(samples.get(samples.size() - 1), loss));
                    print.flush();
                }
            }
        }
    }

    private static FloatBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static String line(Footprint f, float loss) {
        return String.format(
                Locale.ROOT,
                "%7d  %11.1f  %7.2f  %9.2f  %9.2f  %7d  %6.3f",
                f.step(),
                f.resident() / MB,
                f.heap() / MB,
                f.direct() / MB,
                f.nativeBytes() / MB,
                f.handles(),
                loss);
    }

    /** Says of each quantity whether it is flat once the first quarter of the run is over. */
    private boolean judge(PrintWriter print) {
        List<Footprint> settled = samples.subList(samples.size() / 4, samples.size());
        boolean flat = judge(print, "resident set", settled, Footprint::resident, 0.02);
        flat &= judge(print, "Java heap", settled, Footprint::heap, 0.05);
        flat &= judge(print, "direct buffers", settled, Footprint::direct, 0);
        flat &= judge(print, "native memory", settled, Footprint::nativeBytes, 0);
        flat &= judge(print, "native handles", settled, Footprint::handles, 0);
        print.println(flat ? "Memory is flat." : "Memory is NOT flat.");
        return flat;
    }

    private static boolean judge(
            PrintWriter print,
            String what,
            List<Footprint> samples,
            ToLongFunction<Footprint> quantity,
            double tolerance) {
        Trend trend = Trend.of(samples, quantity);
        boolean flat = trend.isFlat(tolerance);
        print.printf(
                Locale.ROOT,
                "%-15s %s: mean %,.0f, trend %+,.0f from step %d to %d (allowed %,.0f)%n",
                what,
                flat ? "flat" : "GROWS",
                trend.mean(),
                trend.growth(),
                samples.get(0).step(),
                samples.get(samples.size() - 1).step(),
                tolerance * trend.mean());
        return flat;
    }

    private String csv() {
        return samples.stream()
                .map(Footprint::csv)
                .collect(Collectors.joining("\n", Footprint.HEADER + "\n", "\n"));
    }

    private String plot() {
        return new LinePlot(
                        "soak",
                        "Memory during " + samples.get(samples.size() - 1).step() + " steps",
                        "Lines that do not rise: nothing piles up while a net is trained; all"
                                + " numbers are in soak.csv.")
                .add("resident set", Style.of(0), points(Footprint::resident))
                .add("Java heap, live objects", Style.of(1), points(Footprint::heap))
                .add("native memory of the backend", Style.of(2), points(Footprint::nativeBytes))
                .svg("steps", "MB");
    }

    private List<Point> points(ToLongFunction<Footprint> quantity) {
        return samples.stream()
                .map(s -> new Point(s.step(), quantity.applyAsLong(s) / MB))
                .toList();
    }
}
