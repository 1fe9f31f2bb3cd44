package org.duograph.plan;

import java.util.List;
import org.duograph.graph.Graph;
import org.duograph.graph.Surroundings;

/**
 * A graph made ready to run: kernels in order, memory assigned.
 *
 * <p>All decisions have been made. {@link #run} takes the variables in, runs one kernel for each
 * stretch of steps on a lane, and tells the state where the assigned variables are; it allocates
 * nothing. A plan owns its lanes, slots and kernels, and shares the places of variables with the
 * {@link State}. One thread at a time runs it; plans on other threads may use the same backends.
 * Close it before the state and the backends.
 */
public final class Plan implements AutoCloseable {
    private final Steps steps;
    private final Slots slots;
    private final Residence variables;
    private final Binding binding;
    private final List<HostStep> hosts;
    private String why = ""; // this backend
    private boolean closed;

    private Plan(Steps steps, Slots slots, Residence variables, Binding binding) {
        this.steps = steps;
        this.hosts = steps.hosts();
        this.slots = slots;
        this.variables = variables;
        this.binding = binding;
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
     * @throws MemoryShortage if there is not enough memory; the message says what takes it
     */
    public static Plan prepare(Graph graph, Placement placement, State state, Options options) {
        try (Constants own = new Constants()) {
            return prepare(graph, placement, state, options, own);
        }
    }

    private static Plan prepare(
            Graph graph, Placement placement, State state, Options options, Constants shared) {
        Steps steps = Steps.of(graph, placement, state, options);
        return bind(steps, Slots.of(steps), state, options.poison(), shared);
    }

    /**
     * Prepares a graph that was compiled for the backend that won, and whose constants are shared
     * with other plans.
     */
    static Plan prepare(
            Graph graph, Contest.Winner winner, State state, Options options, Constants shared) {
        Plan plan = prepare(graph, winner.placement(), state, options, shared);
        plan.why = winner.why();
        return plan;
    }

    /** A plan of steps that are written down already; it closes them, also if it can't be made. */
    static Plan bind(Steps steps, Slots slots, State state, boolean poison, Constants shared) {
        Residence variables = new Residence(steps.name(), state);
        try {
            Binding binding = Binding.of(steps, slots, variables, shared, poison);
            return new Plan(steps, slots, variables, binding);
        } catch (RuntimeException | Error e) {
            Error shortage =
                    e instanceof OutOfMemoryError memory
                            ? MemoryShortage.of(steps, slots, state, memory)
                            : null;
            steps.close();
            variables.close();
            if (shortage != null) {
                throw shortage;
            }
            throw e;
        }
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
        requireOpen();
        variables.moveIn();
        binding.run(step);
        variables.publish();
    }

    /**
     * Runs the graph once, as {@link #run} does, and measures each step: nanoseconds, in the order
     * of the steps.
     */
    public long[] time(long step) {
        return trace(step).nanos();
    }

    /**
     * Runs the graph once, one step after the other, and says when each began and how long it took.
     */
    public StepTimes trace(long step) {
        requireOpen();
        variables.moveIn();
        StepTimes times = binding.time(step);
        variables.publish();
        return times;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Plan of \"" + name() + "\" was closed");
        }
    }

    /** The graph's name. */
    public String name() {
        return steps.name();
    }

    /**
     * Whether every variable that is read has content of the type that the plan was made for, and
     * host operators would give what it was made for.
     */
    public boolean fits() {
        return variables.fits() && hostsFit();
    }

    /** Whether host operators would give what the plan was made for. */
    boolean hostsFit() {
        for (int i = 0; i < hosts.size(); i++) { // an iterator would be an object per run
            if (!hosts.get(i).fits()) {
                return false;
            }
        }
        return true;
    }

    /** What is known of its steps, in order. */
    public List<StepFacts> steps() {
        return steps.all().stream().map(Step::facts).toList();
    }

    /** The labels of the steps, in order. */
    public List<String> stepLabels() {
        return steps.all().stream().map(Step::label).toList();
    }

    /** Where nodes run: a line {@code name: (Type): device} for each, as TensorFlow logs them. */
    public List<String> placements() {
        return steps.all().stream()
                .filter(step -> step.node() != null)
                .map(s -> s.node().name() + ": (" + s.kind() + "): " + s.backend().device())
                .toList();
    }

    /**
     * Which steps run in a slow way because there is no fast one: a line for each such way, or an
     * empty text. Steps of loops and branches are among them.
     */
    public String slowSteps() {
        return SlowSteps.describe(steps);
    }

    /** What stands where in the arenas, and from which step to which. */
    public PlanMemory memory() {
        return slots.memory();
    }

    /**
     * Bytes of the arenas with all slots and scratch memory, those of graphs inside nodes too;
     * variables are the state's.
     */
    public long plannedBytes() {
        return slots.bytes();
    }

    /** Bytes that values and scratch memory would take if none shared memory. */
    public long unplannedBytes() {
        return slots.unsharedBytes();
    }

    /**
     * Where values stand in memory, and how long: a line for each arena and each slot in it, such
     * as {@code 0 to 255 in steps 1 to 3: x, y}.
     */
    public String slots() {
        return slots.toString();
    }

    /** The plan as text: see {@link PlanPrinter}. */
    @Override
    public String toString() {
        String plan = new PlanPrinter(steps, slots).print(binding.stretches(), variables.bytes());
        return plan + why;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            binding.close();
            steps.close();
            variables.close();
        }
    }
}
