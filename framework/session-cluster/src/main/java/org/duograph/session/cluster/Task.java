package org.duograph.session.cluster;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.SessionOptions;
import org.duograph.session.proto.NodeDef;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * What a process does in a cluster: it holds variables, queues and accumulators, and runs its parts
 * of the steps of all sessions, one plan at a time.
 */
final class Task implements AutoCloseable {
    private static final NDArray DONE = NDArray.of(Shape.of(0), new float[0]);

    private final TaskName name;
    private final long deadlineNanos;
    private final PrintStream log; // null: nobody wants to know
    private final Graph graph = new Graph();
    private final Session session;
    private final ExecutorService plans; // one thread, so that there is one team of threads below
    private final Shelf shelf = new Shelf();
    private final Rendezvous rendezvous = new Rendezvous();
    private final List<PreparedPart> parts = new ArrayList<>(); // by number
    private final Map<String, Integer> numbers = new HashMap<>(); // by their bytes

    /** Gets what comes over edges from other tasks. */
    @FunctionalInterface
    interface Source {
        NDArray pull(Part.Incoming what, String step, int edge, Map<TaskName, Long> incarnations);
    }

    Task(TaskName name, SessionOptions options, long deadlineNanos, PrintStream log) {
        this.name = name;
        this.deadlineNanos = deadlineNanos;
        this.log = log;
        this.session = new Session(graph, options);
        this.plans =
                Executors.newSingleThreadExecutor(
                        work -> {
                            Thread thread = new Thread(work, "duograph-task-" + name);
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    Shelf shelf() {
        return shelf;
    }

    Rendezvous rendezvous() {
        return rendezvous;
    }

    /** Waits until a plan's thread has done something. */
    private <T> T inTurn(Supplier<T> work) {
        Future<T> result = plans.submit(work::get);
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskException(TaskException.Reason.CANCELLED, "Interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause().toString(), e.getCause());
        }
    }

    /**
     * Takes in a part of a step; one that is there already is found again by its bytes, whoever
     * brings it.
     *
     * @return its number
     */
    int register(byte[] bytes, String client) {
        return inTurn(
                () -> {
                    String key = Digest.of(bytes);
                    Integer known = numbers.get(key);
                    if (known != null) {
                        return known;
                    }
                    int number = parts.size();
                    PreparedPart part = new PreparedPart(Part.read(bytes), number, graph);
                    synchronized (parts) {
                        parts.add(part);
                    }
                    numbers.put(key, number);
                    if (log != null) {
                        part.pieces()
                                .forEach(
                                        piece ->
                                                log.printf(
                                                        "%s takes part %d of %s: %s%n",
                                                        name, number, client, piece.names()));
                    }
                    return number;
                });
    }

    /**
     * Runs a part of a step.
     *
     * @param fed the content of its feeds
     * @param incarnations which processes the other tasks are to be
     * @return the content of its fetches
     */
    List<NDArray> run(
            int number,
            String step,
            String client,
            List<NDArray> fed,
            Map<TaskName, Long> incarnations,
            Source source) {
        PreparedPart prepared;
        synchronized (parts) {
            if (number < 0 || number >= parts.size()) {
                throw new IllegalArgumentException("There is no part " + number);
            }
            prepared = parts.get(number);
        }
        rendezvous.begin(step);
        try {
            List<NDArray> fetched =
                    run(prepared, new Step(step, client, fed, incarnations, source));
            rendezvous.end(step);
            return fetched;
        } catch (RuntimeException e) {
            rendezvous.fail(step, name + " failed: " + e.getMessage());
            throw e;
        }
    }

    private record Step(
            String step,
            String client,
            List<NDArray> fed,
            Map<TaskName, Long> incarnations,
            Source source) {}

    private List<NDArray> run(PreparedPart prepared, Step at) {
        Map<Integer, NDArray> came = new HashMap<>(); // over edges
        Map<Integer, NDArray> fetched = new HashMap<>();
        int count = prepared.pieces().size();
        for (int p = 0; p < count; p++) {
            PreparedPart.Prepared piece = prepared.pieces().get(p);
            List<NDArray> given = new ArrayList<>();
            for (int edge : piece.piece().after()) {
                come(prepared, edge, at, came);
            }
            for (Piece.Given g : piece.piece().givens()) {
                given.add(
                        g.feed() >= 0 ? at.fed.get(g.feed()) : come(prepared, g.edge(), at, came));
            }
            rendezvous.requireGoing(at.step);
            rendezvous.does(at.step, "is at piece %d of %d of it".formatted(p + 1, count));
            List<NDArray> made = runOne(piece, given, at);
            for (int i = 0; i < made.size(); i++) {
                Piece.Made use = piece.piece().makes().get(i);
                if (use.fetch() >= 0) {
                    fetched.put(use.fetch(), made.get(i));
                } else if (use.remote()) {
                    rendezvous.put(at.step, use.edge(), made.get(i));
                } else {
                    came.put(use.edge(), made.get(i));
                }
            }
            piece.piece().tells().forEach(edge -> rendezvous.put(at.step, edge, DONE));
        }
        List<NDArray> inOrder = new ArrayList<>();
        for (int i = 0; i < fetched.size(); i++) {
            inOrder.add(fetched.get(i));
        }
        return inOrder;
    }

    private List<NDArray> runOne(PreparedPart.Prepared piece, List<NDArray> given, Step at) {
        if (!piece.piece().byTask()) {
            return inTurn(() -> PreparedPart.run(piece, given, session));
        }
        Shelf.Call call = new Shelf.Call(at.client, deadlineNanos, () -> isGivenUp(at.step));
        return PreparedPart.runByTask(piece, given, shelf, call);
    }

    private boolean isGivenUp(String step) {
        try {
            rendezvous.requireGoing(step);
            return false;
        } catch (TaskException e) {
            return true;
        }
    }

    private NDArray come(PreparedPart part, int edge, Step at, Map<Integer, NDArray> came) {
        NDArray there = came.get(edge);
        if (there == null) {
            Part.Incoming what = part.part().incoming().get(edge);
            rendezvous.does(at.step, "waits for %s of %s".formatted(what.tensor(), what.from()));
            there = at.source.pull(what, at.step, edge, at.incarnations);
            came.put(edge, there);
        }
        return there;
    }

    /** The content of a variable, or null if there is none. */
    NDArray value(String variable) {
        return inTurn(
                () -> {
                    if (!graph.has(variable)) {
                        return null;
                    }
                    Operation op = graph.operation(variable);
                    return session.isInitialized(op) ? session.value(op) : null;
                });
    }

    /** Whether there is a variable of that name, with content. */
    boolean isInitialized(String variable) {
        return inTurn(
                () -> graph.has(variable) && session.isInitialized(graph.operation(variable)));
    }

    /** Gives a variable content. */
    void load(NodeDef variable, NDArray content) {
        inTurn(
                () -> {
                    session.load(PreparedPart.declare(variable, graph), content);
                    return null;
                });
    }

    @Override
    public void close() {
        plans.submit(session::close);
        plans.shutdown();
    }
}
