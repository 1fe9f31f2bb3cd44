package org.duograph.experiments.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.duograph.data.DataSet;
import org.duograph.data.DataSources;
import org.duograph.data.ProgressBar;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Measurement.Origin;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.lab.report.Report;
import org.duograph.experiments.lab.report.Run;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The paper's experiments, as a command: measures what is missing, and reports all there is. */
@Command(
        name = "experiments",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures Duograph beside other frameworks, each in processes of its own, and reports.",
            "What was measured is kept: run the same again to go on after an interruption."
        })
public final class Experiments implements Callable<Integer> {
    private static final String SYSTEMS = "systems";
    private static final String REPORT = "report";

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "EXPERIMENT",
            completionCandidates = Names.class,
            description = "One or more of: ${COMPLETION-CANDIDATES}.")
    private List<String> what;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "Repetitions of each measurement (default: 5); of time to accuracy at most 3,"
                            + " each from another seed.")
    private Integer rounds;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description =
                    "Timed steps of the 6-layer net; deeper nets make a fifth (default: 100).")
    private Integer steps;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs over the training images, where epochs are made (default: 10).")
    private Integer epochs;

    @Option(
            names = "--vgg-epochs",
            paramLabel = "N",
            description = "The same for VGG-16 (default: 3).")
    private Integer vggEpochs;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Use the first N training and test images only (default: all).")
    private Integer images;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description =
                    "Images per batch, where an experiment says no other number (default: 64, the"
                            + " paper's).")
    private Integer batch;

    @Option(
            names = "--quick",
            description = "1 round, 5 steps, 1 epoch over 640 images: shows that all works.")
    private boolean quick;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Seed of parameters and order (default: 1); the first of several.")
    private long seed;

    @Option(
            names = "--gpu",
            description =
                    "On a GPU: Duograph's CUDA backend, and PyTorch in Python, call by call and"
                            + " compiled.")
    private boolean gpu;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "SYSTEM",
            description = "Only these systems, such as duograph,pytorch/nchw (default: all).")
    private List<String> only = List.of();

    @Option(
            names = "--nets",
            split = ",",
            paramLabel = "NET",
            description = "Of what is asked for, only what uses these nets (default: all).")
    private List<String> nets = List.of();

    @Option(
            names = "--disturbed",
            defaultValue = "10",
            paramLabel = "PERCENT",
            description =
                    "Repeat what was measured while others used more of the machine (default: 10).")
    private double disturbed;

    @Option(
            names = "--attempts",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often a disturbed measurement is made at most (default: 3).")
    private int attempts;

    @Option(
            names = "--patience",
            defaultValue = "600",
            paramLabel = "SECONDS",
            description = "End a process that shows no progress for so long (default: 600).")
    private int patience;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with the CIFAR-10 binary files; searched for by default.")
    private Path data;

    @Option(names = "--synthetic", description = "Use shapes-10, the synthetic data set.")
    private boolean synthetic;

    @Option(
            names = "--out",
            defaultValue = "out/experiments",
            paramLabel = "DIR",
            description = "Folder for measurements and report (default: out/experiments).")
    private Path out;

    @Option(
            names = "--earlier",
            paramLabel = "FILE",
            description =
                    "Where this run lacks an experiment, show that of an earlier one's"
                            + " results.json, and say so.")
    private Path earlier;

    @Option(names = "--debug", description = "Show where an error came from.")
    private boolean debug;

    private final Path root;
    private List<Installation> installations;

    /** What may be asked for. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }
    }

    private Experiments(Path root, List<Installation> installations) {
        this.root = root;
        this.installations = installations;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Experiment experiment : Experiment.values()) {
            names.add(experiment.command());
        }
        names.addAll(List.of(REPORT, SYSTEMS));
        return names;
    }

    /** Runs the command and exits: 0 done, 1 something failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(commandLine(Path.of(""), Installation.all()).execute(args));
    }

    static CommandLine commandLine(Path root, List<Installation> installations) {
        StringBuilder all = new StringBuilder("%nExperiments:%n");
        for (Experiment experiment : Experiment.values()) {
            all.append("  %-11s %s%%n".formatted(experiment.command(), experiment.summary()));
        }
        all.append("  report      Writes the report of what was measured, measures nothing.%n");
        all.append("  systems     Says which systems are here, and how to get the others.%n");
        CommandLine line =
                new CommandLine(new Experiments(root.toAbsolutePath(), installations))
                        .setExecutionExceptionHandler(Experiments::explain);
        line.getCommandSpec().usageMessage().footer(all.toString());
        return line;
    }

    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        Experiments self = command.getCommand();
        if (self.debug) {
            e.printStackTrace(command.getErr());
        } else {
            command.getErr().println("Error: " + e.getMessage());
        }
        return 1;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        installations = gpu ? Installation.onGpu() : installations;
        check();
        if (what.contains(SYSTEMS)) {
            return systems();
        }
        Notebook notebook = new Notebook(out.resolve("measurements"));
        ProgressBar bar = ProgressBar.on(spec.commandLine().getOut(), ProgressBar.onTerminal());
        Map<String, String> environment =
                new LinkedHashMap<>(Surroundings.here(root, installations));
        Origin origin =
                new Origin(
                        environment.get(Surroundings.COMMIT),
                        environment.get(Surroundings.PROCESSOR));
        List<Run> runs = new ArrayList<>(earlier == null ? List.of() : Run.read(earlier));
        List<Request> wanted = requests(scale("cifar10"));
        if (!wanted.isEmpty()) {
            notebook.begin(environment.get(Surroundings.COMMIT));
        }
        environment.put(Surroundings.COMMIT, String.join(", then ", notebook.versions()));
        Scale scale = scale(wanted, bar);
        if (!scale.reductions().isEmpty()) {
            say("Scaled down: " + scale.reductions() + ".");
        }
        Runner runner = runner(notebook, origin, bar);
        runner.missing().forEach((system, why) -> say("Missing: %s, %s.".formatted(system, why)));
        int failed = runner.measure(requests(scale), scale.rounds());
        List<Measurement> measured = notebook.all();
        Map<String, String> never = new LinkedHashMap<>(runner.missing());
        measured.forEach(m -> never.remove(m.request().system())); // it was here earlier
        runs.add(0, new Run(environment, measured));
        Packages.write(root, Path.of(System.getProperty("user.home"), ".m2/repository"), out);
        Report.write(runs, never, Experiment::reductions, out);
        say("Report: " + out.resolve("index.html"));
        if (failed > 0) {
            say(failed + " measurements failed; run the same again to repeat these.");
        }
        return failed == 0 ? 0 : 1;
    }

    private void check() {
        for (String name : what) {
            require(
                    names().contains(name),
                    "There is no experiment \"%s\"; there are %s".formatted(name, names()));
        }
        for (Integer count : new Integer[] {rounds, steps, epochs, vggEpochs, images, batch}) {
            require(count == null || count >= 1, "Counts must be at least 1, found " + count);
        }
        for (String net : nets) {
            List<String> used =
                    Experiment.ALL.requests(Scale.FULL).stream()
                            .map(Request::net)
                            .filter(name -> !name.isEmpty())
                            .distinct()
                            .toList();
            require(
                    used.contains(net),
                    "--nets: no experiment uses \"%s\"; they use %s".formatted(net, used));
        }
        require(attempts >= 1, "--attempts must be at least 1, found " + attempts);
        require(patience >= 1, "--patience must be at least 1, found " + patience);
        int largest = requests(scale("")).stream().mapToInt(Request::batch).max().orElse(0);
        require(
                images == null || images >= largest,
                "--images must be at least %d, the largest batch, found %d"
                        .formatted(largest, images));
        for (String name : only) {
            require(
                    installations.stream().anyMatch(c -> c.isCalled(name)),
                    "--only: there is no system \"%s\"; there are %s, or what stands before the slash for all of a framework"
                            .formatted(
                                    name, installations.stream().map(Installation::name).toList()));
        }
    }

    private void require(boolean ok, String message) {
        if (!ok) {
            throw new CommandLine.ParameterException(spec.commandLine(), message);
        }
    }

    private void say(String text) {
        PrintWriter print = spec.commandLine().getOut();
        if (!text.isEmpty()) {
            print.println(text);
        }
        print.flush();
    }

    private int systems() throws IOException {
        for (Installation installation : installations) {
            Optional<String> classPath = installation.classPath(root);
            String state = classPath.isPresent() ? "here" : "missing: " + installation.whyMissing();
            say("%-24s %s".formatted(installation.label(), state));
        }
        return 0;
    }

    private Runner runner(Notebook notebook, Origin origin, ProgressBar bar) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        if (data != null) {
            environment.put("CIFAR10_DIR", data.toAbsolutePath().toString());
        }
        environment.put(
                ImageFiles.VARIABLE, out.resolve(ImageFiles.FOLDER).toAbsolutePath().toString());
        List<Installation> taking =
                installations.stream()
                        .filter(c -> only.isEmpty() || only.stream().anyMatch(c::isCalled))
                        .toList();
        return new Runner(
                notebook,
                new WorkerProcess(Duration.ofSeconds(patience), environment),
                new Runner.Settings(root, taking, disturbed / 100, attempts, origin),
                this::say,
                bar);
    }

    /** What is to be measured; nothing for the report or the systems alone. */
    private List<Request> requests(Scale scale) {
        return what.stream()
                .filter(name -> !name.equals(REPORT) && !name.equals(SYSTEMS))
                .map(name -> Experiment.valueOf(name.toUpperCase(Locale.ROOT)))
                .flatMap(experiment -> experiment.requests(scale).stream())
                .filter(request -> nets.isEmpty() || nets.contains(request.net()))
                .distinct()
                .toList();
    }

    private Scale scale(String dataName) {
        Scale usual = quick ? Scale.QUICK : Scale.FULL;
        return new Scale(
                or(rounds, usual.rounds()),
                or(steps, usual.steps()),
                or(epochs, usual.epochs()),
                or(vggEpochs, usual.vggEpochs()),
                or(images, usual.images()),
                or(batch, usual.batch()),
                seed,
                dataName);
    }

    /** How much to measure; sees to it that images are on this machine if there need to be any. */
    private Scale scale(List<Request> requests, ProgressBar bar) throws IOException {
        if (requests.stream().allMatch(request -> request.data().isEmpty())) {
            return scale("");
        }
        DataSources sources = DataSources.standard().withFolder(data).telling(this::say, bar);
        DataSet found = synthetic ? sources.shapes10() : sources.cifar10();
        say("Data: " + found.describe());
        if (gpu && synthetic) {
            DataSet some = images == null ? found : found.first(images, images);
            ImageFiles.write(some, out.resolve(ImageFiles.FOLDER));
        }
        return scale(found.name().equals("CIFAR-10") ? "cifar10" : "shapes-10");
    }

    private static int or(Integer asked, int usual) {
        return asked == null ? usual : asked;
    }
}
