package org.duograph.experiments.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.duograph.backend.Backends;
import org.duograph.measure.Roof;
import org.duograph.plan.Placement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * {@code ./mvnw -q -Pbenchmarks}: measures all kernels, then prints a table and writes {@code
 * out/benchmarks/index.html} with a roofline plot, {@code roofline.svg} and {@code roofline.csv}.
 *
 * <p>Arguments go to JMH: a pattern for the benchmarks' names, {@code -p shape=64x3x32x32}, {@code
 * -f 3} for more forks. Without any, all takes a few minutes.
 */
public final class Benchmarks {
    private static final Path OUT = Path.of("out", "benchmarks");

    private Benchmarks() {}

    /** Runs the benchmarks. */
    public static void main(String[] args) throws IOException {
        CommandLineOptions given;
        try {
            given = new CommandLineOptions(args);
        } catch (CommandLineOptionException e) {
            System.err.println(e.getMessage() + " (-Dargs=\"-h\" lists the options)");
            System.exit(2);
            return;
        }
        if (given.shouldHelp()) {
            given.showHelp();
            return;
        }
        if (given.shouldList()) {
            new Runner(given).list();
            return;
        }
        Roof before = roof();
        List<Result> results;
        try {
            results = new Runner(withDefaults(given)).run().stream().map(Result::of).toList();
        } catch (RunnerException e) { // what broke stands above, in the benchmark's own output
            System.err.println(e.getMessage() + ": nothing has been written");
            System.exit(1);
            return;
        }
        Roof after = roof(); // twice, because other work may disturb either
        Roof roof =
                new Roof(
                        Math.max(before.gflops(), after.gflops()),
                        Math.max(before.gigabytes(), after.gigabytes()));
        Report report = new Report(machine(), roof, results);
        System.out.print(report.table());
        Files.createDirectories(OUT);
        Files.writeString(OUT.resolve("roofline.csv"), report.csv());
        Files.writeString(OUT.resolve("roofline.svg"), report.svg());
        Files.writeString(OUT.resolve("index.html"), report.page());
        System.out.println("Written to " + OUT.resolve("index.html").toAbsolutePath());
    }

    /** Short enough to run all; what the command line says comes first. */
    private static Options withDefaults(CommandLineOptions given) {
        return new OptionsBuilder()
                .parent(given)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MILLISECONDS)
                .forks(given.getForkCount().orElse(1))
                .warmupIterations(given.getWarmupIterations().orElse(1))
                .warmupTime(given.getWarmupTime().orElse(TimeValue.milliseconds(300)))
                .measurementIterations(given.getMeasurementIterations().orElse(5))
                .measurementTime(given.getMeasurementTime().orElse(TimeValue.milliseconds(200)))
                .shouldFailOnError(true)
                .build();
    }

    private static Roof roof() {
        try (Placement placement = Placement.of(Backends.open(""))) {
            return Roof.measure(placement);
        }
    }

    private static String machine() {
        try (Placement placement = Placement.of(Backends.open(""))) {
            return placement.preferred().description();
        }
    }
}
