package org.duograph.experiments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.ScalingRow;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./mvnw -q -Preproduce -Dprogram=Scaling}: how many images a second do several workers
 * train with together, over links of several speeds, and does the model of a step foresee that?
 */
@Command(
        name = "scaling",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains a net with some workers together, each a process in a network namespace of its",
            "own with a limited link and a share of the processor, and holds a model of a step's",
            "time against what it measures. All settings take turns in each round. Needs root;",
            "--loopback does without, and without limits."
        })
public final class Scaling implements Callable<Integer> {
    private static final String FILE = "scaling.csv";

    @Spec private CommandSpec spec;

    @Option(
            names = "--workers",
            split = ",",
            defaultValue = "1,2,4",
            paramLabel = "N",
            description = "How many workers (default: 1,2,4).")
    private List<Integer> workers;

    @Option(
            names = "--links",
            split = ",",
            defaultValue = "0,400,100",
            paramLabel = "MBIT",
            description = "Megabits a second of a link; 0 for no limit (default: 0,400,100).")
    private List<Integer> links;

    @Option(
            names = "--net",
            defaultValue = "six",
            paramLabel = "NET",
            description = "The net (default: six).")
    private String net;

    @Option(
            names = "--batch",
            defaultValue = "16",
            paramLabel = "N",
            description = "Images of a worker in a step (default: 16).")
    private int batch;

    @Option(
            names = "--steps",
            defaultValue = "3",
            paramLabel = "N",
            description = "Steps of a setting in a round (default: 3).")
    private int steps;

    @Option(
            names = "--rounds",
            defaultValue = "7",
            paramLabel = "N",
            description = "Rounds, of which the medians count (default: 7).")
    private int rounds;

    @Option(
            names = "--cpus",
            defaultValue = "0.25",
            paramLabel = "SHARE",
            description =
                    "Processors that a worker has, so that several share one machine as if each had"
                            + " its own; 0 for no limit (default: 0.25).")
    private double cpus;

    @Option(names = "--loopback", description = "No namespaces, no limits.")
    private boolean loopback;

    @Option(
            names = "--out",
            defaultValue = "out/experiments",
            paramLabel = "DIR",
            description =
                    "Folder for scaling.csv, which the experiments' report shows (default:"
                            + " out/experiments).")
    private Path out;

