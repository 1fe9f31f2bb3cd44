package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The third power. */
public final class Cube {
    /** {@code dX = dY * 3 * X^2}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("Cube", Unary.ANY)
                    .formula("dX = dY * 3 * X^2")
                    .gradient(Unary.bending((t, x, w) -> t.scaled(t.times(w, x), 6)))
                    .kernel(Unary.slope(x -> 3 * x * x))
                    .example(
                            Example.of(
                                    NDArray.vector(-2, 3),
                                    NDArray.vector(1, 2),
                                    NDArray.vector(12, 54)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Cube", Unary.ANY)
                    .summary("The third power of each number.")
                    .formula("Y = X^3")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(x -> x * x * x))
                    .example(Example.of(NDArray.vector(-2, 3), NDArray.vector(-8, 27)))
                    .build();

    private Cube() {}
}
