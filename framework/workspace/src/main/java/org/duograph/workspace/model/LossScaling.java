package org.duograph.workspace.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.workspace.io.Ops;

/**
 * Gradients for products that are computed in float16, whose smallest number is 6e-8: smaller
 * gradients would be lost on the way. So the gradient of the loss starts with a large number in
 * place of one, and the gradients of the parameters are divided by it before an optimizer sees
 * them.
 *
 * <pre>{@code
 * LossScaling.of(1024).addGradientOperators(model, loss);
 * Optimizers.sgd(0.1).momentum(0.9).build(model);
 * }</pre>
 *
 * <p>Where a gradient has become too large for float16, it is not finite. Then all gradients of
 * that step count as zero: parameters are spoilt by none. Powers of two change no digit of what is
 * neither too small nor too large.
 */
public final class LossScaling {
    private final float scale;

    private LossScaling(double scale) {
        this.scale = (float) scale;
    }

    /**
     * Scales by a number.
     *
     * @param scale such as 1024; the largest with which gradients stay finite is the best
     * @throws IllegalArgumentException if it is not finite and above zero
     */
    public static LossScaling of(double scale) {
        if (!(scale > 0)
                || !Float.isFinite((float) (1 / scale))
                || !Float.isFinite((float) scale)) {
            throw new IllegalArgumentException(
                    "Losses can be scaled by a number above zero, such as 1024, found " + scale);
        }
        return new LossScaling(scale);
    }

    /**
     * Adds the gradient operators of a loss, as {@link ModelHelper#addGradientOperators(String...)}
     * does, and what scales the gradients back.
     */
    public void addGradientOperators(ModelHelper model, String loss) {
        String start =
                model.op("ConstantFill", List.of(loss), loss + "_scale", Ops.arg("value", scale));
        model.addGradientOperators(Map.of(loss, start));
        Map<String, String> gradients = new LinkedHashMap<>();
        List<String> squares = new ArrayList<>();
        model.paramToGrad()
                .forEach(
                        (param, gradient) -> {
                            String own = gradient + "_unscaled";
                            model.op("Scale", gradient, own, Ops.arg("scale", 1 / scale));
                            gradients.put(param, own);
                            squares.add(model.op("SumSqrElements", own, own + "_square"));
                        });
        String finite = finite(model, loss, model.op("Sum", squares, loss + "_squares"));
        String none =
                model.op(
                        "ConstantFill",
                        List.of(loss + "_squares"),
                        loss + "_none",
                        Ops.arg("value", 0f));
        gradients.forEach(
                (param, gradient) ->
                        model.setGradient(
                                param,
                                model.op(
                                        "Where",
                                        List.of(finite, gradient, none),
                                        gradient + "_finite")));
    }

    /** Whether a number is finite: only then is its difference to itself a number. */
    private static String finite(ModelHelper model, String loss, String number) {
        String difference = model.op("Sub", List.of(number, number), loss + "_difference");
        return model.op("EQ", List.of(difference, difference), loss + "_finite");
    }
}
