package org.duograph.ops.math;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.tensor.NDArray;

/** Multiplication, element by element. Its gradients are multiplications too. */
public final class Mul {
    /** The operator. */
    public static final OpDef OP =
            Binary.arithmetic("Mul")
                    .summary("Multiplies A by B, element by element.")
                    .formula("Y = A * B")
                    .gradient(Mul::gradient)
                    .kernel(Binary.each((a, b) -> a * b, (a, b) -> a * b))
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2),
                                    NDArray.vector(10, 20),
                                    NDArray.vector(10, 40)))
                    .build();

    private Mul() {}

    private static void gradient(GradientRule.Site g) {
        Value dY = g.outputGradient(0);
        Value dA = g.append(Mul.OP, g.attrs().given(), dY, g.input(1));
        g.inputGradient(0, Broadcast.sumToInput(g, 0, dA));
        // dY has the shape of Y, over which A is not always spread out
        Value dB = g.append(Mul.OP, Map.of(), dY, g.input(0));
        g.inputGradient(1, Broadcast.sumToInput(g, 1, dB));
    }
}
