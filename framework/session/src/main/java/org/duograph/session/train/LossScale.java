package org.duograph.session.train;

import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * The number by which a loss is multiplied, so that its gradients don't get lost in float16: the
 * same in every step, or one that follows from the steps before. In TensorFlow these are {@code
 * FixedLossScale} and {@code DynamicLossScale}. {@link MixedPrecisionLossScaleOptimizer} uses it.
 *
 * <p>The scale and the number of steps in a row that were finite are variables, {@code
 * current_loss_scale} and {@code good_steps}, which checkpoints have as well. They are changed by
 * one operation, {@code LossScale}, that only Duograph has; in graphs for TensorFlow there are some
 * of its own in its place.
 */
public final class LossScale {
    private static final double INITIAL = 1 << 15;
    private static final int GROWTH_STEPS = 2000;

    private final double initial;
    private final int growthSteps;
    private final double multiplier;
    private Variable scale;
    private Variable goodSteps;

    private LossScale(double initial, int growthSteps, double multiplier) {
        this.initial = initial;
        this.growthSteps = growthSteps;
        this.multiplier = multiplier;
        if (!(initial >= 1) || !Float.isFinite((float) initial)) {
            throw new IllegalArgumentException(
                    "loss_scale must be a number from 1 on, such as 1024, found " + initial);
        }
        if (growthSteps < 1 || !(multiplier >= 1) || !Double.isFinite(multiplier)) {
            throw new IllegalArgumentException(
                    "increment_period and multiplier must be at least 1, found %d and %s"
                            .formatted(growthSteps, multiplier));
        }
    }

    /**
     * The same number in every step.
     *
     * @throws IllegalArgumentException if it is not finite or below one
     */
    public static LossScale fixed(double scale) {
        return new LossScale(scale, GROWTH_STEPS, 1);
    }

    /** 32768 at first, doubled after 2000 steps in a row that were finite. */
    public static LossScale dynamic() {
        return dynamic(INITIAL, GROWTH_STEPS, 2);
    }

    /**
     * A number that follows from the steps before.
     *
     * @param initial what it is at first
     * @param growthSteps after how many steps in a row whose gradients were finite it grows
     * @param multiplier what it is multiplied by then, and divided by after a step that was not
     * @throws IllegalArgumentException if the scale is not finite or one of them is below one
     */
    public static LossScale dynamic(double initial, int growthSteps, double multiplier) {
        return new LossScale(initial, growthSteps, multiplier);
    }

    /** The scale of the step, a float32 scalar; its variables are made if there are none yet. */
    @SuppressWarnings("try") // the scope is only to be closed
    public Tensor of(Graph graph) {
        if (scale == null) {
            try (Scope root = graph.nameScope("")) {
                scale = variable(graph, "current_loss_scale", DType.FLOAT32, initial);
                goodSteps = variable(graph, "good_steps", DType.INT64, 0);
            }
        }
        return scale.read();
    }

    private static Variable variable(Graph graph, String name, DType dtype, double first) {
        ArrayType type = new ArrayType(dtype, Shape.SCALAR);
        return graph.variable(name, type, Initializers.constant(first), false);
    }

    /**
     * What a step did to the scale.
     *
     * @param finite whether all gradients are finite: a bool scalar
     * @param assign changes the scale
     */
    record Update(Tensor finite, Operation assign) {}

    /**
     * Appends what changes the scale after a step.
     *
     * @param squares the sum of the squares of all gradients, a scalar
     */
    Update update(Graph graph, Tensor squares) {
        Operation op =
                graph.op("LossScale")
                        .input(of(graph), goodSteps.read(), squares)
                        .attr("growth_steps", growthSteps)
                        .attr("multiplier", (float) multiplier)
                        .build();
        Operation assign =
                graph.group(
                        "update_loss_scale",
                        scale.assign(op.output(0)).operation(),
                        goodSteps.assign(op.output(1)).operation());
        return new Update(op.output(2), assign);
    }
}
