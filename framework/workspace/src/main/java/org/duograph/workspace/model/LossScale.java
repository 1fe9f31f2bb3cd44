package org.duograph.workspace.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.GradientOfRows;
import org.duograph.workspace.net.Scopes;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.TensorProto.DataType;

/**
 * Gradients for products that are computed in float16, whose smallest number is 6e-8: smaller
 * gradients would be lost on the way. So the gradient of the loss starts with a large number in
 * place of one, and the gradients of the parameters are divided by it before an optimizer sees
 * them.
 *
 * <pre>{@code
 * LossScale.dynamic().addGradientOperators(model, loss);
 * Optimizers.sgd(0.1).momentum(0.9).build(model);
 * }</pre>
 *
 * <p>Where a gradient has become too large for float16, it is not finite. Then the step is skipped:
 * parameters, what optimizers keep for them, and the counter of steps stay as they are. A dynamic
 * scale is halved then, and doubled after many steps without such an overflow. The scale and the
 * number of these steps are the blobs {@code current_loss_scale} and {@code good_steps}, which
 * operators of the net change, so that no step waits for the host.
 *
 * <p>Powers of two change no digit of what is neither too small nor too large. The sum of the
 * squares of all gradients must be finite too: they may be as large as 1e19.
 */
public final class LossScale {
    private static final double INITIAL = 1 << 15;
    private static final int GROWTH_STEPS = 2000;

    private final float initial;
    private final int growthSteps;
    private final double multiplier;

    private LossScale(double initial, int growthSteps, double multiplier) {
        this.initial = (float) initial;
        this.growthSteps = growthSteps;
        this.multiplier = multiplier;
        if (!(initial >= 1) || !Float.isFinite(this.initial)) {
            throw new IllegalArgumentException(
                    "Losses can be scaled by a number from 1 on, such as 1024, found " + initial);
        }
        if (growthSteps < 1 || !(multiplier >= 1) || !Double.isFinite(multiplier)) {
            throw new IllegalArgumentException(
                    "A scale grows after at least 1 step, to at least 1 times itself, found %d and %s"
                            .formatted(growthSteps, multiplier));
        }
    }

    /**
     * The same number in every step.
     *
     * @param scale such as 1024; the largest with which gradients stay finite is the best
     * @throws IllegalArgumentException if it is not finite or below one
     */
    public static LossScale fixed(double scale) {
        return new LossScale(scale, GROWTH_STEPS, 1);
    }

    /** As TensorFlow has it: 32768 at first, doubled after 2000 steps in a row that were finite. */
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

    /**
     * Adds the gradient operators of a loss, as {@link ModelHelper#addGradientOperators(String...)}
     * does, and what scales the gradients back. Optimizers that are built then skip steps.
     */
    public void addGradientOperators(ModelHelper model, String loss) {
        model.addGradientOperators(Map.of(loss, start(model, loss)));
        scaleBack(model);
    }

    private String scale() {
        return Scopes.scoped("current_loss_scale");
    }

    /** What the gradient of a loss starts with: the scale, in the loss's shape. */
    private String start(ModelHelper model, String loss) {
        fill(model, scale(), Ops.arg("value", initial));
        String ones = model.op("ConstantFill", loss, loss + "_ones", Ops.arg("value", 1f));
        return model.op("Mul", List.of(ones, scale()), loss + "_scaled_grad", STRETCHED);
    }

    private static final Argument STRETCHED = Ops.arg("broadcast", 1);

    /** Divides all gradients by the scale, looks whether they are finite, and moves the scale. */
    private void scaleBack(ModelHelper model) {
        String one = model.op("ConstantFill", scale(), "one", Ops.arg("value", 1f));
        String inverse = model.op("Div", List.of(one, scale()), "inverse_loss_scale");
        List<String> squares = new ArrayList<>();
        for (String name : model.paramToGrad().values()) {
            GradientOfRows rows = model.net().ofRows(name);
            String gradient = rows == null ? name : rows.values();
            model.op("Mul", List.of(gradient, inverse), gradient, STRETCHED);
            squares.add(model.op("SumSqrElements", gradient, gradient + "_square"));
        }
        String sum = model.op("Sum", squares, "gradient_squares");
        String good = Scopes.scoped("good_steps");
        fill(model, good, Ops.arg("value", 0), Ops.arg("dtype", DataType.INT64.getNumber()));
        String finite = Scopes.scoped("gradients_are_finite");
        model.op(
                "LossScale",
                List.of(scale(), good, sum),
                List.of(scale(), good, finite),
                Ops.arg("growth_steps", growthSteps),
                Ops.arg("multiplier", (float) multiplier));
        model.updateOnlyIf(finite);
    }

    /** Initialises a scalar. */
    private static void fill(ModelHelper model, String name, Argument... args) {
        OperatorDef fill = Ops.operator("ConstantFill", List.of(), List.of(name), args);
        model.paramInitNet().add(fill.toBuilder().setName("").build());
    }
}
