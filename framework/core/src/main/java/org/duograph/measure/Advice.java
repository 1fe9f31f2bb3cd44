package org.duograph.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Why a plan takes the time that it takes: what a profile and the machine's roof show, each with
 * the numbers from which it follows, and what to do about it.
 *
 * @param title what was found, in a few words
 * @param share its part of the whole time, from 0 to 1
 * @param numbers what it follows from
 * @param remedy what to do
 */
public record Advice(String title, double share, String numbers, String remedy) {
    /** What takes less of the time than this is not worth a reader's while. */
    private static final double LEAST_SHARE = 0.05;

    /** A step of which this much is spent on arithmetic or traffic is as fast as it gets. */
    private static final double NEAR_THE_ROOF = 0.5;

    /** Shorter steps may be dominated by what it takes to call them. */
    private static final double TINY_MILLIS = 0.02;

    /** Then at most so much of their time is spent on what they are for. */
    private static final double LITTLE_WORK = 0.1;

    private static final int MOST_NAMES = 4;

    /** Of so many large steps each is explained. */
    private static final int MOST_LARGE = 3;

    /** What there is to say, the largest part of the time first; nothing, if nothing stands out. */
    public static List<Advice> of(Profile profile, Roof roof) {
        List<Advice> all = new ArrayList<>();
        Predicate<Profile.Line> copy = line -> line.kind().equals("Copy");
        Predicate<Profile.Line> reorder = line -> line.kind().equals("Reorder");
        Predicate<Profile.Line> tiny = line -> !line.isSlow() && isTiny(line, roof);
        add(
                all,
                profile,
                "slow ways, for want of fast ones",
                Profile.Line::isSlow,
                "Another backend may have fast kernels for them (duograph doctor says which there"
                        + " are); else a kernel library can bring one.");
        add(
                all,
                profile,
                "copies between backends",
                copy,
                "They stand where a backend has no kernel and another one takes over: avoid the"
                        + " operator between two copies, or run all of the net on one backend.");
        add(
                all,
                profile,
                "changes of layout",
                reorder,
                "Neighbours want their numbers in different orders: keep to operators that take"
                        + " what convolutions give, and leave transposes out where you can.");
        List<Profile.Line> small = profile.lines().stream().filter(tiny).toList();
        if (share(profile, small) >= LEAST_SHARE) {
            double least = small.stream().mapToDouble(line -> roof.leastMillis(line.cost())).sum();
            String numbers =
                    numbers(small)
                            + text(
                                    ", for work that the machine could do in %.3f ms at best",
                                    least);
            all.add(
                    new Advice(
                            "tiny steps: to call them takes longer than what they do",
                            share(profile, small),
                            numbers,
                            "A larger batch gives each call more to do; operators in a row can"
                                    + " become one that does the same."));
        }
        Predicate<Profile.Line> said = copy.or(reorder).or(tiny).or(Profile.Line::isSlow);
        profile.lines().stream()
                .filter(said.negate())
                .filter(line -> share(profile, List.of(line)) >= 2 * LEAST_SHARE)
                .sorted(Comparator.comparingDouble(Profile.Line::millis).reversed())
                .limit(MOST_LARGE)
                .forEach(line -> all.add(ofLarge(profile, line, roof)));
        all.sort(Comparator.comparingDouble((Advice a) -> a.share).reversed());
        return all;
    }

    private static void add(
            List<Advice> all,
            Profile profile,
            String title,
            Predicate<Profile.Line> which,
            String remedy) {
        List<Profile.Line> lines = profile.lines().stream().filter(which).toList();
        if (share(profile, lines) >= LEAST_SHARE) {
            all.add(new Advice(title, share(profile, lines), numbers(lines), remedy));
        }
    }

    private static boolean isTiny(Profile.Line line, Roof roof) {
        return line.millis() < TINY_MILLIS
                && roof.leastMillis(line.cost()) < LITTLE_WORK * line.millis();
    }

    /** What limits a step that takes much of the time: arithmetic, traffic, or neither. */
    private static Advice ofLarge(Profile profile, Profile.Line line, Roof roof) {
        double intensity = (double) line.cost().flops() / Math.max(1, line.bytes());
        double ridge = roof.gflops() / roof.gigabytes();
        boolean byTraffic = intensity < ridge;
        double reached = roof.leastMillis(line.cost()) / line.millis();
        String numbers =
                text(
                        "step %d takes %.3f ms: %.1f GFLOP/s of %.0f, %.1f GB/s of %.1f; it"
                                + " computes %.1f operations per byte, and %.1f or more would keep"
                                + " arithmetic busy",
                        line.step(),
                        line.millis(),
                        line.gflops(),
                        roof.gflops(),
                        line.gigabytes(),
                        roof.gigabytes(),
                        intensity,
                        ridge);
        String what = byTraffic ? "by memory" : "by arithmetic";
        double share = share(profile, List.of(line));
        if (reached >= NEAR_THE_ROOF) {
            return new Advice(
                    line.label() + " is limited " + what,
                    share,
                    numbers,
                    byTraffic
                            ? "It moves numbers about as fast as memory gives them: move fewer, by"
                                    + " smaller element types, in-place operators, or operators"
                                    + " that do the work of two."
                            : "It computes about as fast as the machine can: only less arithmetic"
                                    + " makes it faster, or another machine.");
        }
        return new Advice(
                line.label() + " is far from what the machine can do",
                share,
                numbers,
                byTraffic
                        ? "It is not memory that holds it up. See that the machine has nothing else"
                                + " to do, and no more threads than processors (OMP_NUM_THREADS);"
                                + " where operands are small, a larger batch helps."
                        : "Kernels are fastest for many channels, in multiples of 16, and for large"
                                + " batches. See that the machine has nothing else to do, and as"
                                + " many threads as processors (OMP_NUM_THREADS).");
    }

    private static double share(Profile profile, List<Profile.Line> lines) {
        double millis = lines.stream().mapToDouble(Profile.Line::millis).sum();
        return millis / Math.max(profile.millis(), 1e-9);
    }

    private static String numbers(List<Profile.Line> lines) {
        List<String> kinds = lines.stream().map(Profile.Line::kind).distinct().toList();
        String names = kinds.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        double millis = lines.stream().mapToDouble(Profile.Line::millis).sum();
        long bytes = lines.stream().mapToLong(Profile.Line::bytes).sum();
        return text(
                "%d %s (%s%s) %s %.3f ms together and move %.2f MB",
                lines.size(),
                lines.size() == 1 ? "step" : "steps",
                names,
                kinds.size() > MOST_NAMES ? ", ..." : "",
                lines.size() == 1 ? "takes" : "take",
                millis,
                bytes / 1e6);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Three lines: what, from which numbers, what to do. */
    @Override
    public String toString() {
        return text(
                "%.1f%% of the time: %s%n    %s%n    %s%n", 100 * share, title, numbers, remedy);
    }
}
