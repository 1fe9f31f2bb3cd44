package org.duograph.ops.math;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.tensor.NDArray;

/** Subtraction. Its gradients are dY and -dY, summed where an input was broadcast. */
public final class Sub {
    /** The operator. */
    public static final OpDef OP =
            Binary.arithmetic("Sub")
                    .summary("Subtracts B from A, element by element.")
                    .formula("Y = A - B")
                    .gradient(Sub::gradient)
                    .kernel(Binary.each((a, b) -> a - b, (a, b) -> a - b))
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2),
                                    NDArray.vector(10, 30),
                                    NDArray.vector(-9, -28)))
                    .build();

    private Sub() {}

    private static void gradient(GradientRule.Site g) {
        g.inputGradient(0, Broadcast.sumToInput(g, 0, g.outputGradient(0)));
        Value negative = g.append(Negative.OP, Map.of(), g.outputGradient(0));
        g.inputGradient(1, Broadcast.sumToInput(g, 1, negative));
    }
}
