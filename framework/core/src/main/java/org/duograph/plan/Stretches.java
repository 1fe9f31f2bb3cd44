package org.duograph.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duograph.backend.Backend;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFailure;
import org.duograph.backend.Lane;

/**
 * The kernels of a plan in stretches: steps in a row that run on one lane, joined into one kernel.
 * When a stretch has run, its lane hands over; so the next one, on another lane, finds what it
 * reads. What the host itself runs ({@link Step#isOnHost}) is a stretch of its own.
 */
final class Stretches implements AutoCloseable {
    private final Steps steps;
    private final Stretch[] all;

    /**
     * Steps in a row on one lane.
     *
     * @param first the number of the first
     * @param kernels one for each step
     * @param joined runs them all
     */
    private record Stretch(Lane lane, int first, List<Kernel> kernels, Kernel joined) {
        int last() {
            return first + kernels.size() - 1;
        }

        /** What the lane says of the kernels in a row. */
        String note() {
            String said = kernels.get(0) == joined ? "" : lane.describe(joined);
            return said.isEmpty() ? "" : " (" + said + ")";
        }

        /** Frees what joining made; the kernels themselves are not its own. */
        void close() {
            if (kernels.get(0) != joined) {
                joined.close();
            }
        }
    }

    private Stretches(Steps steps, Stretch[] all) {
        this.steps = steps;
        this.all = all;
    }

    /**
     * Joins the kernels of all steps.
     *
     * @param lanes the plan's lane of a backend
     * @param kernels one for each step
     */
    static Stretches of(Steps steps, Function<Backend, Lane> lanes, Kernel[] kernels) {
        List<Stretch> all = new ArrayList<>();
        try {
            int first = 0;
            for (int end = 1; end <= kernels.length; end++) {
                Step step = steps.all().get(first);
                boolean goesOn =
                        end < kernels.length
                                && !step.isOnHost()
                                && !steps.all().get(end).isOnHost()
                                && steps.all().get(end).backend() == step.backend();
                if (!goesOn) {
                    Lane lane = lanes.apply(step.backend());
                    List<Kernel> some = List.copyOf(Arrays.asList(kernels).subList(first, end));
                    Kernel joined = step.isOnHost() ? some.get(0) : lane.join(some);
                    all.add(new Stretch(lane, first, some, joined));
                    first = end;
                }
            }
            return new Stretches(steps, all.toArray(Stretch[]::new));
        } catch (RuntimeException | Error e) {
            all.forEach(Stretch::close);
            throw e;
        }
    }

    /**
     * Runs all, in order.
     *
     * @throws IllegalStateException if a kernel fails; the message names the step, or the steps
     *     among which it is where the lane can't tell
     */
    void run() {
        each(
                stretch -> {
                    stretch.joined.run();
                    stretch.lane.handOver();
                });
    }

    /** Runs all, in order, as {@link #run} does: nanoseconds that each step took. */
    long[] time() {
        long[] nanos = new long[steps.all().size()];
        each(
                stretch -> {
                    long[] some = stretch.lane.time(stretch.kernels);
                    System.arraycopy(some, 0, nanos, stretch.first, some.length);
                });
        return nanos;
    }

    private void each(Consumer<Stretch> work) {
        for (Stretch stretch : all) {
            try {
                work.accept(stretch);
            } catch (KernelFailure e) {
                throw failure(step(stretch.first + e.kernel()), (RuntimeException) e.getCause());
            } catch (RuntimeException e) {
                boolean one = stretch.kernels.size() == 1;
                throw failure(one ? step(stretch.first) : steps(stretch), e);
            }
        }
    }

    private String step(int at) {
        Step step = steps.all().get(at);
        return "step " + at + ", " + step.label() + on(step.backend());
    }

    private String steps(Stretch stretch) {
        return "steps " + range(stretch) + on(steps.all().get(stretch.first).backend());
    }

    /** Names the device, where the steps run on several of one backend. */
    private String on(Backend backend) {
        boolean several =
                steps.all().stream()
                        .map(Step::backend)
                        .anyMatch(b -> b != backend && b.name().equals(backend.name()));
        return several ? " on " + backend.device() : "";
    }

    private static IllegalStateException failure(String where, RuntimeException cause) {
        return new IllegalStateException(where + ": " + cause.getMessage(), cause);
    }

    /** For example {@code lane onednn: steps 0-12, 14-20}, a line for each lane. */
    @Override
    public String toString() {
        return Arrays.stream(all)
                .map(stretch -> steps.all().get(stretch.first).backend())
                .distinct()
                .map(
                        backend ->
                                Arrays.stream(all)
                                        .filter(s -> isOn(s, backend))
                                        .map(s -> range(s) + s.note())
                                        .collect(
                                                Collectors.joining(
                                                        ", ",
                                                        "lane " + backend.device() + ": steps ",
                                                        System.lineSeparator())))
                .collect(Collectors.joining());
    }

    private boolean isOn(Stretch stretch, Backend backend) {
        return steps.all().get(stretch.first).backend() == backend;
    }

    private static String range(Stretch stretch) {
        int last = stretch.last();
        return last == stretch.first ? "" + last : stretch.first + "-" + last;
    }

    @Override
    public void close() {
        for (Stretch stretch : all) {
            stretch.close();
        }
    }
}
