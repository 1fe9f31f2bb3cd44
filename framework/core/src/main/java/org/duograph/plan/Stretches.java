package org.duograph.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 *
 * <p>A step reads what stands on its own backend, unless it is a Copy. So between two Copies lanes
 * know nothing of each other, and those of the processor run side by side ({@link Abreast}), as far
 * as there are processors: the parts of several devices that a processor stands for.
 */
final class Stretches implements AutoCloseable {
    private final Steps steps;
    private final Stretch[] all;
    private final Abreast[] groups;
    private final Crew crew; // null where one lane at a time runs

    private Stretches(Steps steps, Stretch[] all, int processors) {
        this.steps = steps;
        this.all = all;
        this.groups = Abreast.groups(List.of(all), this::run).toArray(Abreast[]::new);
        this.crew = crew(processors);
    }

    /**
     * Joins the kernels of all steps.
     *
     * @param lanes the plan's lane of a backend
     * @param kernels one for each step
     * @param processors how many threads may be busy at the same time
     */
    static Stretches of(
            Steps steps, Function<Backend, Lane> lanes, Kernel[] kernels, int processors) {
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
                    all.add(new Stretch(lane, first, some, joined, step.isOnHost()));
                    first = end;
                }
            }
            return new Stretches(steps, all.toArray(Stretch[]::new), processors);
        } catch (RuntimeException | Error e) {
            all.forEach(Stretch::close);
            throw e;
        }
    }

    /** The threads for lanes side by side; null where nothing is gained by them. */
    private Crew crew(int processors) {
        int lanes = 1;
        int threads = 1;
        for (Abreast group : groups) {
            if (group.isWorthThreads()) {
                lanes = Math.max(lanes, group.lanes().length);
                threads = Math.max(threads, group.threads());
            }
        }
        int size = Math.min(lanes, processors / threads);
        return size < 2 ? null : new Crew(steps.name(), size);
    }

    /**
     * Runs all: in order, but for lanes that may run side by side.
     *
     * @throws IllegalStateException if a kernel fails; the message names the step, or the steps
     *     among which it is where the lane can't tell
     */
    void run() {
        for (Abreast group : groups) {
            if (crew != null && group.isWorthThreads()) {
                group.run(crew);
            } else {
                for (int i = 0; i < group.stretches().size(); i++) {
                    run(group.stretches().get(i));
                }
            }
        }
    }

    private void run(Stretch stretch) {
        try {
            stretch.run();
        } catch (RuntimeException e) {
            throw failure(stretch, e);
        }
    }

    /** Runs all, one after the other, and measures each step. */
    StepTimes time() {
        long[] begins = new long[steps.all().size()];
        long[] nanos = new long[begins.length];
        long start = System.nanoTime();
        for (Stretch stretch : all) {
            try {
                long began = System.nanoTime() - start;
                long[] some = stretch.lane().time(stretch.kernels());
                System.arraycopy(some, 0, nanos, stretch.first(), some.length);
                for (int i = 0; i < some.length; i++) {
                    begins[stretch.first() + i] = began;
                    began += some[i];
                }
            } catch (RuntimeException e) {
                throw failure(stretch, e);
            }
        }
        return new StepTimes(begins, nanos);
    }

    private IllegalStateException failure(Stretch stretch, RuntimeException e) {
        if (e instanceof KernelFailure one) {
            RuntimeException cause = (RuntimeException) e.getCause();
            return failure(step(stretch.first() + one.kernel()), cause);
        }
        boolean one = stretch.kernels().size() == 1;
        return failure(one ? step(stretch.first()) : steps(stretch), e);
    }

    private String step(int at) {
        Step step = steps.all().get(at);
        return "step " + at + ", " + step.label() + on(step.backend());
    }

    private String steps(Stretch stretch) {
        return "steps " + stretch.range() + on(steps.all().get(stretch.first()).backend());
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

    /**
     * For example {@code lane onednn: steps 0-12, 14-20}, a line for each lane; then what may run
     * side by side, {@code steps 0-12 | 13-25}, where there are processors enough.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        List<Backend> backends =
                Arrays.stream(all)
                        .map(s -> steps.all().get(s.first()).backend())
                        .distinct()
                        .toList();
        for (Backend backend : backends) {
            text.append(
                    Arrays.stream(all)
                            .filter(stretch -> isOn(stretch, backend))
                            .map(stretch -> stretch.range() + stretch.note())
                            .collect(
                                    Collectors.joining(
                                            ", ",
                                            "lane " + backend.device() + ": steps ",
                                            System.lineSeparator())));
        }
        for (Abreast group : groups) {
            if (group.isWorthThreads()) {
                text.append("side by side: steps ").append(group).append(System.lineSeparator());
            }
        }
        return text.toString();
    }

    private boolean isOn(Stretch stretch, Backend backend) {
        return steps.all().get(stretch.first()).backend() == backend;
    }

    @Override
    public void close() {
        if (crew != null) {
            crew.close();
        }
        for (Stretch stretch : all) {
            stretch.close();
        }
    }
}
