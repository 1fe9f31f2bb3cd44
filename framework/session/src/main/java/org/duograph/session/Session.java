package org.duograph.session;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.NDArray;

/**
 * Runs a {@link Graph}, and holds the content of its variables from run to run.
 *
 * <pre>{@code
 * try (Session s = new Session(g)) {
 *     s.initialize();
 *     NDArray scores = s.feed(x, images).run(y);
 * }
 * }</pre>
 *
 * <p>A run computes what the fetches need and nothing else. The first run of the same fetches and
 * feeds, and of other shapes, plans it; later ones use that plan. The graph may grow meanwhile.
 *
 * <p>One thread at a time uses a session. Close it: plans and variables are memory outside Java's
 * heap.
 */
public final class Session implements AutoCloseable {
    private static final int RUNS = 256;

    private final Graph graph;
    private final Master master; // who runs it elsewhere; null: it runs here
    private final Map<Key, Master.Step> elsewhere = new ConcurrentHashMap<>();
    private final Placement placement;
    private final PrintStream placementLog; // null: nobody wants to know
    private final State state;
    private final boolean ownsPlacement;
    private final KeptAxes axes;
    private final Plan.Options options;
    private final Map<Key, PreparedRun> prepared;
    private final Set<Callable> callables = new LinkedHashSet<>();
    private long steps;
    private boolean closed;

    private record Key(List<Operation> targets, List<Tensor> fetches, List<Tensor> feeds) {}

    /** A session on the best backend that is available. */
    public Session(Graph graph) {
        this(graph, Placement.ofBest(), 0);
    }

    /**
     * A session that works as the options say.
     *
     * @throws IllegalArgumentException if the backend that is preferred can't be used; the message
     *     says why
     */
    public Session(Graph graph, SessionOptions options) {
        this(graph, options.placement(), options.seed(), options.placementLog(), null);
    }

    /**
     * A session on given backends, which it closes.
     *
     * @param seed for random operators that have no seed of their own
     */
    public Session(Graph graph, Placement placement, long seed) {
        this(graph, placement, seed, null, null);
    }

    /**
     * A session whose steps run elsewhere, and whose variables live there; several threads may use
     * it. It measures nothing, shows no plans and makes no {@link Callable}s. It closes the master.
     */
    public Session(Graph graph, Master master) {
        this(graph, null, 0, null, master);
    }

    private Session(
            Graph graph, Placement placement, long seed, PrintStream placementLog, Master master) {
        this.graph = graph;
        this.master = master;
        this.placementLog = placementLog;
        this.axes = new KeptAxes(graph);
        this.placement = placement;
        this.ownsPlacement = placement != null;
        this.state = new State();
        this.options = new Plan.Options(seed, false);
        this.prepared = recentRuns();
    }

    private Session(Session other) {
        this.graph = other.graph;
        this.master = null;
        this.placementLog = other.placementLog;
        this.axes = other.axes;
        this.placement = other.placement;
        this.ownsPlacement = false;
        this.state = new State(other.state);
        this.options = other.options;
        this.prepared = recentRuns();
    }

    /**
     * Another session over the same variables, for another thread, with plans of its own: weights
     * are in memory once, however many threads run the graph. From now on they never change: what a
     * run assigns stays in the session that ran it. This session itself runs no more, and the graph
     * must not grow. Close it after those that share it.
     */
    public Session share() {
        requireHere("shares its variables with no other");
        state.freeze();
        return new Session(this);
    }

