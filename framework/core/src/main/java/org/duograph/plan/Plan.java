package org.duograph.plan;

import java.util.List;
import java.util.function.Function;
import org.duograph.backend.Kernel;
import org.duograph.graph.Graph;
import org.duograph.graph.Surroundings;
import org.duograph.tensor.ArrayType;

/**
 * A graph made ready to run: kernels in order, memory assigned.
 *
 * <p>All decisions have been made. {@link #run} is a loop over kernels; it allocates nothing. A
 * plan owns its slots and kernels, and shares the places of variables with the {@link State}; close
 * it before the state and the backends.
 */
public final class Plan implements AutoCloseable {
    private final PlanBinder.Bound bound;
    private final Kernel[] kernels;

    private Plan(PlanBinder.Bound bound) {
        this.bound = bound;
        this.kernels = bound.kernels().toArray(Kernel[]::new);
    }

    /**
     * How to prepare a plan.
     *
     * @param seed the seed of nodes that have none of their own
     * @param poison whether memory starts as NaN instead of whatever was there; for tests
     * @param around what host operators may reach outside
     */
    public record Options(long seed, boolean poison, Surroundings around) {
        /** Seed 0, no poison, around it the program. */
        public static final Options DEFAULT = new Options(0, false);

        /** Around it the program's output and current folder. */
        public Options(long seed, boolean poison) {
            this(seed, poison, Surroundings.ofProgram());
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
        PlanBuilder.Result result = PlanBuilder.build(graph, placement, state, options);
        return new Plan(PlanBinder.bind(graph.name(), result, state, options.poison()));
    }

    /**
     * Runs the graph once: reads the variables, computes, assigns.
     *
     * @param step the number of this run: random numbers depend on it, and on nothing else that
     *     changes
     * @throws java.util.NoSuchElementException if a variable that is read has no content
     * @throws IllegalStateException if a variable has another type than the plan was made for, or a
     *     kernel fails; the message names the variable or the node
     */
    public void run(long step) {
        bound.requireOpen();
        bound.variables().moveIn();
        bound.setStep(step);
        int at = 0;
        try {
            for (; at < kernels.length; at++) {
                kernels[at].run();
            }
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "step " + at + ", " + bound.steps().get(at).label() + ": " + e.getMessage(), e);
        }
        bound.finish();
        bound.variables().publish();
    }

    /** Whether every variable that is read has content of the type that the plan was made for. */
    public boolean fits() {
        return bound.variables().fits();
    }

    /** Whether it was made for variables of these types. */
    boolean isFor(Function<String, ArrayType> typeOf) {
        return bound.variables().isFor(typeOf);
    }

    /**
     * Runs the graph once, as {@link #run} does, and measures each step: nanoseconds, in the order
     * of the steps.
     */
    public long[] time(long step) {
        bound.requireOpen();
        bound.variables().moveIn();
        bound.setStep(step);
        long[] nanos = bound.time();
        bound.variables().publish();
        return nanos;
    }

    /** The labels of the steps, in order. */
    public List<String> stepLabels() {
        return bound.steps().stream().map(Step::label).toList();
    }

    /**
     * Measures each step: runs {@code warmUps} times without counting, then {@code runs} times. The
     * runs are real ones, from step 0 on: they assign variables.
     */
    public Profile profile(int warmUps, int runs) {
        return Profile.of(bound.name(), bound.steps(), this::time, warmUps, runs);
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
