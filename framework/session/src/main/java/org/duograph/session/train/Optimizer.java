package org.duograph.session.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.duograph.session.Graph;
import org.duograph.session.Initializer;
import org.duograph.session.Initializers;
import org.duograph.session.Layers;
import org.duograph.session.Lookup;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.ArrayType;

/**
 * Changes variables so that a loss becomes smaller: {@code new MomentumOptimizer(0.01,
 * 0.9).minimize(loss)} is an operation that does one step each time it runs.
 *
 * <p>What it keeps for each variable is a variable too, a slot: {@code w/Momentum}. Numbers such as
 * the learning rate may be tensors, and then change from step to step.
 *
 * <p>Of a variable that is only looked up, an embedding, {@link GradientDescentOptimizer}, {@link
 * MomentumOptimizer} and {@link AdagradOptimizer} change the rows that were looked up and leave
 * others and their slots alone; for the other optimizers those have a gradient of zero.
 */
public abstract class Optimizer {
    private final String name;
    private final Map<String, Variable> slots = new LinkedHashMap<>();

    /** An optimizer whose operations and slots are called {@code name}. */
    Optimizer(String name) {
        this.name = name;
    }

    /** What its operations are called. */
    public String name() {
        return name;
    }

    /** A step that makes {@code loss} smaller by all trainable variables of its graph. */
    public Operation minimize(Tensor loss) {
        return minimize(loss, null);
    }

    /**
     * A step that makes {@code loss} smaller by all trainable variables of its graph.
     *
     * @param globalStep a variable that counts the steps; null for none
     * @throws IllegalArgumentException if the loss depends on no variable
     */
    public Operation minimize(Tensor loss, Variable globalStep) {
        return applyGradients(computeGradients(loss), globalStep);
    }

    /** The gradients of a loss with respect to all trainable variables of its graph. */
    public List<GradientOf> computeGradients(Tensor loss) {
        return computeGradients(loss, loss.graph().trainableVariables());
    }

