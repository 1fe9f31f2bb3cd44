package org.duograph.session.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duograph.session.Master;
import org.duograph.session.Needed;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.gradient.Expansion;

/**
 * Cuts the operations of a step into the parts of the tasks, and a part into pieces.
 *
 * <p>Operations that one task runs belong to one piece if no way between them leads over another
 * task: the level of an operation is how often the longest way to it changes from one task to
 * another, and a piece has those of one level. So a parameter server reads its variables in one
 * piece, and changes them in another, when gradients have come. Wherever a tensor is made in one
 * piece and read in another there is an edge, which is a Send and a Receive where it leads to
 * another task.
 *
 * <p>Constants are copied to whoever reads them, and an operation that does nothing, which only
 * says what comes before what, is no part of any piece.
 */
final class Cut {
    private final List<Operation> operations;
    private final List<Tensor> fetches;
    private final List<Tensor> feeds;
    private final Set<Tensor> fed;
    private final Placer placer;
    private final Levels levels;
    private final Map<Levels.Spot, Draft> drafts = new TreeMap<>();
    private final Map<Operation, Draft> owners = new HashMap<>();
    private final Map<EdgeKey, Integer> edges = new LinkedHashMap<>();
    private final Map<TaskName, Map<Integer, Part.Incoming>> incoming = new HashMap<>();
    private final Map<TaskName, List<Integer>> feedsOf = new LinkedHashMap<>();
    private final Map<TaskName, Integer> fetchesOf = new HashMap<>();
    private final List<Source> sources = new ArrayList<>();

    private record EdgeKey(Object what, TaskName reader) {}

    /** A piece in the making. */
    private static final class Draft {
        private final Set<Operation> members = new LinkedHashSet<>();
        private final List<Piece.Given> givens = new ArrayList<>();
        private final Set<Integer> after = new LinkedHashSet<>();
        private final List<Piece.Made> makes = new ArrayList<>();
        private final Set<String> targets = new LinkedHashSet<>();
        private final Set<Integer> tells = new LinkedHashSet<>();
        private PieceGraph graph;
    }

    /**
     * Where a fetch comes from.
     *
     * @param task who gives it back; null for a tensor that is fed
     * @param index which of the arrays that the task gives, or which of the feeds
     */
    record Source(TaskName task, int index) {}

    private Cut(Master.Wanted wanted, List<Operation> operations, Placer placer) {
        this.fetches = wanted.fetches();
        this.feeds = wanted.feeds();
        this.fed = Set.copyOf(wanted.feeds());
        this.operations = operations;
        this.placer = placer;
        this.levels = new Levels(placer, fed, operations);
    }

    /**
     * Cuts a step.
     *
     * @throws IllegalArgumentException if a placeholder isn't fed, a device asks for a task that
     *     isn't there, or gradients that go through several tasks go through an operator of which
     *     they can't be written out
     */
    static Cut of(Master.Wanted wanted, Placer placer) {
        Set<Tensor> fed = Set.copyOf(wanted.feeds());
        List<Operation> operations = needed(wanted, fed);
        Needed.requireFed(operations, fed, wanted.fetches());
        if (!placeGradients(operations, placer)) {
            return of(written(wanted), placer);
        }
        Cut cut = new Cut(wanted, operations, placer);
        cut.cut(wanted);
        return cut;
    }

    private static List<Operation> needed(Master.Wanted wanted, Set<Tensor> fed) {
        Set<Operation> asked = new LinkedHashSet<>(wanted.targets());
        wanted.fetches().stream()
                .filter(t -> !fed.contains(t))
                .forEach(t -> asked.add(t.operation()));
        return new Needed(asked, fed).inOrder();
    }

    private static boolean placeGradients(List<Operation> operations, Placer placer) {
        boolean allWhole = true;
        for (Operation op : operations) {
            if (op.type().equals(Placer.GRADIENTS)) {
                allWhole &= placer.place(op, Placer.path(op, operations));
            }
        }
        return allWhole;
    }

    /** The same with gradients written out, each beside the operation whose gradient it is. */
    private static Master.Wanted written(Master.Wanted wanted) {
        List<Operation> all = needed(wanted, Set.of());
        Set<Operation> withFeeds = new LinkedHashSet<>(all);
        withFeeds.addAll(wanted.graph().ancestors(wanted.feeds()));
        Expansion expansion = Expansion.of(wanted.graph(), withFeeds);
        return new Master.Wanted(
                expansion.graph(),
                wanted.targets().stream()
                        .map(op -> expansion.graph().operation(op.name()))
                        .toList(),
                wanted.fetches().stream().map(expansion::tensor).toList(),
                wanted.feeds().stream().map(expansion::tensor).toList());
    }

    /** Whether an operation is copied to whoever reads it. */
    static boolean isEverywhere(Operation op) {
        return op.type().equals("Const") && op.controlInputs().isEmpty();
    }

    private void cut(Master.Wanted wanted) {
        for (Operation op : operations) {
            if (!Levels.isNowhere(op)) {
                join(op);
            }
        }
        for (int i = 0; i < fetches.size(); i++) {
            fetch(fetches.get(i));
        }
        for (Operation target : wanted.targets()) {
            for (Operation op : Levels.through(target)) {
                if (!isEverywhere(op)) {
                    ownerOf(op).targets.add(op.name());
                }
            }
        }
        for (Operation op : operations) {
            if (owners.containsKey(op)) {
                connectControls(op);
            }
        }
        Map<Operation, Integer> order = new HashMap<>();
        operations.forEach(op -> order.put(op, order.size()));
        while (drafts.values().stream().anyMatch(draft -> draft.graph == null)) {
            for (Map.Entry<Levels.Spot, Draft> entry : List.copyOf(drafts.entrySet())) {
                if (entry.getValue().graph == null) {
                    connect(entry.getKey(), entry.getValue(), order, wanted);
                }
            }
        }
    }

