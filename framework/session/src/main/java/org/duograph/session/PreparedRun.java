package org.duograph.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.measure.Trace;
import org.duograph.plan.Plan;
import org.duograph.plan.Plans;
import org.duograph.session.op.StaticShape;
import org.duograph.session.op.TaskOperators;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * A run that a session can do again and again: its fetches, its feeds, and the plans that it has
 * for the types of what is fed.
 */
final class PreparedRun implements AutoCloseable {
    private static final int PLANS = 16;

    private final Session session;
    private final List<Tensor> feeds;
    private final List<Tensor> fetches;
    private final List<String> feedPlaces;
    private final List<String> fetchPlaces;
    private final Set<Tensor> fed;
    private final List<Operation> operations;
    private final List<Operation> variablesRead;
    private final Plans plans;

    /**
     * Prepares a run; it is planned when it runs.
     *
     * @param targets operations that shall run
     * @param fetches tensors that are wanted
     * @param feeds tensors that are given
     * @throws IllegalArgumentException if a placeholder is needed and not fed
     */
    PreparedRun(
            Session session, List<Operation> targets, List<Tensor> fetches, List<Tensor> feeds) {
        this.session = session;
        this.feeds = feeds;
        this.fed = Set.copyOf(feeds);
        this.fetches = fetches;
        this.feedPlaces = feeds.stream().map(PreparedRun::place).toList();
        this.fetchPlaces = fetches.stream().map(PreparedRun::place).toList();
        Set<Operation> wanted = new LinkedHashSet<>(targets);
        for (Tensor fetch : fetches) {
            if (!fed.contains(fetch)) {
                wanted.add(fetch.operation());
            }
        }
        Needed needed = new Needed(wanted, fed);
        operations = needed.inOrder();
        Needed.requireFed(operations, fed, fetches);
        operations.forEach(PreparedRun::requireNoTask);
        operations.forEach(this::beginStreams);
        Set<Operation> read = new LinkedHashSet<>(needed.variablesRead(fed));
        for (Tensor fetch : fetches) {
            if (fetch.operation().isVariable() && !fed.contains(fetch)) {
                read.add(fetch.operation());
            }
        }
        variablesRead = List.copyOf(read);
        plans =
                new Plans(
                        this::lower,
                        session.placement(),
                        session.state(),
                        session.options(),
                        PLANS,
                        session::planned);
    }

    /** Lets random operations begin their streams, where they haven't in this session. */
    private void beginStreams(Operation op) {
        for (String stream : GraphLowerer.streams(op)) {
            if (!session.state().has(stream)) {
                session.state().feed(stream, NDArray.zeros(GraphLowerer.PLACE));
            }
        }
    }

    private GraphLowerer.Found found(Function<String, ArrayType> typeOf) {
        return new GraphLowerer.Found() {
            @Override
            public ArrayType variableType(Operation variable, StaticShape declared) {
                ArrayType now = typeOf.apply(variable.name());
                if (now != null) {
                    return axes(variable).back().of(now);
                }
                DType dtype = variable.output(0).dtype();
                return new ArrayType(dtype, declared.filled(0)); // only written in this run
            }

            @Override
            public AxisOrder axes(Operation variable) {
                return session.axes(variable);
            }

            @Override
            public boolean hasContent(Operation variable) {
                return typeOf.apply(variable.name()) != null;
            }

            @Override
            public long seed() {
                return session.options().seed();
            }
        };
    }

    private static void requireNoTask(Operation op) {
        if (TaskOperators.isOne(op.type())) {
            throw new IllegalArgumentException(
                    "'%s' (op: '%s') waits for other processes, and only a task of a cluster does that; open the session by a server's target"
                            .formatted(op.name(), op.type()));
        }
    }

    /** Names of the state's variables: a variable keeps its own, whatever is fed or fetched. */
    private static String place(Tensor tensor) {
        return tensor.operation().isVariable() ? tensor.name() : tensor.inputName();
    }

