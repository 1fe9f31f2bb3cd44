package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The square root. Its gradient reads Y, not X, so X need not be kept. */
public final class Sqrt {
    /** {@code dX = dY / (2 * Y)}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("Sqrt", Unary.POSITIVE)
                    .formula("dX = dY / (2 * Y)")
                    .gradient(Unary.bending((t, y, w) -> t.scaled(t.over(t.over(w, y), y), -0.5)))
                    .kernel(Unary.slope(y -> 0.5 / y))
                    .example(
                            Example.of(
                                    NDArray.vector(2, 5),
                                    NDArray.vector(4, 10),
                                    NDArray.vector(1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Sqrt", Unary.POSITIVE)
                    .summary("The square root of each number.")
                    .formula("Y = sqrt(X)")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Unary.each(Math::sqrt))
                    .example(Example.of(NDArray.vector(4, 9), NDArray.vector(2, 3)))
                    .build();

    private Sqrt() {}
}
