package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The cosine. */
public final class Cos {
    /** {@code dX = -dY * sin(X)}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("Cos", Unary.ANY)
                    .formula("dX = -dY * sin(X)")
                    .gradient(Unary.bending((t, x, w) -> t.scaled(t.of(Sin.GRAD_X, x, w), -1)))
                    .kernel(Unary.slope(x -> -Math.sin(x)))
                    .example(
                            Example.of(
                                    NDArray.vector(0, 1),
                                    NDArray.vector(2, 2),
                                    NDArray.vector(0, -1.682942f)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Cos", Unary.ANY)
                    .summary("The cosine of each number, in radians.")
                    .formula("Y = cos(X)")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(Math::cos))
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(1, 0.5403023f)))
                    .build();

    private Cos() {}
}