    /** Runs by key; the one that was not used for longest is closed when there are too many. */
    private static Map<Key, PreparedRun> recentRuns() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, PreparedRun> eldest) {
                if (size() > RUNS) {
                    eldest.getValue().close();
                    return true;
                }
                return false;
            }
        };
    }

    /** The graph that it runs. */
    public Graph graph() {
        return graph;
    }

    /** Gives all of the graph's variables, and those of its metrics, what they begin with. */
    public void initialize() {
        List<Operation> all = new ArrayList<>();
        graph.variables().forEach(v -> all.add(v.initializer()));
        graph.metrics().variables().forEach(v -> all.add(v.initializer()));
        if (!all.isEmpty()) {
            newRun().run(all.toArray());
        }
    }

    /** A run in the making, to which nothing is fed as yet. */
    public Run newRun() {
        return new Run(this);
    }

    /** Gives a tensor the content that it has in the run that follows. */
    public Run feed(Tensor tensor, Object content) {
        return new Run(this).feed(tensor, content);
    }

    /** Gives the tensor of a name the content that it has in the run that follows. */
    public Run feed(String tensor, Object content) {
        return new Run(this).feed(tensor, content);
    }

    /** Computes a tensor. */
    public NDArray run(Tensor fetch) {
        return new Run(this).run(fetch);
    }

    /** Runs an operation. */
    public void run(Operation operation) {
        new Run(this).run(operation);
    }

    /** Runs once, and gives what was fetched; see {@link Run#run(Object...)}. */
    public Fetched run(Object... fetches) {
        return new Run(this).run(fetches);
    }

    /**
     * A run that is made once and called often: with content for {@code feeds}, in their order, it
     * computes {@code fetches}. The session closes it, if nobody does before.
     *
     * @param feeds the tensors that are fed in each call
     * @param fetches tensors, operations, variables, and names of tensors or operations
     * @throws IllegalArgumentException if a fetch or feed is none, or a needed placeholder isn't
     *     fed
     */
    public Callable callable(List<Tensor> feeds, Object... fetches) {
        requireHere("makes no callables; run() knows what it has run before");
        Callable made = new Callable(this, feeds, fetches);
        callables.add(made);
        return made;
    }

    /** Forgets a callable that was closed. */
    void forget(Callable closed) {
        callables.remove(closed);
    }

    /** The plan of a run of these fetches, with these feeds; for reading. */
    public Plan plan(Run run, Object... fetches) {
        return run.prepared(new Fetches(graph, fetches)).plan();
    }

    /**
     * The graph of the core that a run of these fetches, with these feeds, becomes, before any of
     * the compiler's passes, as what is written for other programs is made of it: its variables are
     * what is fed, its constants what the session's variables hold now, and its assign table has
     * the fetches, named as tensors are.
     */
    public org.duograph.graph.Graph frozen(Run run, Object... fetches) {
        return run.prepared(new Fetches(graph, fetches)).frozen();
    }

    /** The content of a variable as it is now. */
    public NDArray value(Variable variable) {
        return value(variable.operation());
    }

    /** The content of a variable, as an operation, as it is now. */
    public NDArray value(Operation variable) {
        requireOpen();
        NDArray there = master == null ? null : master.value(variable);
        if (there != null) {
            return there;
        }
        if (!state.has(variable.name())) {
            throw new IllegalStateException(
                    "Attempting to use uninitialized value %s. Call session.initialize() once before, or restore a checkpoint"
                            .formatted(variable.name()));
        }
        return axes.of(variable).back().of(state.fetch(variable.name()));
    }

    /**
     * Gives a variable content without running anything, as restoring a checkpoint does.
     *
     * @throws IllegalArgumentException if the array is of another type than the variable
     */
    public void load(Variable variable, NDArray content) {
        load(variable.operation(), content);
    }

    /**
     * Gives a variable, as an operation, content without running anything.
     *
     * @throws IllegalArgumentException if the array is of another type than the variable
     */
    public void load(Operation variable, NDArray content) {
        requireOpen();
        requireFits(variable, content);
        if (master != null) {
            master.load(variable, content);
            return;
        }
        state.feed(variable.name(), axes.of(variable).of(content));
    }

    /**
     * Fails if a variable can't take content of this type.
     *
     * @throws IllegalArgumentException says so
     */
    public static void requireFits(Operation variable, NDArray content) {
        Tensor held = variable.output(0);
        if (content.dtype() != held.dtype() || !held.shape().accepts(content.shape())) {
            throw new IllegalArgumentException(
                    "Assign requires shapes of both tensors to match. Variable %s is %s %s, found %s"
                            .formatted(
                                    variable.name(),
                                    held.dtype().lowerName(),
                                    held.shape(),
                                    content.type()));
        }
    }

    /** Whether a variable, as an operation, has content. */
    public boolean isInitialized(Operation variable) {
        return master != null ? master.isInitialized(variable) : state.has(variable.name());
    }

    /**
     * The variables of the graph, and those of its metrics, that have no content yet: TensorFlow's
     * report.
     */
    public List<Variable> uninitializedVariables() {
        return Stream.concat(graph.variables().stream(), graph.metrics().variables().stream())
                .filter(v -> !isInitialized(v.operation()))
                .toList();
    }

    /** The run of these targets and fetches with these feeds; made the first time. */
    PreparedRun prepare(List<Operation> targets, List<Tensor> fetches, List<Tensor> feeds) {
        requireHere("is not planned in this process");
        requireNotEmpty();
        Key key = new Key(targets, fetches, feeds);
        PreparedRun run = prepared.get(key);
        if (run == null) {
            run = new PreparedRun(this, targets, fetches, feeds);
            prepared.put(key, run);
        }
        return run;
    }

    /** Runs once elsewhere; null if this session runs here. */
    List<NDArray> runElsewhere(Fetches wanted, List<Tensor> feeds, List<NDArray> contents) {
        if (master == null) {
            return null;
        }
        requireOpen();
        requireNotEmpty();
        Key key = new Key(wanted.targets(), wanted.tensors(), List.copyOf(feeds));
        Master.Step step = elsewhere.get(key);
        if (step == null) {
            step = master.prepare(new Master.Wanted(graph, key.targets, key.fetches, key.feeds));
            elsewhere.put(key, step);
        }
        return step.run(contents);
    }

    private void requireNotEmpty() {
        if (graph.size() == 0) {
            throw new IllegalStateException(
                    "The Session graph is empty.  Add operations to the graph before calling run().");
        }
    }

    private void requireHere(String what) {
        requireOpen();
        if (master != null) {
            throw new UnsupportedOperationException(
                    "A session that runs elsewhere %s".formatted(what));
        }
    }

    /** The number of the next run, counted from zero. */
    long nextStep() {
        return steps++;
    }

    /** In which order the axes of a variable are kept in the state. */
    AxisOrder axes(Operation variable) {
        return axes.of(variable);
    }

    State state() {
        return state;
    }

    Placement placement() {
        return placement;
    }

    /** Prints where the nodes of a new plan run, if anybody wants to know. */
    void planned(Plan plan) {
        if (placementLog != null) {
            plan.placements().forEach(placementLog::println);
        }
    }

    Plan.Options options() {
        return options;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Attempted to use a closed Session.");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            List.copyOf(callables).forEach(Callable::close);
            new ArrayList<>(prepared.values()).forEach(PreparedRun::close);
            state.close();
            if (master != null) {
                master.close();
            }
            if (ownsPlacement) {
                placement.close();
            }
        }
    }
}
