package org.duograph.session.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duograph.graph.Suggestion;
import org.duograph.session.Body;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;

/**
 * A copy of some operations of a graph, in which those that only Duograph has are expanded into
 * TensorFlow's own operators: gradients, recurrent layers, loops over rows, scales of losses. All
 * other operations keep their names.
 */
public final class Expansion {
    private static final String GRADIENTS = "Gradients";
    private static final String RECURRENCE = "Recurrence";

    private final Graph graph = new Graph();
    private final Map<Tensor, Tensor> tensors = new HashMap<>();
    private final Map<Operation, List<Operation>> operations = new HashMap<>();
    private final Map<String, Set<String>> missing = new TreeMap<>();
    private String prefix = ""; // of the names of what a body has, with a slash at the end
    private int step; // of the loop whose body it is; -1: the body stands for all

    private Expansion() {}

    /** Whether some of the operations are to be expanded. */
    public static boolean isNeeded(Set<Operation> operations) {
        return operations.stream()
                .anyMatch(op -> isOwn(op.type()) || bodies(op).anyMatch(Expansion::hasOwn));
    }

    /** Whether TensorFlow has no such operator. */
    private static boolean isOwn(String type) {
        return type.equals(GRADIENTS)
                || type.equals(RECURRENCE)
                || type.equals(OwnLossScale.TYPE)
                || OwnLayers.TYPES.contains(type);
    }

    private static Stream<Body> bodies(Operation op) {
        return op.attrs().functions().stream().map(op.graph().bodies()::get);
    }

    private static boolean hasOwn(Body body) {
        return isNeeded(Set.copyOf(body.operations()));
    }

    /** The operators whose gradients can be expanded. */
    public static Set<String> operators() {
        return GradientFunctions.types();
    }

    /**
     * Copies and expands.
     *
     * @param wanted some of the graph's operations, which need no others
     * @throws IllegalArgumentException if TensorFlow has no gradient for operators on the way; all
     *     are listed
     */
    public static Expansion of(Graph graph, Set<Operation> wanted) {
        Expansion expansion = new Expansion();
        expansion.graph.bodies().addAll(graph.bodies());
        for (Operation op : graph.operations()) {
            if (wanted.contains(op)) {
                expansion.add(op);
            }
        }
        expansion.requireAll();
        return expansion;
    }

    /** The graph of the copies. */
    public Graph graph() {
        return graph;
    }

    /** The tensor that stands for one of the original graph. */
    public Tensor tensor(Tensor original) {
        return tensors.get(original);
    }

    private List<Tensor> tensors(List<Tensor> originals) {
        return originals.stream().map(tensors::get).toList();
    }

    private void add(Operation op) {
        Set<Operation> before = new LinkedHashSet<>();
        op.controlInputs().forEach(control -> before.addAll(operations.get(control)));
        for (Tensor input : op.inputs()) {
            if (input.operation().type().equals(GRADIENTS)) { // who reads one waits for all, lest
                before.addAll(operations.get(input.operation())); // others read what it has written
            }
        }
        Operation[] controls = before.toArray(Operation[]::new);
        if (op.type().equals(GRADIENTS)) {
            expand(op, controls);
        } else if (op.type().equals(RECURRENCE)) {
            writeSteps(op);
        } else if (isOwn(op.type())) {
            writeOwn(op, controls);
        } else {
            requireNoneInside(op);
            copy(op, controls);
        }
    }

    private static void requireNoneInside(Operation op) {
        bodies(op)
                .filter(Expansion::hasOwn)
                .findFirst()
                .ifPresent(
                        body -> {
                            throw new IllegalArgumentException(
                                    "The body '%s' of '%s' has gradients, recurrent layers or loops over rows in it, which TensorFlow has not; build them outside of it, or write the graph for Duograph alone"
                                            .formatted(body.name(), op.name()));
                        });
    }

    @SuppressWarnings("try") // scopes are only to be closed
    private void writeOwn(Operation op, Operation[] controls) {
        try (Scope device = graph.device(op.device());
                Scope after = graph.controlDependencies(controls);
                Scope names = graph.nameScope(prefix + op.name() + "/")) {
            List<Tensor> inputs = tensors(op.inputs());
            give(
                    op,
                    op.type().equals(OwnLossScale.TYPE)
                            ? OwnLossScale.write(graph, op, inputs)
                            : new OwnLayers(graph, op, inputs).write());
        }
    }