    private org.duograph.graph.Graph lower(Function<String, ArrayType> typeOf, KnownNumbers known) {
        requireInitialized(typeOf);
        org.duograph.graph.Graph core = new org.duograph.graph.Graph("session", known);
        GraphLowerer lowerer = new GraphLowerer(core, known, found(typeOf));
        lowerer.takeReadOnce(Needed.readOnce(operations, fetches));
        operations.stream()
                .filter(Operation::isVariable)
                .forEach(variable -> core.reserve(variable.name()));
        for (Tensor tensor : feeds) {
            lowerer.take(tensor, core.variable(place(tensor), typeOf.apply(place(tensor))));
        }
        for (Operation op : operations) {
            if (!op.isPlaceholder()) {
                lowerer.lower(op, lowerer::shape);
            }
        }
        lowerer.assignAll();
        for (Tensor fetch : fetches) {
            Value value = lowerer.value(fetch);
            if (!fed.contains(fetch)) {
                core.assign(place(fetch), value);
            }
        }
        return core;
    }

    private void requireInitialized(Function<String, ArrayType> typeOf) {
        List<String> missing = new ArrayList<>();
        for (Operation variable : variablesRead) {
            if (typeOf.apply(variable.name()) == null) {
                missing.add(variable.name());
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "%s. Without content are: %s. Call session.initialize() once before, or restore a checkpoint"
                            .formatted(withoutContent(missing.get(0)), String.join(", ", missing)));
        }
    }

    /** TensorFlow's words, which are others for a resource. */
    private String withoutContent(String variable) {
        boolean resource =
                variablesRead.stream()
                        .anyMatch(v -> v.name().equals(variable) && v.type().equals("VarHandleOp"));
        return resource
                ? "Error while reading resource variable "
                        + variable
                        + " from Container: localhost. This could mean that the variable was"
                        + " uninitialized"
                : "Attempting to use uninitialized value " + variable;
    }

    /** Gives what is fed in place {@code i} its content for the next run; the array is copied. */
    void feed(int i, NDArray content) {
        session.state().feed(feedPlaces.get(i), content);
    }

    /** Runs once, with what the session's state holds in the places of the feeds. */
    void run(long step) {
        try {
            plans.run(step);
        } catch (IllegalStateException e) {
            throw e.getCause() instanceof OutOfRangeException over ? over : e;
        }
    }

    /** Runs once, as {@link #run} does, and measures each step. */
    Trace trace(long step) {
        try {
            return Trace.of(List.of(plans.plan()), step, 1);
        } catch (IllegalStateException e) {
            throw e.getCause() instanceof OutOfRangeException over ? over : e;
        }
    }

    /** The plan for what stands in the places of the feeds now. */
    Plan plan() {
        return plans.plan();
    }

    /** The graph of the run, with constants for variables; what is fed stays a variable. */
    org.duograph.graph.Graph frozen() {
        org.duograph.graph.Graph graph = plans.graph();
        org.duograph.graph.Graph frozen = new org.duograph.graph.Graph(graph.name());
        Map<Value, Value> there = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            List<Value> inputs = node.inputs().stream().map(there::get).toList();
            Node copy =
                    node.isVariable() && !feedPlaces.contains(node.name())
                            ? frozen.constant(node.name(), session.state().fetch(node.name()))
                                    .node()
                            : frozen.appendCopy(node, inputs);
            copy.outputs().forEach(y -> there.put(node.output(y.index()), y));
        }
        for (String place : fetchPlaces) {
            Value fetched = graph.assigns().get(place);
            if (fetched != null) {
                frozen.assign(place, there.get(fetched));
            }
        }
        return frozen;
    }

    /** The tensors that are fed. */
    List<Tensor> feeds() {
        return feeds;
    }

    /** The tensors that are fetched. */
    List<Tensor> fetches() {
        return fetches;
    }

    /** What fetched tensor {@code i} was in the last run. */
    NDArray fetched(int i) {
        return session.state().fetch(fetchPlaces.get(i));
    }

    /**
     * What fetched tensor {@code i} was in the last run, in {@code into} if that is of its type,
     * and else in a new array.
     *
     * @param into may be null
     */
    NDArray fetched(int i, NDArray into) {
        String place = fetchPlaces.get(i);
        if (into == null || !into.type().equals(session.state().type(place))) {
            return session.state().fetch(place);
        }
        session.state().fetch(place, into);
        return into;
    }

    @Override
    public void close() {
        plans.close();
    }
}
