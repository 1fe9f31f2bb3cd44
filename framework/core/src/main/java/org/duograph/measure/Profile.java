package org.duograph.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.duograph.ops.Cost;
import org.duograph.plan.Plan;
import org.duograph.plan.StepFacts;

/**
 * Where the time of a plan goes: how long each step takes, what it does in that time, and how it
 * runs.
 *
 * @param name the plan's name
 * @param runs how often it was measured
 * @param lines one per step, in order
 * @param warnings the slow ways in which steps run, a line each, or an empty text
 */
public record Profile(String name, int runs, List<Line> lines, String warnings) {
    public Profile {
        lines = List.copyOf(lines);
    }

    /**
     * One step.
     *
     * @param step its number
     * @param kind its operator, or what the plan itself does there, such as {@code Copy}
     * @param label its operator and name
     * @param implementation what runs
     * @param isSlow whether that is a slow way, for want of a fast one
     * @param cost arithmetic of convolutions and matrix products (0 for all else); bytes of its
     *     operands in their layouts
     * @param millis the median of its milliseconds
     */
    public record Line(
            int step,
            String kind,
            String label,
            String implementation,
            boolean isSlow,
            Cost cost,
            double millis) {

        /** 10^9 floating-point operations a second. */
        public double gflops() {
            return cost.flops() / (millis * 1e6);
        }

        /** 10^9 bytes a second, from and to wherever its operands stand: often a cache. */
        public double gigabytes() {
            return bytes() / (millis * 1e6);
        }

        /** Bytes read and written. */
        public long bytes() {
            return cost.bytesRead() + cost.bytesWritten();
        }
    }

    /** In which order to list steps. */
    public enum Order {
        /** As they run. */
        STEP,
        /** The slowest first. */
        TIME
    }

    /**
     * Measures each step of a plan: runs {@code warmUps} times without counting, then {@code runs}
     * times. The runs are real ones, from step 0 on: they assign variables.
     *
     * @throws IllegalArgumentException if that is no run at all
     */
    public static Profile of(Plan plan, int warmUps, int runs) {
        if (warmUps < 0 || runs < 1) {
            throw new IllegalArgumentException(
                    "A profile needs 1 run or more and 0 warm-ups or more, but %d and %d were asked for"
                            .formatted(runs, warmUps));
        }
        for (int i = 0; i < warmUps; i++) {
            plan.time(i);
        }
        List<StepFacts> steps = plan.steps();
        long[][] nanos = new long[steps.size()][runs];
        for (int run = 0; run < runs; run++) {
            long[] one = plan.time((long) warmUps + run);
            for (int s = 0; s < one.length; s++) {
                nanos[s][run] = one[s];
            }
        }
        List<Line> lines = new ArrayList<>();
        for (int s = 0; s < nanos.length; s++) {
            StepFacts step = steps.get(s);
            lines.add(
                    new Line(
                            s,
                            step.kind(),
                            step.label(),
                            step.implementation(),
                            step.isSlow(),
                            step.cost(),
                            median(nanos[s]) / 1e6));
        }
        return new Profile(plan.name(), runs, lines, plan.slowSteps());
    }

    private static double median(long[] numbers) {
        Arrays.sort(numbers);
        int middle = numbers.length / 2;
        return numbers.length % 2 == 1
                ? numbers[middle]
                : (numbers[middle - 1] + numbers[middle]) / 2.0;
    }

    /** The sum of the medians: a little more than a run takes that nobody interrupts to measure. */
    public double millis() {
        return lines.stream().mapToDouble(Line::millis).sum();
    }

    /** The arithmetic and traffic of all steps. */
    public Cost cost() {
        return lines.stream().map(Line::cost).reduce(Cost.NONE, Cost::plus);
    }

    /** The share of the time that slow ways take, from 0 to 1. */
    public double slowShare() {
        double slow = lines.stream().filter(Line::isSlow).mapToDouble(Line::millis).sum();
        return slow / Math.max(millis(), 1e-9);
    }

    /** A table of all steps, with each one's share of the machine's best. */
    public String table(Order order, Roof roof) {
        List<Line> rows = new ArrayList<>(lines);
        if (order == Order.TIME) {
            rows.sort(Comparator.comparingDouble(Line::millis).reversed());
        }
        StringBuilder text = new StringBuilder();
        format(text, "profile of %s: median of %d runs%n", name, runs);
        format(text, "peak: %.0f GFLOP/s, %.1f GB/s%n", roof.gflops(), roof.gigabytes());
        format(text, "step        ms   share  GFLOP/s  of peak       MB    GB/s  what%n");
        for (Line line : rows) {
            format(text, "%4d%s ", line.step, line.isSlow ? "!" : " ");
            row(text, line, roof);
            format(text, "  %s [%s]%n", line.label, line.implementation);
        }
        text.append("sum   ");
        row(text, new Line(0, "", "", "", false, cost(), millis()), roof);
        text.append(System.lineSeparator()).append(warnings);
        if (!warnings.isEmpty()) {
            format(text, "slow steps (!) take %.1f%% of the time%n", 100 * slowShare());
        }
        return text.toString();
    }

    private void row(StringBuilder text, Line line, Roof roof) {
        double share = 100 * line.millis / Math.max(millis(), 1e-9);
        format(text, "%8.3f  %5.1f%%", line.millis, share);
        if (line.cost.flops() > 0) {
            format(text, "  %7.1f  %6.1f%%", line.gflops(), 100 * line.gflops() / roof.gflops());
        } else {
            text.append(" ".repeat(18));
        }
        format(text, "  %7.2f  %6.1f", line.bytes() / 1e6, line.gigabytes());
    }

    private static void format(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments));
    }
}
