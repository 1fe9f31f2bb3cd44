package org.duograph.session.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;

/** Goes through a graph from its end, and lets each operation on the way give its gradients. */
final class Backward {
    private final Graph graph;
    private final Map<String, Set<String>> missing;
    private final Set<Tensor> ends;
    private final String source;
    private final Map<Tensor, List<Tensor>> parts = new HashMap<>();
    private final Map<Tensor, Tensor> sums = new HashMap<>();

    /**
     * In a graph to which it appends.
     *
     * @param missing takes the operators on the way that have no gradient, and their operations
     * @param ends tensors from which no gradient goes on
     * @param source a name for these gradients, by which TensorFlow finds arrays of them
     */
    Backward(Graph graph, Map<String, Set<String>> missing, Set<Tensor> ends, String source) {
        this.graph = graph;
        this.missing = missing;
        this.ends = ends;
        this.source = source;
    }

    /** The name of these gradients. */
    String source() {
        return source;
    }

    /** The same in a body that is being built. */
    Backward inside(Graph body) {
        return new Backward(body, missing, Set.of(), source);
    }

    /**
     * The gradients of the sum of {@code ys}.
     *
     * @param seeds of each of {@code ys} the gradient that it starts with; empty for ones
     * @return of each of {@code xs} its gradient; zeros where none comes
     */
    List<Tensor> gradients(List<Tensor> ys, List<Tensor> seeds, List<Tensor> xs) {
        List<Operation> forward = graph.operations();
        Set<Tensor> reached = reached(forward, xs);
        for (int i = 0; i < ys.size(); i++) {
            if (ys.get(i).graph() == graph) { // else a branch's result from outside of it
                add(ys.get(i), seeds.isEmpty() ? ones(ys.get(i), i) : seeds.get(i));
            }
        }
        for (int i = forward.size() - 1; i >= 0; i--) {
            Operation op = forward.get(i);
            boolean onTheWay = op.inputs().stream().anyMatch(reached::contains);
            if (onTheWay && op.outputs().stream().anyMatch(this::hasGradient)) {
                differentiate(op, reached);
            }
        }
        List<Tensor> all = new ArrayList<>();
        for (Tensor x : xs) {
            Tensor dx = sum(x);
            all.add(dx != null ? dx : graph.op("ZerosLike").input(x).tensor());
        }
        return all;
    }

    /** The tensors through which gradients go to {@code xs}. */
    private Set<Tensor> reached(List<Operation> forward, List<Tensor> xs) {
        Set<Tensor> reached = new HashSet<>(xs);
        for (Operation op : forward) {
            if (!GradientFunctions.isStop(op.type())
                    && op.inputs().stream().anyMatch(reached::contains)) {
                op.outputs().stream()
                        .filter(y -> y.dtype().isFloating() && !ends.contains(y))
                        .forEach(reached::add);
            }
        }
        return reached;
    }

    /** Whether a gradient comes to a tensor that goes on from there. */
    boolean hasGradient(Tensor y) {
        return parts.containsKey(y) && !ends.contains(y);
    }

    private void add(Tensor of, Tensor part) {
        parts.computeIfAbsent(of, t -> new ArrayList<>()).add(part);
    }

    @SuppressWarnings("try") // the scope is only to be closed
    private Tensor ones(Tensor y, int i) {
        GradientSite site = new GradientSite(graph, null, this, Set.of());
        try (Scope beside = graph.device(y.operation().device())) {
            Tensor shape = site.shape(y);
            Tensor one = site.number("grad_ys_" + i, y.dtype(), 1);
            return site.of("Fill", shape, one);
        }
    }

    /** The gradient of a tensor, or null if there is none. */
    Tensor sum(Tensor of) {
        List<Tensor> all = parts.get(of);
        if (all == null) {
            return null;
        }
        return sums.computeIfAbsent(of, t -> all.size() == 1 ? all.get(0) : addUp(t, all));
    }

    @SuppressWarnings("try") // the scope is only to be closed
    private Tensor addUp(Tensor of, List<Tensor> all) {
        try (Scope beside = graph.device(of.operation().device())) {
            return graph.op("AddN").inputs(all).tensor();
        }
    }

    /** A gradient is computed where the operation is whose gradient it is. */
    @SuppressWarnings("try") // scopes are only to be closed
    private void differentiate(Operation op, Set<Tensor> reached) {
        GradientFunction function = GradientFunctions.of(op.type());
        if (function == null) {
            if (!GradientFunctions.isStop(op.type())) {
                addMissing(op);
            }
            return;
        }
        op.outputs().forEach(this::sum); // in the scope of all
        try (Scope beside = graph.device(op.device());
                Scope scope = graph.nameScope(op.name() + "_grad")) {
            GradientSite site = new GradientSite(graph, op, this, reached);
            function.give(site);
            together(site.given()).forEach((i, dx) -> add(op.input(i), dx));
            if (!site.isComplete()) {
                addMissing(op);
            }
        }
    }

    /**
     * All gradients of an operation, each there only when all are: a weight that is changed by its
     * own gradient must not change before the other gradients have read it.
     */
    @SuppressWarnings("try") // the scope is only to be closed
    private Map<Integer, Tensor> together(Map<Integer, Tensor> given) {
        if (given.size() < 2) {
            return given;
        }
        try (Scope scope = graph.nameScope("tuple")) {
            Operation all =
                    graph.group(
                            "group_deps",
                            given.values().stream()
                                    .map(Tensor::operation)
                                    .toArray(Operation[]::new));
            Map<Integer, Tensor> each = new LinkedHashMap<>();
            given.forEach(
                    (i, dx) ->
                            each.put(
                                    i,
                                    graph.op("Identity")
                                            .name("control_dependency")
                                            .input(dx)
                                            .control(all)
                                            .tensor()));
            return each;
        }
    }

    private void addMissing(Operation op) {
        missing.computeIfAbsent(op.type(), type -> new TreeSet<>()).add(op.name());
    }
}
