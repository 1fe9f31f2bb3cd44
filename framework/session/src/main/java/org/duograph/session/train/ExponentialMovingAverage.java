package org.duograph.session.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.ArrayType;

/**
 * Averages of variables over training steps, in which older values count less and less: {@code
 * average -= (1 - decay) (average - w)}. The average of {@code w} is a variable, {@code
 * w/ExponentialMovingAverage}, and begins with what {@code w} begins with.
 *
 * <pre>{@code
 * var averages = new ExponentialMovingAverage(0.999);
 * try (Scope after = g.controlDependencies(optimizer.minimize(loss))) {
 *     train = averages.apply(g.trainableVariables());
 * }
 * }</pre>
 */
public final class ExponentialMovingAverage {
    private static final String NAME = "ExponentialMovingAverage";

    private final double decay;
    private final Tensor updates;
    private final Map<Variable, Variable> averages = new LinkedHashMap<>();

    /** Averages that keep {@code decay} of what they were in each step. */
    public ExponentialMovingAverage(double decay) {
        this(decay, null);
    }

    /**
     * Averages that move faster at first: the decay is at most {@code (1 + n) / (10 + n)}.
     *
     * @param updates n, how many steps there have been: a scalar, usually the global step; null for
     *     the same decay always
     */
    public ExponentialMovingAverage(double decay, Tensor updates) {
        this.decay = decay;
        this.updates = updates;
    }

    /**
     * An operation that takes the variables' content into their averages; the averages are made if
     * they aren't yet.
     *
     * @throws IllegalArgumentException if there are no variables
     */
    @SuppressWarnings("try") // scopes are only to be closed
    public Operation apply(List<Variable> variables) {
        if (variables.isEmpty()) {
            throw new IllegalArgumentException("There are no variables to average");
        }
        Graph graph = variables.get(0).graph();
        try (Scope root = graph.nameScope("")) {
            variables.forEach(v -> averages.computeIfAbsent(v, ExponentialMovingAverage::shadow));
        }
        try (Scope scope = graph.nameScope(NAME)) {
            Tensor rest = decayNow(graph).negative().plus(1);
            List<Operation> moves = new ArrayList<>();
            for (Variable variable : variables) {
                Variable average = averages.get(variable);
                Tensor way = average.read().minus(variable.readValue());
                moves.add(average.assignSub(way.times(rest.cast(way.dtype()))).operation());
            }
            return graph.group(scope.name(), moves.toArray(Operation[]::new));
        }
    }

    private static Variable shadow(Variable of) {
        Graph graph = of.graph();
        ArrayType type = new ArrayType(of.dtype(), of.shape().filled(0));
        return graph.variable(
                of.name() + "/" + NAME, type, (g, wanted) -> of.initialValue().identity(), false);
    }

    private Tensor decayNow(Graph graph) {
        Tensor most = graph.constant("decay", (float) decay);
        if (updates == null) {
            return most;
        }
        Tensor n = updates.cast(most.dtype());
        return most.minimum(n.plus(1).dividedBy(n.plus(10)));
    }

    /** The average of a variable; null if it is not averaged. */
    public Variable average(Variable variable) {
        return averages.get(variable);
    }

    /** What the average of a variable is called in checkpoints. */
    public String averageName(Variable variable) {
        return variable.name() + "/" + NAME;
    }

    /**
     * Where to read variables from, for use after training: averaged ones from their averages,
     * others from their own names. For a {@code Saver}.
     *
     * @param graph whose trainable variables are averaged in the checkpoint
     */
    public Map<String, Variable> variablesToRestore(Graph graph) {
        Map<String, Variable> from = new LinkedHashMap<>();
        List<Variable> averaged = new ArrayList<>(graph.trainableVariables());
        averaged.addAll(averages.keySet());
        for (Variable variable : graph.variables()) {
            if (averaged.contains(variable)) {
                from.put(averageName(variable), variable);
            } else if (!averages.containsValue(variable)) {
                from.put(variable.name(), variable);
            }
        }
        return from;
    }
}
