package org.duograph.session.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.duograph.graph.Suggestion;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;

/**
 * A copy of some operations of a graph, in which those that are gradients are expanded into
 * TensorFlow's own operators. All other operations keep their names.
 */
public final class Expansion {
    /** The operator that is expanded. */
    private static final String GRADIENTS = "Gradients";

    private final Graph graph = new Graph();
    private final Map<Tensor, Tensor> tensors = new HashMap<>();
    private final Map<Operation, List<Operation>> operations = new HashMap<>();
    private final Map<String, Set<String>> missing = new TreeMap<>();

    private Expansion() {}

    /** Whether some of the operations are to be expanded. */
    public static boolean isNeeded(Set<Operation> operations) {
        return operations.stream().anyMatch(op -> op.type().equals(GRADIENTS));
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
        } else {
            copy(op, controls);
        }
    }

    private void copy(Operation op, Operation[] controls) {
        if (graph.has(op.name())) {
            throw new IllegalArgumentException(
                    "'%s' is what a node of a gradient is to be called; give the operation another name"
                            .formatted(op.name()));
        }
        OperationBuilder builder =
                graph.op(op.type())
                        .name(op.name() + "/")
                        .inputs(tensors(op.inputs()))
                        .control(controls)
                        .device(op.device());
        op.attrs().messages().forEach(builder::attr);
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
        List<Tensor> all = inputs.subList(ys + seeds, inputs.size());
        List<Tensor> xs = new ArrayList<>();
        op.attrs().integers("wanted").forEach(i -> xs.add(all.get(i.intValue())));
        String scope = op.name().substring(0, op.name().lastIndexOf('/') + 1);
        try (Scope device = graph.device(op.device());
                Scope after = graph.controlDependencies(controls);
                Scope names = graph.nameScope(scope.isEmpty() ? op.name() + "/" : scope)) {
            List<Tensor> dxs =
                    new Backward(graph, missing)
                            .gradients(inputs.subList(0, ys), inputs.subList(ys, ys + seeds), xs);
            Set<Operation> results = new LinkedHashSet<>();
            for (int i = 0; i < dxs.size(); i++) {
                tensors.put(op.output(i), dxs.get(i));
                results.add(dxs.get(i).operation());
            }
            operations.put(op, List.copyOf(results));
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
