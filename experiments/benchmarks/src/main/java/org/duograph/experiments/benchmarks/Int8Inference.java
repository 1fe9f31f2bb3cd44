package org.duograph.experiments.benchmarks;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./mvnw -q -Pbenchmarks -Dprogram=Int8Inference}: how much faster do nets infer with
 * numbers of 8 bits, by oneDNN's option {@code inference=int8}?
 */
@Command(
        name = "int8",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a net with weights that never change on oneDNN in single precision and with",
            "numbers of 8 bits, in turn, and prints the median times and their ratio, how far the",
            "scores are apart, and how many steps computed with 8 bits."
        })
public final class Int8Inference implements Callable<Integer> {
    private static final int WARM_UP = 10;
    private static final String[] BACKENDS = {"onednn", "onednn,inference=int8"};

    @Spec private CommandSpec spec;

    @Option(
            names = "--net",
            split = ",",
            defaultValue = "six,vgg16",
            paramLabel = "NAME",
            description = "The nets, six or vgg16 for example (default: both).")
    private String[] nets;

    @Option(
            names = "--batch",
            defaultValue = "64",
            paramLabel = "N",
            description = "Images per batch (default: 64).")
    private int batch;

    @Option(
            names = "--rounds",
            defaultValue = "30",
            paramLabel = "N",
            description = "Runs of each, in turn, of which the median counts (default: 30).")
    private int rounds;

    /** Runs the command and exits: 0 measured, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Int8Inference())
                .setExecutionExceptionHandler(
                        (e, command, parsed) -> {
                            command.getErr().println("Error: " + e.getMessage());
                            return 1;
                        });
    }

    /** A net on one of the backends. */
    private static final class Contestant implements AutoCloseable {
        private final Placement placement;
        private final State weights = new State();
        private final State fed;
        private final Plan plan;

        Contestant(String backend, Graph graph) {
            placement = Placement.of(backend);
            for (String name : graph.variables().keySet()) {
                if (!name.equals("data")) {
                    weights.feed(name, drawn(name, graph.variables().get(name).type()));
                }
            }
            weights.freeze();
            fed = new State(weights);
            fed.feed("data", drawn("data", graph.variables().get("data").type()));
            Graph compiled = Compiler.compile(graph, placement.target());
            plan = Plan.prepare(compiled, placement, fed, Plan.Options.DEFAULT);
        }

        /** Numbers of which a layer makes numbers of about the same size. */
        private static NDArray drawn(String name, ArrayType type) {
            NDArray numbers = NDArray.zeros(type);
            Philox random = Philox.of(1, name, 0);
            int inputs = Math.max(1, numbers.size() / type.shape().dim(0));
            double bound = name.equals("data") ? 1 : Math.sqrt(6.0 / inputs);
            for (int i = 0; i < numbers.size(); i++) {
                numbers.set(i, (2 * random.uniform(i) - 1) * bound);
            }
            return numbers;
        }

        double run() {
            long start = System.nanoTime();
            plan.run(0);
            return (System.nanoTime() - start) / 1e6;
        }

        NDArray scores() {
            return fed.fetch("scores");
        }

        long int8Steps() {
            return plan.toString()
                    .lines()
                    .filter(line -> line.matches(".*\\bint8 (brg|jit|x64|brdgmm).*"))
                    .count();
        }

        @Override
        public void close() {
            plan.close();
            fed.close();
            weights.close();
            placement.close();
        }
    }

    @Override
    public Integer call() {
        if (batch < 1 || rounds < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--batch and --rounds must be at least 1, found %d and %d"
                            .formatted(batch, rounds));
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Placement placement = Placement.of(BACKENDS[0])) {
            out.println(placement.preferred().description());
        }
        out.printf("batches of %d, median of %d runs in turn, in milliseconds%n", batch, rounds);
        out.println("net       float32     int8  ratio  int8 steps  error of scores");
        for (String net : nets) {
            Graph graph = Nets.inferring(net, batch);
            try (Contestant floats = new Contestant(BACKENDS[0], graph);
                    Contestant bytes = new Contestant(BACKENDS[1], graph)) {
                measure(net, floats, bytes, out);
            }
        }
        out.flush();
        return 0;
    }

    private void measure(String net, Contestant floats, Contestant bytes, PrintWriter out) {
        double[][] took = new double[2][rounds];
        for (int i = -WARM_UP; i < rounds; i++) {
            double a = floats.run();
            double b = bytes.run();
            if (i >= 0) {
                took[0][i] = a;
                took[1][i] = b;
            }
        }
        double single = median(took[0]);
        double small = median(took[1]);
        out.printf(
                Locale.ROOT,
                "%-8s %8.2f %8.2f %6.2f %11d %15.2f%%%n",
                net,
                single,
                small,
                small / single,
                bytes.int8Steps(),
                100 * error(floats.scores(), bytes.scores()));
        out.flush();
    }

    /** The root of the squared differences' sum, by that of the squares. */
    private static double error(NDArray exact, NDArray found) {
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < exact.size(); i++) {
            signal += exact.get(i) * exact.get(i);
            noise += (exact.get(i) - found.get(i)) * (exact.get(i) - found.get(i));
        }
        return Math.sqrt(noise / signal);
    }

    private static double median(double[] some) {
        double[] sorted = some.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
