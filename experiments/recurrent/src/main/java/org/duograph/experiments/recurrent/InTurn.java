package org.duograph.experiments.recurrent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code ./mvnw -q -Precurrent,peers}: trains two layers of LSTM with Duograph and with PyTorch,
 * each in a process of its own, a few steps of the one, a few of the other, and prints how long a
 * step takes and the ratio. An argument says how many rounds, 30 if none is given.
 */
public final class InTurn {
    private static final int STEPS = 5;
    private static final List<String> NAMES = List.of("duograph", "pytorch");

    /**
     * Lets glibc keep the memory of a step for the next one, as PyTorch's tuning guide advises;
     * else it takes PyTorch up to twice the time. Duograph allocates nothing in a step.
     */
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "OPENBLAS_NUM_THREADS", "1",
                    "MALLOC_ARENA_MAX", "1",
                    "MALLOC_MMAP_THRESHOLD_", "33554432",
                    "MALLOC_TRIM_THRESHOLD_", "2147483647",
                    "MALLOC_TOP_PAD_", "67108864");

    private final List<Side> sides = new ArrayList<>();

    private InTurn() {}

    /** A process that trains when it is told to. */
    private static final class Side {
        private final Process process;
        private final PrintWriter orders;
        private final BufferedReader answers;

        Side(String name) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.addAll(List.of(Side.class.getPackageName() + ".Worker", name));
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
            builder.environment().putAll(ENVIRONMENT);
            process = builder.start();
            orders = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
            answers =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
        }

        /** Gives an order and waits for the line that answers it. */
        String ask(String order) throws IOException {
            orders.println(order);
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the process that was told \"" + order + "\" has ended");
            }
            return answer;
        }
    }

    /** Measures and prints. */
    public static void main(String[] args) throws IOException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 30;
        InTurn turns = new InTurn();
        try {
            turns.start();
            turns.measure("forwards and backwards", "gradients", rounds);
            turns.measure("the same and the update", "train", rounds);
        } finally {
            turns.sides.forEach(side -> side.process.destroy());
        }
    }

    private void start() throws IOException {
        System.out.printf(
                "%d layers of LSTM, %d numbers, %d sequences of %d steps%n",
                Task.LAYERS, Task.SIZE, Task.BATCH, Task.STEPS);
        List<String> first = new ArrayList<>();
        for (String name : NAMES) {
            Side side = new Side(name);
            sides.add(side);
            System.out.println(side.ask("describe"));
            first.add(side.ask("check"));
        }
        for (int i = 0; i < NAMES.size(); i++) {
            System.out.println(
                    "first loss, squares of a gradient: " + first.get(i) + ", " + NAMES.get(i));
        }
    }

    private void measure(String what, String order, int rounds) throws IOException {
        double[][] millis = new double[NAMES.size()][rounds];
        double[] ratios = new double[rounds];
        for (Side side : sides) {
            side.ask(order + " " + STEPS); // to warm up
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < NAMES.size(); i++) {
                int side = (i + round) % NAMES.size(); // who begins changes
                millis[side][round] = Double.parseDouble(sides.get(side).ask(order + " " + STEPS));
            }
            ratios[round] = millis[0][round] / millis[1][round];
        }
        double ours = median(millis[0]);
        double theirs = median(millis[1]);
        System.out.printf(
                "%s: duograph %.2f ms, pytorch %.2f ms a step, ratio %.3f of medians, %.3f of"
                        + " fastest, %.3f the median of %d rounds; load %.1f%n",
                what,
                ours,
                theirs,
                ours / theirs,
                least(millis[0]) / least(millis[1]),
                median(ratios),
                rounds,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static double median(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }

    private static double least(double[] numbers) {
        return Arrays.stream(numbers).min().orElseThrow();
    }
}