    /** Runs the command and exits: 0 measured, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Scaling())
                .setExecutionExceptionHandler(
                        (e, command, parsed) -> {
                            command.getErr().println("Error: " + e.getMessage());
                            return 1;
                        });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        NetSpec spec = NetSpec.named(net);
        PrintWriter print = this.spec.commandLine().getOut();
        List<ScalingRow> measured = new ArrayList<>();
        Path folder = Files.createTempDirectory("duograph-scaling");
        int most = workers.stream().mapToInt(n -> n).max().orElseThrow();
        List<Crew> crews = new ArrayList<>();
        try (ScalingHosts hosts = new ScalingHosts(!loopback, most, cpus)) {
            try {
                for (int n : workers) {
                    crews.add(new Crew(n, hosts, folder));
                }
                for (Crew crew : crews) {
                    crew.awaitReady();
                }
                for (int round = 0; round < rounds; round++) {
                    for (int link : links) {
                        hosts.limit(link);
                        for (Crew crew : crews) {
                            measured.add(crew.measure(link, ScalingWorker.bytesOf(spec)));
                        }
                    }
                    print.printf("Round %d of %d%n", round + 1, rounds);
                    print.flush();
                }
            } finally {
                for (Crew crew : crews) {
                    crew.end();
                }
            }
        } finally {
            remove(folder);
        }
        Files.createDirectories(out);
        ScalingRow.write(out.resolve(FILE), measured);
        print(print, ScalingRow.medians(measured));
        return 0;
    }

    private void check() {
        require(
                workers.stream().allMatch(n -> n >= 1 && n <= 16),
                "--workers: from 1 to 16, found " + workers);
        require(links.stream().allMatch(n -> n >= 0), "--links: at least 0, found " + links);
        require(
                !loopback || links.equals(List.of(0)),
                "--loopback has no limits: say --links 0, found " + links);
        require(
                batch >= 1 && steps >= 1 && rounds >= 1,
                "--batch, --steps and --rounds must be at least 1, found %d, %d and %d"
                        .formatted(batch, steps, rounds));
        require(cpus >= 0, "--cpus must be at least 0, found " + cpus);
        require(
                NetSpec.names().contains(net),
                "--net: there is no \"%s\"; there are %s".formatted(net, NetSpec.names()));
    }

    private void require(boolean ok, String message) {
        if (!ok) {
            throw new CommandLine.ParameterException(spec.commandLine(), message);
        }
    }

    private void print(PrintWriter print, List<ScalingRow> medians) {
        print.printf("workers   link Mbit/s   images/s   foreseen   step longer by%n");
        for (ScalingRow row : medians) {
            print.printf(
                    Locale.ROOT,
                    "%7d %13s %10.1f %10.1f %15.1f%%%n",
                    row.workers(),
                    row.link() == 0 ? "no limit" : "" + row.link(),
                    row.imagesPerSecond(),
                    row.foreseen(),
                    -100 * row.error() / (1 + row.error()));
        }
        print.println("All rounds: " + out.resolve(FILE));
        print.flush();
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Workers that train together. */
    private final class Crew {
        private final List<Process> processes = new ArrayList<>();
        private final List<BufferedReader> answers = new ArrayList<>();

        Crew(int size, ScalingHosts hosts, Path folder) throws IOException {
            for (int i = 0; i < size; i++) {
                List<String> command = new ArrayList<>(hosts.in(i));
                command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
                command.addAll(
                        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
                command.add(System.getProperty("java.class.path"));
                command.add(ScalingWorker.class.getName());
                command.addAll(List.of("" + i, "" + size, folder.toString(), hosts.host(i)));
                command.addAll(List.of(net, "" + batch));
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().put("OMP_NUM_THREADS", "1");
                Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
                hosts.share(size + "-" + i, process.pid());
                processes.add(process);
                answers.add(process.inputReader(StandardCharsets.UTF_8));
            }
        }

        void awaitReady() throws IOException {
            for (int i = 0; i < processes.size(); i++) {
                await(i, ScalingWorker.READY);
            }
        }

        ScalingRow measure(int link, long bytes) throws IOException {
            for (Process process : processes) {
                process.getOutputStream().write((steps + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            }
            double[] slowest = {0, 0, Double.MAX_VALUE, 0};
            for (int i = 0; i < processes.size(); i++) {
                String[] words = await(i, ScalingWorker.MEASURED).split(" ");
                for (int k = 0; k < slowest.length; k++) {
                    double number = Double.parseDouble(words[k + 1]);
                    slowest[k] =
                            k == 2 ? Math.min(slowest[k], number) : Math.max(slowest[k], number);
                }
            }
            return new ScalingRow(
                    processes.size(),
                    link,
                    batch,
                    bytes,
                    slowest[0],
                    slowest[1],
                    slowest[2],
                    slowest[3]);
        }

        /** The next line of a worker that begins so; what libraries print is passed over. */
        private String await(int worker, String begins) throws IOException {
            String line = answers.get(worker).readLine();
            while (line != null && !line.startsWith(begins)) {
                line = answers.get(worker).readLine();
            }
            if (line == null) {
                throw new IOException(
                        "Worker %d of %d has ended; what it said stands above"
                                .formatted(worker, processes.size()));
            }
            return line;
        }

        /** Their input is over, and so are they. */
        void end() throws IOException, InterruptedException {
            for (Process process : processes) {
                process.getOutputStream().close();
            }
            for (Process process : processes) {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
        }
    }
}