    /**
     * The gradients of a loss with respect to some variables, to be changed or clipped before they
     * are applied.
     *
     * @throws IllegalArgumentException if the loss depends on none of them
     */
    public List<GradientOf> computeGradients(Tensor loss, List<Variable> variables) {
        if (!loss.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    "Invalid type "
                            + loss.dtype().lowerName()
                            + " for "
                            + loss.name()
                            + ", expected a floating-point loss");
        }
        List<Tensor> xs = new ArrayList<>();
        for (Variable variable : variables) {
            lookups(variable, loss).forEach(lookup -> xs.add(lookup.rows()));
            if (lookups(variable, loss).isEmpty()) {
                xs.add(variable.read());
            }
        }
        List<Tensor> gradients = loss.graph().gradients(loss, xs);
        List<GradientOf> all = new ArrayList<>();
        int at = 0;
        for (Variable variable : variables) {
            List<Lookup> lookups = lookups(variable, loss);
            int next = at + Math.max(1, lookups.size());
            all.add(gradient(variable, lookups, gradients.subList(at, next)));
            at = next;
        }
        requireSome(all, loss);
        return all;
    }

    /** What reads a variable, if it is only looked up and this changes only rows; else nothing. */
    private List<Lookup> lookups(Variable variable, Tensor loss) {
        return changesRows() && Lookup.only(variable, loss)
                ? Lookup.of(variable.graph()).stream()
                        .filter(lookup -> lookup.variable() == variable)
                        .toList()
                : List.of();
    }

    private static GradientOf gradient(
            Variable variable, List<Lookup> lookups, List<Tensor> gradients) {
        if (lookups.isEmpty()) {
            return new GradientOf(gradients.get(0), variable);
        }
        IndexedSlices slices = IndexedSlices.of(lookups, gradients);
        Tensor dense = slices == null ? null : slices.dense(variable);
        return new GradientOf(dense, variable, slices);
    }

    private static void requireSome(List<GradientOf> all, Tensor loss) {
        if (all.stream().allMatch(g -> g.gradient() == null)) {
            throw new IllegalArgumentException(
                    "No gradients provided for any variable, check your graph for ops that do not support gradients, between variables %s and loss %s."
                            .formatted(
                                    all.stream().map(g -> "\"" + g.variable() + "\"").toList(),
                                    loss));
        }
    }

    /**
     * A step with these gradients. What layers want done besides, such as moving averages, is part
     * of it.
     *
     * @param globalStep a variable that counts the steps; null for none
     * @throws IllegalArgumentException if there is none
     */
    @SuppressWarnings("try") // scopes are only to be closed
    public Operation applyGradients(List<GradientOf> gradients, Variable globalStep) {
        List<GradientOf> given = gradients.stream().filter(g -> g.gradient() != null).toList();
        if (given.isEmpty()) {
            throw new IllegalArgumentException(
                    "No gradients provided for any variable: "
                            + gradients.stream().map(GradientOf::variable).toList());
        }
        Graph graph = given.get(0).variable().graph();
        try (Scope root = graph.nameScope("")) {
            given.forEach(g -> makeSlots(g.variable()));
            prepareShared(graph, given.stream().map(GradientOf::variable).toList());
        }
        List<Operation> updates = new ArrayList<>();
        try (Scope scope = graph.nameScope(name)) {
            prepare(graph);
            for (GradientOf g : given) {
                String inner = "update_" + g.variable().name().replace('/', '_');
                try (Scope update = graph.nameScope(inner)) {
                    updates.add(
                            g.slices() != null
                                    ? applyRows(graph, g)
                                    : apply(graph, g.gradient(), g.variable()));
                }
            }
            updates.addAll(finish(graph, List.copyOf(updates)));
            updates.addAll(updatesOfLayers(graph, given));
            if (globalStep == null) {
                return graph.group(scope.name(), updates.toArray(Operation[]::new));
            }
            Operation all = graph.group("update", updates.toArray(Operation[]::new));
            try (Scope after = graph.controlDependencies(all)) {
                return graph.op("AssignAdd")
                        .name(scope.name())
                        .input(globalStep.reference(), graph.constantLike(1, globalStep.dtype()))
                        .build();
            }
        }
    }

    /**
     * What layers want done in a step, as far as it needs to be fed nothing that the gradients
     * don't: moving averages of another net are none of this step's.
     */
    private static List<Operation> updatesOfLayers(Graph graph, List<GradientOf> gradients) {
        Set<Operation> needed =
                graph.ancestors(gradients.stream().map(GradientOf::gradient).toList());
        return graph.collection(Layers.UPDATE_OPS, Operation.class).stream()
                .filter(update -> placeholders(graph, update).allMatch(needed::contains))
                .toList();
    }

    private static Stream<Operation> placeholders(Graph graph, Operation op) {
        return graph.ancestors(op.outputs()).stream().filter(Operation::isPlaceholder);
    }

    /** The slots that one variable needs, made before the step. */
    void makeSlots(Variable variable) {}

    /** What all variables share, made before the step. */
    void prepareShared(Graph graph, List<Variable> variables) {}

    /** The numbers that all variables share, as tensors. */
    abstract void prepare(Graph graph);

    /** The operation that changes one variable. */
    abstract Operation apply(Graph graph, Tensor gradient, Variable variable);

    /** Whether it changes only some rows of a variable, where only those have a gradient. */
    boolean changesRows() {
        return false;
    }

    /** The operation that changes some rows of one variable, if {@link #changesRows}. */
    Operation applyRows(Graph graph, GradientOf rows) {
        throw new UnsupportedOperationException(name + " changes whole variables");
    }

    /** Writes rows of a variable or slot; a row that is named twice is the same both times. */
    static Operation update(Variable variable, IndexedSlices slices, Tensor rows) {
        return variable.graph()
                .op("ScatterUpdate")
                .input(variable.reference(), slices.indices(), rows)
                .build();
    }

    /** What happens after all variables have been changed. */
    List<Operation> finish(Graph graph, List<Operation> updates) {
        return List.of();
    }

    /** A number or tensor as a tensor of the element type of {@code like}. */
    static Tensor number(Graph graph, String name, Object number) {
        return number instanceof Tensor tensor
                ? tensor
                : graph.constant(name, ((Number) number).floatValue());
    }

    /** Numbers with the elements of a variable. */
    static Tensor[] like(Variable variable, Tensor... numbers) {
        Tensor[] cast = new Tensor[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            cast[i] = numbers[i].cast(variable.dtype());
        }
        return cast;
    }

    /** Fails if a number that must not be is negative. */
    static void requireNotNegative(String what, double number) {
        if (!(number >= 0)) {
            throw new IllegalArgumentException(
                    what + " " + number + " needs to be positive or zero");
        }
    }

    /**
     * Makes a slot of a variable unless there is one, filled with one number at first. It is called
     * {@code w/Momentum}, like the optimizer; the second slot {@code w/Adam_1}, and so on.
     */
    void makeSlot(Variable variable, String slot, double first) {
        slots.computeIfAbsent(key(variable, slot), k -> newSlot(variable, first));
    }

    /** It lives where its variable does, whatever scopes are open. */
    @SuppressWarnings("try") // scopes are only to be closed
    private Variable newSlot(Variable variable, double first) {
        ArrayType type = new ArrayType(variable.dtype(), variable.shape().filled(0));
        Initializer initial = Initializers.constant(first);
        Graph graph = variable.graph();
        try (Scope alone = graph.device((String) null);
                Scope beside = graph.device(variable.operation().device())) {
            return graph.variable(variable.name() + "/" + name, type, initial, false);
        }
    }

    /**
     * What this keeps for a variable.
     *
     * @param slot TensorFlow's word, such as {@code momentum}; each optimizer says its own
     * @return null if it keeps nothing of that name
     */
    public Variable slot(Variable variable, String slot) {
        return slots.get(key(variable, slot));
    }

    /** All that a step with gradients of these variables writes, but for the global step. */
    List<Variable> written(List<Variable> variables) {
        List<Variable> written = new ArrayList<>(variables);
        for (Variable variable : variables) {
            slots.forEach(
                    (key, slot) -> {
                        if (key.startsWith(key(variable, ""))) {
                            written.add(slot);
                        }
                    });
        }
        return written;
    }

    private static String key(Variable variable, String slot) {
        return variable.name() + " " + slot;
    }
}
