package org.duograph.plan;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.duograph.backend.Kernel;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.tensor.Philox;

/**
 * A graph made ready to run: kernels in order, memory assigned.
 *
 * <p>All decisions have been made. {@link #run} is a loop over kernels; it allocates nothing. A
 * plan owns its slots and kernels, and shares the places of variables with the {@link State}; close
 * it before the state and the backends.
 */
public final class Plan implements AutoCloseable {
    private final PlanBinder.Bound bound;
    private final Clock clock;
    private final Kernel[] kernels;

    private Plan(PlanBinder.Bound bound, Clock clock) {
        this.bound = bound;
        this.clock = clock;
        this.kernels = bound.kernels().toArray(Kernel[]::new);
    }

    /**
     * How to prepare a plan.
     *
     * @param seed the seed of nodes that have none of their own
     * @param poison whether memory starts as NaN instead of whatever was there; for tests
     */
    public record Options(long seed, boolean poison) {
        /** Seed 0, no poison. */
        public static final Options DEFAULT = new Options(0, false);
    }

    /** Counts steps; random numbers depend on it. */
    static final class Clock {
        private final long seed;
        private long step;

        Clock(long seed) {
            this.seed = seed;
        }

        Supplier<Philox> randoms(Node node) {
            OptionalLong own = node.settings().seed();
            return () -> Philox.of(own.orElse(seed), node.name(), step);
        }
    }

    /**
     * Prepares a compiled graph.
     *
     * @param placement the backends to use
     * @param state the variables that the plan will read and assign
     * @throws IllegalArgumentException if a node can't be prepared; the message names it
     */
    public static Plan prepare(Graph graph, Placement placement, State state, Options options) {
        Clock clock = new Clock(options.seed());
        PlanBuilder.Result result = PlanBuilder.build(graph, placement, clock);
        return new Plan(PlanBinder.bind(graph.name(), result, state, options.poison()), clock);
    }

    /**
     * Runs the graph once: reads the variables, computes, assigns.
     *
     * @throws java.util.NoSuchElementException if a variable that is read has no content
     * @throws IllegalStateException if a variable has another type than the plan was made for, or a
     *     kernel fails; the message names the variable or the node
     */
    public void run() {
        bound.moveVariablesIn();
        int at = 0;
        try {
            for (; at < kernels.length; at++) {
                kernels[at].run();
            }
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "step " + at + ", " + bound.steps().get(at).label() + ": " + e.getMessage(), e);
        }
        bound.publishVariables();
        clock.step++;
    }

    /** Whether every variable that is read has content of the type that the plan was made for. */
    public boolean fits() {
        return bound.fits();
    }

    /** Runs the graph once and measures each step: nanoseconds, in the order of the steps. */
    public long[] profile() {
        bound.moveVariablesIn();
        long[] nanos = new long[kernels.length];
        for (int i = 0; i < kernels.length; i++) {
            long start = System.nanoTime();
            kernels[i].run();
            nanos[i] = System.nanoTime() - start;
        }
        bound.publishVariables();
        clock.step++;
        return nanos;
    }

    /** The labels of the steps, in order. */
    public List<String> stepLabels() {
        return bound.steps().stream().map(Step::label).toList();
    }

    /**
     * Measures each step: runs {@code warmUps} times without counting, then {@code runs} times. The
     * runs are real ones: they assign variables.
     */
    public Profile profile(int warmUps, int runs) {
        return Profile.of(bound.name(), bound.steps(), this::profile, warmUps, runs);
    }

    /** How often it has run; random numbers depend on it. */
    public long step() {
        return clock.step;
    }

    /** Continues from step {@code step}, as if it had run that often. */
    public void setStep(long step) {
        clock.step = step;
    }

    /** Bytes of the arena with all slots and scratch memory; variables are the state's. */
    public long plannedBytes() {
        return bound.plannedBytes();
    }

    /** Bytes that values and scratch memory would take if none shared memory. */
    public long unplannedBytes() {
        return bound.unplannedBytes();
    }

    /** The plan as text: see {@link PlanPrinter}. */
    @Override
    public String toString() {
        return PlanPrinter.print(bound);
    }

    @Override
    public void close() {
        bound.close();
    }
}
