package org.duograph.ops.math;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Value;
import org.duograph.tensor.NDArray;

/** Division; whole numbers are cut towards zero. Its gradients are made of ordinary operators. */
public final class Div {
    /** The operator. */
    public static final OpDef OP =
            Binary.arithmetic("Div")
                    .summary("Divides A by B, element by element.")
                    .formula("Y = A / B")
                    .gradient(Div::gradient)
                    .kernel(Div::run)
                    .example(
                            Example.of(
                                    NDArray.vector(1, 8),
                                    NDArray.vector(2, 4),
                                    NDArray.vector(0.5f, 2.0f)))
                    .build();

    private Div() {}

    private static void gradient(GradientRule.Site g) {
        Value dA = g.append(Div.OP, g.attrs().given(), g.outputGradient(0), g.input(1));
        g.inputGradient(0, Broadcast.sumToInput(g, 0, dA));
        // dB = -dY * Y / B = -dA' * Y with dA' not yet summed
        Value dB = g.append(Negative.OP, Map.of(), g.append(Mul.OP, Map.of(), dA, g.output(0)));
        g.inputGradient(1, Broadcast.sumToInput(g, 1, dB));
    }

    private static void run(Operands o) {
        Binary.each((a, b) -> a / b, Div::whole).run(o);
    }

    /**
     * The quotient, cut towards zero.
     *
     * @throws IllegalArgumentException if {@code b} is 0
     */
    public static long whole(long a, long b) {
        if (b == 0) {
            throw new IllegalArgumentException("the whole number " + a + " was divided by 0");
        }
        return a / b;
    }
}
