package org.duograph.experiments.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;

/**
 * {@code ./mvnw -q -Pbenchmarks -Dprogram=FirstStep}: how long a program takes until the first step
 * of training ends, and until steps are at full speed.
 *
 * <p>Each measurement is a process of its own that trains the 6-layer net on batches of 64, counted
 * from before the process starts. The loops of the backend in pure Java have to be compiled before
 * they are fast. They are warmed up beside the building of the net ({@code vector}), or before it
 * ({@code vector, in turn}); oneDNN needs no such thing. The ways take turns, and the medians of
 * all rounds are printed, and before that each measurement. An argument says how many rounds, 5 if
 * none is given; on a machine that is busy a round may take minutes.
 */
public final class FirstStep {
    private static final int STEPS = 40;

    /** A step is at full speed when it takes at most so many times the median of the last ones. */
    private static final double FULL_SPEED = 1.1;

    private static final int LAST = 10;
    private static final String IN_TURN = ", in turn";
    private static final List<String> WAYS = List.of("vector", "vector" + IN_TURN, "onednn");

    private FirstStep() {}

    /** Measures and prints. */
    public static void main(String[] args) throws IOException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        Map<String, double[][]> seconds = new LinkedHashMap<>();
        WAYS.forEach(way -> seconds.put(way, new double[2][rounds]));
        for (int round = 0; round < rounds; round++) {
            for (String way : WAYS) {
                String text = measure(way);
                String[] found = text.split(" ");
                for (int i = 0; i < found.length; i++) {
                    seconds.get(way)[i][round] = Double.parseDouble(found[i]);
                }
                System.out.printf("round %d of %d, %s: %s%n", round + 1, rounds, way, text);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "JDK %s, %d processors, load %.1f; seconds from the start of the process, medians"
                        + " of %d rounds%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                rounds);
        System.out.println("backend            first step ends  steps are at full speed");
        seconds.forEach(
                (way, found) ->
                        System.out.printf(
                                Locale.ROOT,
                                "%-17s %16.2f %24.2f%n",
                                way,
                                median(found[0]),
                                median(found[1])));
    }

    private static String measure(String way) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Worker.class.getName(), way, "" + System.currentTimeMillis()));
        Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        byte[] printed = process.getInputStream().readAllBytes();
        String text = new String(printed, StandardCharsets.UTF_8).strip();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("the process that measures \"" + way + "\" failed: " + text);
        }
        return text;
    }

    private static double median(double[] some) {
        double[] sorted = some.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** The process that trains, and prints when its first step ended and when it got fast. */
    static final class Worker {
        private Worker() {}

        /** Takes the way and the time at which the process was started. */
        public static void main(String[] args) {
            long start = Long.parseLong(args[1]);
            double[] ends = ends(args[0], start);
            double[] lengths = new double[STEPS];
            for (int i = 1; i < STEPS; i++) {
                lengths[i] = ends[i] - ends[i - 1];
            }
            double full = median(Arrays.copyOfRange(lengths, STEPS - LAST, STEPS));
            int fast = 1;
            while (lengths[fast] > FULL_SPEED * full) {
                fast++;
            }
            System.out.printf(Locale.ROOT, "%.3f %.3f%n", ends[0], ends[fast]);
        }

        /** Seconds from the start at which each step ended. */
        private static double[] ends(String way, long start) {
            Backend backend = Backends.open(way.replace(IN_TURN, ""));
            if (way.endsWith(IN_TURN)) {
                backend.description(); // says whether vectors are fast, which warming up tells
            }
            double[] ends = new double[STEPS];
            try (Placement placement = Placement.of(backend);
                    State state = new State()) {
                Graph graph = Nets.training("six", 64);
                Timed.feed(graph, state);
                Graph compiled = Compiler.compile(graph, placement.target());
                try (Plan plan = Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT)) {
                    for (int i = 0; i < STEPS; i++) {
                        plan.run(i);
                        ends[i] = (System.currentTimeMillis() - start) / 1e3;
                    }
                }
            }
            return ends;
        }
    }
}
