package org.duograph.session.train;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/**
 * Another optimizer, with a loss that is scaled while its gradients are computed, so that small
 * ones don't get lost in float16:
 *
 * <pre>{@code
 * Optimizer optimizer =
 *         new MixedPrecisionLossScaleOptimizer(
 *                 new MomentumOptimizer(0.1, 0.9), LossScale.dynamic());
 * Operation step = optimizer.minimize(loss, globalStep);
 * }</pre>
 *
 * <p>Where a gradient is not finite, the step is skipped: the variables, the optimizer's slots and
 * the global step are afterwards what they were. Nobody waits for that: all of it is computed, and
 * what was there before is chosen.
 */
public final class MixedPrecisionLossScaleOptimizer extends Optimizer {
    private final Optimizer optimizer;
    private final LossScale lossScale;

    /** The same steps as an optimizer's, with a scaled loss. */
    public MixedPrecisionLossScaleOptimizer(Optimizer optimizer, LossScale lossScale) {
        super(optimizer.name());
        this.optimizer = optimizer;
        this.lossScale = lossScale;
    }

    /** The gradients of the loss itself: they are scaled back already. */
    @Override
    public List<GradientOf> computeGradients(Tensor loss, List<Variable> variables) {
        Graph graph = loss.graph();
        Tensor scale = lossScale.of(graph);
        Tensor inverse = graph.constant(1f).dividedBy(scale);
        List<GradientOf> all = new ArrayList<>();
        for (GradientOf g : super.computeGradients(loss.times(cast(scale, loss)), variables)) {
            all.add(scaled(g, inverse));
        }
        return all;
    }

    private static Tensor cast(Tensor x, Tensor like) {
        return x.dtype() == like.dtype() ? x : x.cast(like.dtype());
    }

    private static GradientOf scaled(GradientOf g, Tensor factor) {
        if (g.gradient() == null) {
            return g;
        }
        if (g.slices() == null) {
            return new GradientOf(g.gradient().times(cast(factor, g.gradient())), g.variable());
        }
        Tensor values = g.slices().values();
        Tensor rows = values.times(cast(factor, values));
        IndexedSlices slices = new IndexedSlices(rows, g.slices().indices());
        return new GradientOf(slices.dense(g.variable()), g.variable(), slices);
    }

    @Override
    @SuppressWarnings("try") // scopes are only to be closed
    public Operation applyGradients(List<GradientOf> gradients, Variable globalStep) {
        List<Variable> variables = new ArrayList<>();
        List<Tensor> given = new ArrayList<>();
        for (GradientOf g : gradients) {
            if (g.gradient() != null) {
                variables.add(g.variable());
                given.add(g.slices() == null ? g.gradient() : g.slices().values());
            }
        }
        Operation step = super.applyGradients(gradients, globalStep);
        List<Variable> written = new ArrayList<>(optimizer.written(variables));
        if (globalStep != null) {
            written.add(globalStep);
        }
        Graph graph = step.graph();
        try (Scope scope = graph.nameScope("loss_scale")) {
            LossScale.Update update = lossScale.update(graph, squares(given));
            List<Operation> all = new ArrayList<>(List.of(update.assign()));
            try (Scope after = graph.controlDependencies(step)) {
                written.forEach(variable -> all.add(chosen(update.finite(), variable)));
            }
            return graph.group("step", all.toArray(Operation[]::new));
        }
    }

    private static Tensor squares(List<Tensor> gradients) {
        Tensor sum = null;
        for (Tensor g : gradients) {
            Tensor own = g.graph().op("L2Loss").input(g).tensor();
            sum = sum == null ? own : sum.plus(cast(own, sum));
        }
        return sum;
    }

    /** Lets a variable keep what the step wrote, or else have again what was there before. */
    private static Operation chosen(Tensor condition, Variable variable) {
        Graph graph = variable.graph();
        Tensor now = graph.op("Identity").input(variable.reference()).tensor();
        Tensor kept = graph.op("Select").input(condition, now, variable.read()).tensor();
        return variable.assign(kept).operation();
    }

    @Override
    List<Variable> written(List<Variable> variables) {
        return optimizer.written(variables);
    }

    @Override
    void makeSlots(Variable variable) {
        optimizer.makeSlots(variable);
    }

    @Override
    void prepareShared(Graph graph, List<Variable> variables) {
        optimizer.prepareShared(graph, variables);
    }

    @Override
    void prepare(Graph graph) {
        optimizer.prepare(graph);
    }

    @Override
    Operation apply(Graph graph, Tensor gradient, Variable variable) {
        return optimizer.apply(graph, gradient, variable);
    }

    @Override
    boolean changesRows() {
        return optimizer.changesRows();
    }

    @Override
    Operation applyRows(Graph graph, GradientOf rows) {
        return optimizer.applyRows(graph, rows);
    }

    @Override
    List<Operation> finish(Graph graph, List<Operation> updates) {
        return optimizer.finish(graph, updates);
    }

    @Override
    public Variable slot(Variable variable, String slot) {
        return optimizer.slot(variable, slot);
    }
}
