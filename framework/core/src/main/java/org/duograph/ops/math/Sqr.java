package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The square. */
public final class Sqr {
    /** {@code dX = dY * 2 * X}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("Sqr", Unary.ANY)
                    .formula("dX = dY * 2 * X")
                    .gradient(Unary.bending((t, x, w) -> t.scaled(w, 2)))
                    .kernel(Unary.slope(x -> 2 * x))
                    .example(
                            Example.of(
                                    NDArray.vector(-2, 3),
                                    NDArray.vector(5, 7),
                                    NDArray.vector(-20, 42)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Sqr", Unary.ANY)
                    .summary("The square of each number.")
                    .formula("Y = X^2")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(x -> x * x))
                    .example(Example.of(NDArray.vector(-2, 3), NDArray.vector(4, 9)))
                    .build();

    private Sqr() {}
}
