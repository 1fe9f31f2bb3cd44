package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The sine. */
public final class Sin {
    /** {@code dX = dY * cos(X)}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("Sin", Unary.ANY)
                    .formula("dX = dY * cos(X)")
                    .gradient(Unary.bending((t, x, w) -> t.of(Cos.GRAD_X, x, w)))
                    .kernel(Unary.slope(Math::cos))
                    .example(
                            Example.of(
                                    NDArray.vector(0, 1),
                                    NDArray.vector(2, 2),
                                    NDArray.vector(2, 1.0806046f)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Sin", Unary.ANY)
                    .summary("The sine of each number, in radians.")
                    .formula("Y = sin(X)")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(Math::sin))
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(0, 0.841471f)))
                    .build();

    private Sin() {}
}