    private Draft join(Operation op) {
        Draft draft = drafts.computeIfAbsent(levels.spot(op), s -> new Draft());
        draft.members.add(op);
        owners.put(op, draft);
        if (draft.graph != null) { // a variable that another task reads
            draft.graph.addAll(List.of(op));
        }
        return draft;
    }

    /**
     * The piece that makes what an operation gives; a variable's or a constant's is made for it.
     */
    private Draft ownerOf(Operation op) {
        return owners.containsKey(op) ? owners.get(op) : join(op);
    }

    private void fetch(Tensor tensor) {
        if (fed.contains(tensor)) {
            sources.add(new Source(null, feeds.indexOf(tensor)));
            return;
        }
        TaskName task = placer.of(tensor.operation());
        int index = fetchesOf.merge(task, 1, Integer::sum) - 1;
        ownerOf(tensor.operation()).makes.add(new Piece.Made(tensor.name(), -1, false, index));
        sources.add(new Source(task, index));
    }

    /** Operations that have to come before one, on other tasks: an edge says when they have. */
    private void connectControls(Operation op) {
        TaskName task = placer.of(op);
        for (Operation direct : op.controlInputs()) {
            for (Operation control : Levels.through(direct)) {
                if (Levels.isNowhere(control)) {
                    continue;
                }
                if (!placer.of(control).equals(task)) {
                    Draft other = ownerOf(control);
                    EdgeKey key = new EdgeKey(other, task);
                    int edge = edges.computeIfAbsent(key, k -> edges.size());
                    other.targets.add(control.name());
                    other.tells.add(edge);
                    owners.get(op).after.add(edge);
                    come(task, edge, placer.of(control), control.name());
                } else if (ownerOf(control) != owners.get(op)) {
                    ownerOf(control).targets.add(control.name());
                }
            }
        }
    }

    private void come(TaskName to, int edge, TaskName from, String what) {
        incoming.computeIfAbsent(to, t -> new LinkedHashMap<>())
                .put(edge, new Part.Incoming(from, what));
    }

    /** Writes a piece's graph, and connects it with those that make what it is given. */
    private void connect(
            Levels.Spot spot, Draft draft, Map<Operation, Integer> order, Master.Wanted wanted) {
        Set<Operation> variables =
                operations.stream()
                        .filter(op -> op.isVariable() && !spot.byTask())
                        .filter(op -> placer.of(op).equals(spot.task()))
                        .collect(Collectors.toCollection(HashSet::new));
        draft.graph = new PieceGraph(wanted.graph(), draft.members, variables, fed);
        List<Operation> inOrder = new ArrayList<>(draft.members);
        inOrder.sort((a, b) -> order.getOrDefault(a, 0) - order.getOrDefault(b, 0));
        draft.graph.addAll(inOrder);
        draft.graph
                .givens()
                .forEach(
                        (tensor, placeholder) ->
                                draft.givens.add(given(tensor, placeholder.name(), spot.task())));
    }

    private Piece.Given given(Tensor tensor, String placeholder, TaskName reader) {
        if (fed.contains(tensor)) {
            List<Integer> mine = feedsOf.computeIfAbsent(reader, t -> new ArrayList<>());
            int feed = feeds.indexOf(tensor);
            if (!mine.contains(feed)) {
                mine.add(feed);
            }
            return new Piece.Given(placeholder, mine.indexOf(feed), -1);
        }
        EdgeKey key = new EdgeKey(tensor, reader);
        Integer there = edges.get(key);
        if (there != null) {
            return new Piece.Given(placeholder, -1, there);
        }
        int edge = edges.size();
        edges.put(key, edge);
        TaskName maker = placer.of(tensor.operation());
        boolean remote = !maker.equals(reader);
        ownerOf(tensor.operation()).makes.add(new Piece.Made(tensor.name(), edge, remote, -1));
        if (remote) {
            come(reader, edge, maker, tensor.name());
        }
        return new Piece.Given(placeholder, -1, edge);
    }

    /** What each task does. */
    Map<TaskName, Part> parts() {
        Map<TaskName, List<Piece>> pieces = new TreeMap<>();
        drafts.forEach(
                (spot, draft) ->
                        pieces.computeIfAbsent(spot.task(), t -> new ArrayList<>())
                                .add(
                                        new Piece(
                                                spot.byTask(),
                                                draft.graph.message(),
                                                draft.givens,
                                                List.copyOf(draft.after),
                                                draft.makes,
                                                List.copyOf(draft.targets),
                                                List.copyOf(draft.tells))));
        Map<TaskName, Part> parts = new TreeMap<>();
        pieces.forEach(
                (task, list) ->
                        parts.put(task, new Part(list, incoming.getOrDefault(task, Map.of()))));
        return parts;
    }

    /** Which of the feeds a task is sent, in the order in which its pieces know them. */
    List<Integer> feedsOf(TaskName task) {
        return feedsOf.getOrDefault(task, List.of());
    }

    /** Where each fetch comes from. */
    List<Source> sources() {
        return sources;
    }

    /** All operations that run, with the devices on which they do. */
    List<String> placements() {
        return operations.stream()
                .filter(op -> !Levels.isNowhere(op) || isEverywhere(op))
                .map(
                        op ->
                                "%s: (%s): %s"
                                        .formatted(
                                                op.name(),
                                                op.type(),
                                                isEverywhere(op)
                                                        ? "wherever it is read"
                                                        : placer.device(op)))
                .toList();
    }
}
