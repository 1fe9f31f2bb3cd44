package org.duograph.ops.product;

import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;

/**
 * The gradient rules of a layer with weights, which is linear in X and linear in W: each of the
 * gradients is the layer, or one of its gradient operators, of other operands. Of these operators
 * {@code gradX} reads W, dY and the shape of X, {@code gradW} reads X, dY and the shape of W.
 */
public final class Bilinear {
    private Bilinear() {}

    /** The layer itself. */
    @FunctionalInterface
    public interface Layer {
        /** Appends the layer of these operands, without a bias, and gives Y. */
        Value of(GradientRule.Site g, Value x, Value w);
    }

    /** The rule of the layer, for its inputs X and W. */
    public static void ofLayer(GradientRule.Site g, OpDef gradX, OpDef gradW) {
        g.inputGradient(0, append(g, gradX, g.input(1), g.outputGradient(0), g.input(0)));
        g.inputGradient(1, append(g, gradW, g.input(0), g.outputGradient(0), g.input(1)));
    }

    /** The rule of {@code gradX}, for its inputs W and dY. */
    public static void ofGradX(GradientRule.Site g, OpDef gradW, Layer layer) {
        Value dX = g.outputGradient(0);
        g.inputGradient(0, append(g, gradW, dX, g.input(1), g.input(0)));
        g.inputGradient(1, layer.of(g, dX, g.input(0)));
    }

    /** The rule of {@code gradW}, for its inputs X and dY. */
    public static void ofGradW(GradientRule.Site g, OpDef gradX, Layer layer) {
        Value dW = g.outputGradient(0);
        g.inputGradient(0, append(g, gradX, dW, g.input(1), g.input(0)));
        g.inputGradient(1, layer.of(g, g.input(0), dW));
    }

    private static Value append(GradientRule.Site g, OpDef op, Value... inputs) {
        return g.append(op, g.attrs().given(), inputs);
    }
}
