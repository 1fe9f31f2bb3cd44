package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/**
 * The nearest whole number, of two the even one, as in ONNX and TensorFlow. No gradient flows back.
 */
public final class Round {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Round", Unary.ANY)
                    .summary("Rounds each number to the nearest whole one, halves to the even one.")
                    .formula("Y = round(X)")
                    .gradient(GradientRule.STOP)
                    .kernel(Unary.each(Math::rint))
                    .example(
                            Example.of(NDArray.vector(-1.5f, 0.5f, 2.7f), NDArray.vector(-2, 0, 3)))
                    .build();

    private Round() {}
}
