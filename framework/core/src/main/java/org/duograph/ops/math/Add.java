package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** Addition. Its gradients are dY itself, summed where an input was broadcast. */
public final class Add {
    /** The operator. */
    public static final OpDef OP =
            Binary.arithmetic("Add")
                    .summary("Adds B to A, element by element.")
                    .formula("Y = A + B")
                    .gradient(Add::gradient)
                    .kernel(Binary.each((a, b) -> a + b, (a, b) -> a + b))
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2),
                                    NDArray.vector(10, 20),
                                    NDArray.vector(11, 22)))
                    .build();

    private Add() {}

    private static void gradient(GradientRule.Site g) {
        g.inputGradient(0, Broadcast.sumToInput(g, 0, g.outputGradient(0)));
        g.inputGradient(1, Broadcast.sumToInput(g, 1, g.outputGradient(0)));
    }
}