    private void give(Operation op, List<Tensor> outputs) {
        Set<Operation> results = new LinkedHashSet<>();
        for (int i = 0; i < outputs.size(); i++) {
            tensors.put(op.output(i), outputs.get(i));
            results.add(outputs.get(i).operation());
        }
        operations.put(op, List.copyOf(results));
    }

    /** The body of a loop over rows: copies of its operations. */
    @SuppressWarnings("try") // the scope is only to be closed
    private void writeSteps(Operation op) {
        Body body = op.graph().bodies().get(op.attrs().function("body"));
        int states = op.attrs().dtypes("Tstates").size();
        int captured = states + op.attrs().dtypes("Tsequences").size();
        List<Tensor> inputs = tensors(op.inputs());
        RowLoop loop =
                new RowLoop(
                        graph,
                        inputs.subList(0, states),
                        inputs.subList(states, captured),
                        op.attrs().flag("reverse"),
                        op.attrs().dtypes("Tstacks"));
        String outer = prefix;
        int outerStep = step;
        String scope = outer + op.name() + "/";
        try (Scope names = graph.nameScope(scope)) {
            List<Tensor> outputs =
                    loop.write(
                            (row, now, rows) -> {
                                step = row;
                                prefix = scope + (row < 0 ? "step/" : "step_" + row + "/");
                                List<Tensor> given = new ArrayList<>(now);
                                given.addAll(rows);
                                given.addAll(inputs.subList(captured, inputs.size()));
                                for (int i = 0; i < given.size(); i++) {
                                    tensors.put(body.parameters().get(i), given.get(i));
                                }
                                body.operations().forEach(this::add);
                                return tensors(body.results());
                            });
            prefix = outer;
            step = outerStep;
            give(op, outputs);
        }
    }

    private void copy(Operation op, Operation[] controls) {
        String name = prefix + op.name();
        if (graph.has(name)) {
            throw new IllegalArgumentException(
                    "'%s' is what a node of a gradient is to be called; give the operation another name"
                            .formatted(name));
        }
        OperationBuilder builder =
                graph.op(op.type())
                        .name(name + "/")
                        .inputs(tensors(op.inputs()))
                        .control(controls)
                        .device(op.device());
        op.attrs().messages().forEach(builder::attr);
        if (!prefix.isEmpty() && op.attrs().has("seed2") && op.attrs().integer("seed2") != 0) {
            builder.attr(
                    "seed2", op.attrs().integer("seed2") + Math.max(0, step)); // each draws anew
        }
        Operation made = builder.build();
        operations.put(op, List.of(made));
        for (int i = 0; i < op.outputs().size(); i++) {
            tensors.put(op.output(i), made.output(i));
        }
    }

    /** The expanded nodes stand in the scope of the operation. */
    @SuppressWarnings("try") // scopes are only to be closed
    private void expand(Operation op, Operation[] controls) {
        if (step < 0) {
            throw new IllegalArgumentException(
                    "'%s' takes gradients inside of a loop over rows, of which it isn't known how many there are, and that can't be written for TensorFlow; say it in the shapes of the placeholders"
                            .formatted(op.name()));
        }
        int ys = op.attrs().dtypes("Tys").size();
        int seeds = op.attrs().dtypes("Tseeds").size();
        List<Tensor> inputs = tensors(op.inputs());
        int ends = ys + seeds + op.attrs().dtypes("Txs").size();
        List<Tensor> all = inputs.subList(ys + seeds, ends);
        Set<Tensor> stops = Set.copyOf(inputs.subList(ends, inputs.size()));
        List<Tensor> xs = new ArrayList<>();
        op.attrs().integers("wanted").forEach(i -> xs.add(all.get(i.intValue())));
        String name = prefix + op.name();
        String scope = name.substring(0, name.lastIndexOf('/') + 1);
        try (Scope device = graph.device(op.device());
                Scope after = graph.controlDependencies(controls);
                Scope names = graph.nameScope(scope.isEmpty() ? name + "/" : scope)) {
            List<Tensor> dxs =
                    new Backward(graph, missing, stops, name)
                            .gradients(inputs.subList(0, ys), inputs.subList(ys, ys + seeds), xs);
            give(op, dxs);
        }
    }

    private void requireAll() {
        if (!missing.isEmpty()) {
            Map<String, String> lines = new LinkedHashMap<>();
            missing.forEach((op, names) -> lines.put(op, Suggestion.list(names)));
            throw new IllegalArgumentException(
                    "TensorFlow has no gradient for the operators %s, so it can't read this graph's gradients; write the part without them, or write the graph for Duograph alone"
                            .formatted(lines));
        }
    }
}
