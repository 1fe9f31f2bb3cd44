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
 * TensorFlow's own operators: gradients, recurrent layers, loops over rows. All other operations
 * keep their names.
 */
public final class Expansion {
    private static final String GRADIENTS = "Gradients";
    private static final String RECURRENCE = "Recurrence";

    private final Graph graph = new Graph();
    private final Map<Tensor, Tensor> tensors = new HashMap<>();
    private final Map<Operation, List<Operation>> operations = new HashMap<>();
    private final Map<String, Set<String>> missing = new TreeMap<>();
    private String prefix = ""; // of the names of what a body has, with a slash at the end
    private int step; // of the loop whose body it is

    private Expansion() {}

    /** Whether some of the operations are to be expanded. */
    public static boolean isNeeded(Set<Operation> operations) {
        return operations.stream()
                .anyMatch(op -> isOwn(op.type()) || bodies(op).anyMatch(Expansion::hasOwn));
    }

    /** Whether TensorFlow has no such operator. */
    private static boolean isOwn(String type) {
        return type.equals(GRADIENTS) || type.equals(RECURRENCE) || OwnLayers.TYPES.contains(type);
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
            writeLayer(op, controls);
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
    private void writeLayer(Operation op, Operation[] controls) {
        try (Scope device = graph.device(op.device());
                Scope after = graph.controlDependencies(controls);
                Scope names = graph.nameScope(prefix + op.name() + "/")) {
            give(op, new OwnLayers(graph, op, tensors(op.inputs())).write());
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

    /** The body of a loop over rows, once for each. */
    @SuppressWarnings("try") // the scope is only to be closed
    private void writeSteps(Operation op) {
        Body body = op.graph().bodies().get(op.attrs().function("body"));
        int states = op.attrs().dtypes("Tstates").size();
        int sequences = op.attrs().dtypes("Tsequences").size();
        int steps = OwnLayers.knownSteps(op, op.input(states));
        String outer = prefix;
        int outerStep = step;
        String scope = outer + op.name() + "/";
        List<Tensor> inputs = new ArrayList<>(tensors(op.inputs()));
        List<List<Tensor>> rows = new ArrayList<>();
        List<List<Tensor>> stacks = new ArrayList<>();
        try (Scope names = graph.nameScope(scope)) {
            for (Tensor sequence : inputs.subList(states, states + sequences)) {
                rows.add(graph.op("Unpack").input(sequence).attr("num", steps).build().outputs());
            }
        }
        boolean reverse = op.attrs().flag("reverse");
        for (int k = 0; k < steps; k++) {
            step = reverse ? steps - 1 - k : k;
            prefix = scope + "step_" + step + "/";
            for (int i = 0; i < inputs.size(); i++) {
                boolean isRow = i >= states && i < states + sequences;
                Tensor given = isRow ? rows.get(i - states).get(step) : inputs.get(i);
                tensors.put(body.parameters().get(i), given);
            }
            body.operations().forEach(this::add);
            List<Tensor> results = tensors(body.results());
            for (int i = 0; i < states; i++) {
                inputs.set(i, results.get(i));
            }
            stacks.add(reverse ? 0 : k, results.subList(states, results.size()));
        }
        prefix = outer;
        step = outerStep;
        List<Tensor> outputs = new ArrayList<>(inputs.subList(0, states));
        try (Scope names = graph.nameScope(scope)) {
            for (int i = 0; i < stacks.get(0).size(); i++) {
                int at = i;
                List<Tensor> each = stacks.stream().map(s -> s.get(at)).toList();
                outputs.add(graph.op("Pack").inputs(each).tensor());
            }
        }
        give(op, outputs);
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
            builder.attr("seed2", op.attrs().integer("seed2") + step); // each step draws anew
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
                    new Backward(graph, missing, stops)
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
